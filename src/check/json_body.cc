#include "src/check/json_body.h"

#include <nlohmann/json.hpp>
#include <string>

#include "src/base/shallow_json.h"

namespace urlfan {
namespace {
using Json = nlohmann::json;
}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): the library's destructor does not throw
struct JsonBody::Tree {
  Json root;
};

JsonBody::JsonBody(std::string_view body) : numbers_(body), tree_(std::make_unique<Tree>()) {
  try {
    tree_->root = parse_indexed(numbers_, kDeepestInBody);
  } catch (const TooDeep& error) {
    problem_ = std::string("the body is ") + error.what();
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
  return {.equal = numbers_.put_back_normal(written) == normal_json(value, kDeepestInBody),
          .shown = numbers_.put_back(written)};
}

}  // namespace urlfan
