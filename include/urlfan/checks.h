#ifndef URLFAN_CHECKS_H_
#define URLFAN_CHECKS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "urlfan/clock.h"

namespace urlfan {

/// A set of HTTP status codes, e.g. 200, 2xx, 200-299.
struct StatusSet {
  struct Range {
    int low = 0;
    int high = 0;
  };
  std::vector<Range> ranges;
  /// As it was written: what the result shows as expected.
  std::string text;

  bool contains(int status) const noexcept;
};

/// A regular expression of RE2, ready to search. Immutable; copies share it.
class Pattern {
 public:
  /// The pattern, or what is wrong with `text`.
  static std::variant<Pattern, std::string> compile(std::string_view text);

  const std::string& text() const noexcept;
  /// The first part of `subject` that fits.
  std::optional<std::string_view> find_in(std::string_view subject) const;
  /// About what it takes of memory; 0 while it is shared.
  std::size_t own_bytes() const noexcept;

 private:
  struct Compiled;
  explicit Pattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

/// One of the header's values is this text, or holds what the pattern looks for.
struct HeaderCheck {
  /// In lower case.
  std::string name;
  std::variant<std::string, Pattern> value;
};

/// What an RFC 6901 pointer finds in the body equals this JSON value.
struct JsonCheck {
  std::string pointer;
  /// JSON text.
  std::string value;
};

/// What an answer must fulfil to be ok.
struct Checks {
  /// Nothing is judged: any answer is ok.
  bool none = false;
  /// Empty: any status below 400.
  std::optional<StatusSet> status;
  /// Texts that the decoded body holds, read by its mark or charset.
  std::vector<std::string> contains;
  std::vector<Pattern> matches;
  /// The most that the attempt may take.
  std::optional<Duration> max_time;
  std::vector<HeaderCheck> headers;
  std::vector<JsonCheck> json;
  /// Whole days that the server's certificate must still be valid.
  std::optional<int> cert_days;
  /// Of the decoded body, in lower-case hex.
  std::optional<std::string> sha256;

  /// Whether the whole body must be held until it is judged.
  bool needs_body() const noexcept {
    return !contains.empty() || !matches.empty() || !json.empty();
  }
};

}  // namespace urlfan

#endif  // URLFAN_CHECKS_H_
