#include "src/base/shallow_json.h"

#include <cstddef>

namespace urlfan {
namespace {

using Json = nlohmann::json;

/// Calls `each` with every value that is not an array or an object.
template <typename Each>
Json parse(std::string_view text, int deepest, const Each& each) {
  const Json::parser_callback_t look = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > deepest) throw TooDeep(deepest);
    if (event == Json::parse_event_t::value) each(value);
    return true;
  };
  return Json::parse(text, look);
}

}  // namespace

nlohmann::json parse_shallow(std::string_view text, int deepest) {
  try {
    return parse(text, deepest, [](const Json& /*value*/) {});
  } catch (const TooDeep&) {
  } catch (const Json::exception&) {
  }
  return Json(Json::value_t::discarded);
}

nlohmann::json parse_indexed(const JsonNumbers& numbers, int deepest) {
  std::size_t count = 0;
  return parse(numbers.blanked(), deepest, [&count](Json& value) {
    if (value.is_number()) value = count++;
  });
}

std::string normal_json(std::string_view text, int deepest) {
  const JsonNumbers numbers(text);
  return numbers.put_back_normal(parse_indexed(numbers, deepest).dump());
}

}  // namespace urlfan
