#include "src/check/json_body.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace urlfan {
namespace {

using Json = nlohmann::json;

// The library writes values by recursion: a body of nothing but brackets must not end the stack.
constexpr int kDeepest = 512;

struct TooDeep : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// With the index of each number in its place.
Json parse(const JsonNumbers& numbers) {
  std::size_t count = 0;
  const Json::parser_callback_t look = [&count](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kDeepest) {
      throw TooDeep("the body is nested deeper than " + std::to_string(kDeepest));
    }
    if (event == Json::parse_event_t::value && value.is_number()) value = count++;
    return true;
  };
  return Json::parse(numbers.blanked(), look);
}

/// One text for all that are equal.
std::string normal(std::string_view text) {
  const JsonNumbers numbers(text);
  return numbers.put_back_normal(parse(numbers).dump());
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): the library's destructor does not throw
struct JsonBody::Tree {
  Json root;
};

JsonBody::JsonBody(std::string_view body) : numbers_(body), tree_(std::make_unique<Tree>()) {
  try {
    tree_->root = parse(numbers_);
  } catch (const TooDeep& error) {
    problem_ = error.what();
  } catch (const Json::parse_error& error) {
    problem_ = "the body is not JSON from byte " + std::to_string(error.byte) + " on";
  } catch (const Json::exception&) {
    problem_ =
        "the body is not JSON";  // such as 1e999e, which has no more than a start of a number
  }
}

JsonBody::~JsonBody() = default;

Finding JsonBody::compare(const std::string& pointer, const std::string& value) const {
  if (!problem_.empty()) return {.equal = false, .shown = "absent: " + problem_};
  const Json* found = nullptr;
  try {
    found = &tree_->root.at(Json::json_pointer(pointer));
  } catch (const Json::exception&) {
    // It names nothing in this body: no such member, or of an array what is no index.
    return {.equal = false, .shown = "absent"};
  }
  const std::string written = found->dump();
  return {.equal = numbers_.put_back_normal(written) == normal(value),
          .shown = numbers_.put_back(written)};
}

}  // namespace urlfan
