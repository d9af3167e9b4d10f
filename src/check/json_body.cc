#include "src/check/json_body.h"

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

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): the library's destructor does not throw
struct JsonBody::Tree {
  Json root;
};

JsonBody::JsonBody(std::string_view body) : tree_(std::make_unique<Tree>()) {
  const Json::parser_callback_t shallow = [](int depth, Json::parse_event_t /*event*/,
                                             Json& /*value*/) {
    if (depth > kDeepest) {
      throw TooDeep("the body is nested deeper than " + std::to_string(kDeepest));
    }
    return true;
  };
  try {
    tree_->root = Json::parse(body, shallow);
  } catch (const TooDeep& error) {
    problem_ = error.what();
  } catch (const Json::parse_error& error) {
    problem_ = "the body is not JSON from byte " + std::to_string(error.byte) + " on";
  } catch (const Json::exception&) {
    problem_ = "the body has a number that is too large";
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
  return {.equal = *found == Json::parse(value),
          .shown = found->dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace urlfan
