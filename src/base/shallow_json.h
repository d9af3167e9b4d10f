#ifndef URLFAN_BASE_SHALLOW_JSON_H_
#define URLFAN_BASE_SHALLOW_JSON_H_

#include <nlohmann/json.hpp>
#include <string_view>

namespace urlfan {

/// How deep the JSON of a line, or of one of its values, may be nested.
inline constexpr int kDeepestInLine = 100;

/// Discarded for what is not JSON, has a number that no double holds, or is nested deeper than
/// that: the library writes and compares values by recursion.
inline nlohmann::json parse_shallow(std::string_view text, int deepest) {
  using Json = nlohmann::json;
  bool too_deep = false;
  const Json::parser_callback_t shallow = [&](int depth, Json::parse_event_t /*event*/,
                                              Json& /*value*/) {
    too_deep = too_deep || depth > deepest;
    return !too_deep;
  };
  Json value = Json::parse(text, shallow, false);
  return too_deep ? Json(Json::value_t::discarded) : value;
}

}  // namespace urlfan

#endif  // URLFAN_BASE_SHALLOW_JSON_H_
