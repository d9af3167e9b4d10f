#include "src/output/field_finder.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

#include "src/base/ascii.h"

namespace urlfan {
namespace {

using Member = FieldFinder::Member;

constexpr std::string_view kNull = "null";

/// From the quote at `start` to behind the one that ends the string.
std::size_t end_of_string(std::string_view json, std::size_t start) {
  std::size_t at = start + 1;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return std::min(at + 1, json.size());
}

/// Behind the value that starts there.
std::size_t end_of_value(std::string_view json, std::size_t start) {
  std::size_t depth = 0;
  for (std::size_t at = start; at < json.size();) {
    switch (json[at]) {
      case '"':
        at = end_of_string(json, at);
        break;
      case '{':
      case '[':
        ++depth;
        ++at;
        break;
      case ',':
        if (depth == 0) return at;
        ++at;
        break;
      case '}':
      case ']':
        if (depth == 0) return at;
        --depth;
        ++at;
        break;
      default:
        ++at;
    }
    if (depth == 0 && at > start && is_any(json[at - 1], "\"}]")) return at;
  }
  return json.size();
}

/// Goes through the members of an object or the elements of an array, whose names are empty.
class Walk {
 public:
  explicit Walk(std::string_view json) : json_(json), named_(json.starts_with('{')) {}

  std::optional<Member> next() {
    if (at_ + 1 >= json_.size()) return {};
    Member member;
    if (named_) {
      const std::size_t end = end_of_string(json_, at_);
      if (end + 1 >= json_.size()) return {};
      member.name = json_.substr(at_ + 1, end - at_ - 2);
      at_ = end + 1;  // behind the colon
    }
    const std::size_t end = end_of_value(json_, at_);
    member.value = json_.substr(at_, end - at_);
    at_ = end + 1;
    return member;
  }

 private:
  std::string_view json_;
  bool named_;
  std::size_t at_ = 1;
};

std::string_view element(std::string_view array, std::string_view index) {
  std::size_t left = 0;
  const auto read = std::from_chars(index.data(), index.data() + index.size(), left);
  if (!are_digits(index) || read.ec != std::errc()) return kNull;
  Walk walk(array);
  auto each = walk.next();
  for (; each && left > 0; --left) each = walk.next();
  return each ? each->value : kNull;
}

/// A member of an object, an element of an array.
std::string_view part(std::string_view value, std::string_view name) {
  if (value.starts_with('[')) return element(value, name);
  if (!value.starts_with('{')) return kNull;
  Walk walk(value);
  while (const auto member = walk.next()) {
    if (member->name == name) return member->value;
  }
  return kNull;
}

/// Takes the first name off a path.
std::string_view take_name(std::string_view& path) {
  const std::string_view name = path.substr(0, path.find('.'));
  path.remove_prefix(std::min(name.size() + 1, path.size()));
  return name;
}

}  // namespace

std::span<const std::string_view> FieldFinder::find(std::string_view object) {
  members_.clear();
  values_.clear();
  Walk walk(object);
  while (const auto member = walk.next()) members_.push_back(*member);
  for (std::string_view path : paths_) {
    const std::string_view name = take_name(path);
    const auto found = std::find_if(members_.begin(), members_.end(),
                                    [name](const Member& each) { return each.name == name; });
    std::string_view value = found == members_.end() ? kNull : found->value;
    while (!path.empty()) value = part(value, take_name(path));
    values_.push_back(value);
  }
  return values_;
}

}  // namespace urlfan
