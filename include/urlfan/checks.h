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
  /// From `low` to `high`, both included.
  struct Range {
    /// 100 to 999.
    int low = 0;
    /// The same.
    int high = 0;
  };
  /// In the order in which they were written; they may overlap.
  std::vector<Range> ranges;
  /// As it was written: what the result shows as expected.
  std::string text;

  /// Whether it is in any of the ranges.
  bool contains(int status) const noexcept;
};

/// A regular expression of RE2, ready to search. Immutable; copies share it.
class Pattern {
 public:
  /// The pattern, or what is wrong with `text`.
  static std::variant<Pattern, std::string> compile(std::string_view text);

  /// What it was compiled from.
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
  /// The whole of a value, or what is searched for in it.
  std::variant<std::string, Pattern> value;
};

/// What an RFC 6901 pointer finds in the body equals this JSON value.
struct JsonCheck {
  /// Empty: the whole body.
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
  /// Patterns that are found in the same.
  std::vector<Pattern> matches;
  /// The most that the attempt may take.
  std::optional<Duration> max_time;
  /// What headers of the answer say.
  std::vector<HeaderCheck> headers;
  /// What is at places of a body of JSON.
  std::vector<JsonCheck> json;
  /// Whole days that the server's certificate must still be valid.
  std::optional<int> cert_days;
  /// Of the decoded body, in lower-case hex.
  std::optional<std::string> sha256;

  /// Whether the whole body must be held until it is judged.
  bool needs_body() const noexcept {
    return !contains.empty() || !matches.empty() || !json.empty();
  }
  /// Whether the SHA-256 of the body must be made.
  bool needs_digest() const noexcept { return sha256.has_value(); }
  /// Whether the headers of the answer must be kept until it is judged.
  bool needs_headers() const noexcept { return !headers.empty(); }
};

/// Checks as they stand behind the URL in a text list: `status=2xx contains="all is well" max=2s`.
/// Lists of lines know more keys, such as timeout=, and fill in ${NAME}; here both are refused.
/// Throws ConfigError for what cannot be understood or could never pass. Thread-safe.
Checks parse_checks(std::string_view text);

}  // namespace urlfan

#endif  // URLFAN_CHECKS_H_
