#ifndef URLFAN_OUTPUT_FIELD_FINDER_H_
#define URLFAN_OUTPUT_FIELD_FINDER_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace urlfan {

/// Finds values in the JSON of a result by their paths. So a field is called what the output calls
/// it, and there is no list of them to keep.
class FieldFinder {
 public:
  /// "error.code" is a member of a member, "checks.0.name" one of the first element.
  explicit FieldFinder(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  const std::vector<std::string>& paths() const noexcept { return paths_; }

  /// The values in the order of the paths, as they stand in `object`, which is JSON as JsonWriter
  /// writes it: without blanks. null for one that is not there. Valid until the next call, and as
  /// long as `object`.
  std::span<const std::string_view> find(std::string_view object);

  struct Member {
    std::string_view name;
    std::string_view value;
  };

 private:
  std::vector<std::string> paths_;
  /// Of the object, which is gone through once for all paths.
  std::vector<Member> members_;
  std::vector<std::string_view> values_;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_FIELD_FINDER_H_
