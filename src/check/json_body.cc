#include "src/check/json_body.h"

namespace urlfan {
namespace {

// What reads a body goes through it by recursion: one of nothing but brackets must not end the
// stack.
constexpr int kDeepest = 512;

std::string problem_of(const JsonTree& tree) {
  switch (tree.problem()) {
    case JsonTree::Problem::none:
      return {};
    case JsonTree::Problem::too_deep:
      return "the body is nested deeper than " + std::to_string(kDeepest);
    case JsonTree::Problem::too_large:
      return "the body is too large to be read as JSON";
    case JsonTree::Problem::not_json:
      break;
  }
  return "the body is not JSON from byte " + std::to_string(tree.problem_at() + 1) + " on";
}

}  // namespace

JsonBody::JsonBody(std::string_view body) : tree_(body, kDeepest), problem_(problem_of(tree_)) {}

Finding JsonBody::compare(const std::string& pointer, const std::string& value) const {
  if (!problem_.empty()) return {.equal = false, .shown = "absent: " + problem_};
  const auto found = tree_.find(pointer);
  // It names nothing in this body: no such member, or of an array what is no index.
  if (!found) return {.equal = false, .shown = "absent"};
  const JsonTree wanted(value, kDeepest);
  return {.equal = wanted.problem() == JsonTree::Problem::none &&
                   equal(tree_, *found, wanted, JsonTree::kRoot),
          .shown = tree_.text_of(*found)};
}

}  // namespace urlfan
