#include "src/check/json_body.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "src/base/shallow_json.h"
#include "src/check/condition.h"
#include "src/check/operators.h"

namespace urlfan {
namespace {
using Json = nlohmann::json;

constexpr std::size_t kLarge = std::size_t{64} << 10U;
}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): the library's destructor does not throw
struct JsonBody::Tree {
  Json root;
};

JsonBody::JsonBody(std::string_view body)
    : numbers_(body), tree_(std::make_unique<Tree>()), is_large_(body.size() > kLarge) {
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

namespace {

/// Null: it names nothing in there, no such member, or of an array what is no index.
const Json* find(const Json& root, const std::string& pointer) {
  try {
    return &root.at(Json::json_pointer(pointer));
  } catch (const Json::exception&) {
    return nullptr;
  }
}

/// As much of the pointer as can lead to something in a body.
std::string_view reachable(std::string_view pointer) {
  std::size_t end = 0;
  for (std::size_t depth = 0; depth <= kDeepestInBody && end < pointer.size(); ++depth) {
    end = std::min(pointer.find('/', end + 1), pointer.size());
  }
  return pointer.substr(0, end);
}

/// Empty for what has none.
std::optional<std::size_t> length_of(const Json& value) {
  if (value.is_structured()) return value.size();
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

/// Empty for much of a large body: a person reads little of it, and to write it takes long.
std::string text_of(const Json& value, const JsonNumbers& numbers, bool is_large) {
  return is_large && value.is_structured() ? std::string() : numbers.put_back(value.dump());
}

}  // namespace

Finding JsonBody::absent(const Condition& check) const {
  if (!problem_.empty()) return {.holds = false, .shown = "absent: " + problem_};
  Finding finding{.holds = is_negative(check.op), .shown = "absent"};
  if (finding.holds) return finding;
  const Json* above = nullptr;
  for (auto pointer = reachable(check.name); above == nullptr && !pointer.empty();) {
    pointer = pointer.substr(0, pointer.rfind('/'));
    above = find(tree_->root, std::string(pointer));
  }
  if (above != nullptr) finding.seen = text_of(*above, numbers_, is_large_);
  return finding;
}

Finding JsonBody::look_at(const Condition& check) const {
  const Json* found = problem_.empty() ? find(tree_->root, check.name) : nullptr;
  if (found == nullptr) return absent(check);
  const std::string written = found->dump();
  Finding finding{.holds = false, .shown = numbers_.put_back(written), .seen = {}, .there = true};
  if (check.op == Operator::equal || check.op == Operator::unequal) {
    const bool equal = numbers_.put_back_normal(written) ==
                       normal_json(std::get<std::string>(check.value), kDeepestInLine);
    finding.holds = equal == (check.op == Operator::equal);
  } else if (is_order(check.op)) {
    finding.holds = found->is_number() && holds_for_number(check, finding.shown);
  } else {
    finding.holds =
        holds_for(check, found->is_string() ? found->get_ref<const std::string&>() : finding.shown);
  }
  if (!finding.holds) finding.seen = finding.shown;
  return finding;
}

Finding JsonBody::measure(const Condition& check) const {
  const Json* found = problem_.empty() ? find(tree_->root, check.name) : nullptr;
  if (found == nullptr) return absent(check);
  const auto length = length_of(*found);
  Finding finding{.holds = is_negative(check.op), .shown = {}, .seen = {}, .there = true};
  if (length) {
    finding.shown = std::to_string(*length);
    finding.holds = holds_for_number(check, finding.shown);
  }
  if (length && finding.holds) return finding;
  finding.seen = text_of(*found, numbers_, is_large_);
  if (!length) finding.shown = "absent: " + finding.seen + " has none";
  return finding;
}

}  // namespace urlfan
