#ifndef URLFAN_CHECKS_H_
#define URLFAN_CHECKS_H_

#include <cstddef>
#include <cstdint>
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

/// How what an answer has is held against the value of a check.
enum class Operator : std::uint8_t {
  equal,
  unequal,
  less,
  at_most,
  greater,
  at_least,
  /// A Pattern is found in it.
  matches,
  /// A Pattern is not.
  matches_not,
  /// It is there, whatever it is.
  present,
  /// It is not there.
  absent,
};

/// One condition on a part of an answer. What is not there fulfils unequal, matches_not and absent,
/// and nothing else.
struct Condition {
  /// Where there are many: the header, in lower case, or the RFC 6901 pointer. Else empty.
  std::string name = {};
  /// What has to be true of the part and the value.
  Operator op = Operator::equal;
  /// A Pattern for matches and matches_not; nothing for present and absent.
  std::variant<std::string, Pattern> value = {};
};

/// What an answer must fulfil to be ok.
struct Checks {
  /// Nothing is judged: any answer is ok.
  bool none = false;
  /// Empty: any status below 400.
  std::optional<StatusSet> status;
  /// Texts that the decoded body holds (equal) or not (unequal), read by its mark or charset.
  std::vector<Condition> contains;
  /// Patterns that are found in the same (matches) or not (matches_not).
  std::vector<Condition> matches;
  /// The most that the attempt may take.
  std::optional<Duration> max_time;
  /// Of headers: one of the values is this text, none is, one matches, none does.
  std::vector<Condition> headers;
  /// Of places of a body of JSON; values are JSON text.
  std::vector<Condition> json;
  /// Of such places: how many items or members an array or object has, or code points a string.
  /// Values, as of all that follow but url, are numbers.
  std::vector<Condition> lengths;
  /// Where the answer came from: an absolute URL without fragment and user information.
  std::vector<Condition> url;
  /// How many redirects were followed.
  std::vector<Condition> redirects;
  /// Bytes of the body, as Response::body_bytes.
  std::vector<Condition> size;
  /// Whole days that the server's certificate must still be valid.
  std::optional<int> cert_days;
  /// Of the decoded body, in lower-case hex.
  std::optional<std::string> sha256;
  /// The version of HTTP: 1.0, 1.1, 2 or 3.
  std::vector<Condition> http;
  /// The version of TLS: 1.2, 1.3.
  std::vector<Condition> tls;

  /// Whether the whole body must be held until it is judged.
  bool needs_body() const noexcept {
    return !contains.empty() || !matches.empty() || !json.empty() || !lengths.empty();
  }
  /// Whether the SHA-256 of the body must be made.
  bool needs_digest() const noexcept { return sha256.has_value(); }
  /// Whether the headers of the answer must be kept until it is judged.
  bool needs_headers() const noexcept { return !headers.empty(); }
};

/// Shared by many requests, hence never changed.
using ChecksPtr = std::shared_ptr<const Checks>;

/// Checks as they stand behind the URL in a text list: `status=2xx json:/n>=3 max=2s`. Lists of
/// lines know more keys, such as timeout=, fill in ${NAME}, and resolve a url= that is a path; here
/// these are refused. Throws ConfigError for what cannot be understood or could never pass.
/// Thread-safe.
Checks parse_checks(std::string_view text);

}  // namespace urlfan

#endif  // URLFAN_CHECKS_H_
