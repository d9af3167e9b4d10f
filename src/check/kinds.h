#ifndef URLFAN_CHECK_KINDS_H_
#define URLFAN_CHECK_KINDS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "src/check/body_checks.h"
#include "src/check/exchange_checks.h"
#include "src/check/header_check.h"
#include "src/check/json_check.h"
#include "src/check/operators.h"
#include "src/check/status_check.h"
#include "urlfan/checks.h"

namespace urlfan {

/// The option of the command line that gives a check to all lines; none without a name.
struct CheckOption {
  const char* name = nullptr;
  const char* type = "";
  const char* help = "";
  /// --help has those of what the answer holds first, then those of how it came.
  bool of_exchange = false;
};

/// When a check is judged, by which the first that does not hold is found.
enum class Judged : std::uint8_t { in_turn, even_unset, last };

/// What the rooms know of a check. What they do with it follows from what it is made of: a check
/// that may stand once is an optional, one that may stand several times is a vector of conditions.
template <typename Place, typename Read>
struct CheckKind {
  using Value = typename Place::value_type;
  static constexpr bool kMany = std::is_same_v<Value, Condition>;

  Place Checks::*place;
  /// In a text line, without its operator. Behind a colon stands a name.
  std::string_view key;
  /// In `expect` of a JSON line, and in --dry-run.
  std::string_view member;
  Operators operators;
  /// What messages show behind the operator.
  std::string_view value_form;
  /// Makes a condition of a CheckText, or another value of a text, of which the first parameter is
  /// what it was given to, for the message. Throws LineProblem for what could never pass.
  Read read;
  /// Called where the check is set.
  void (*judge)(const Place&, Bench&);
  CheckOption option = {};
  /// What messages show behind the key.
  std::string_view name_form = {};
  Judged judged = Judged::in_turn;

  constexpr bool is_named() const noexcept { return key.ends_with(':'); }

  bool is_set(const Checks& checks) const noexcept {
    if constexpr (kMany) {
      return !(checks.*place).empty();
    } else {
      return (checks.*place).has_value();
    }
  }
};

template <typename Place, typename Read, typename... Rest>
CheckKind(Place Checks::*, std::string_view, std::string_view, Operators, std::string_view, Read,
          Rest...) -> CheckKind<Place, Read>;

/// All checks, in the order in which messages name them and --dry-run prints them. A tuple, since
/// each has a type of its own: to walk it costs nothing at run time.
inline constexpr std::tuple kCheckKinds{
    CheckKind{&Checks::status, "status", "status", kPlain, "SET", status_value, judge_status,
              CheckOption{"--expect-status", "SET",
                          "What each line expects that has no status= of its own, e.g. 200,301 or "
                          "2xx or 200-299 [below 400]"},
              "", Judged::even_unset},
    CheckKind{&Checks::contains, "contains", "contains", kOfText, "TEXT", contains_check,
              judge_contains,
              CheckOption{"--expect-contains", "TEXT", "The body holds this text, too"}},
    CheckKind{&Checks::matches, "matches", "matches", kOfText, "REGEX", matches_check,
              judge_matches,
              CheckOption{"--expect-matches", "REGEX", "The body matches this (RE2), too"}},
    CheckKind{&Checks::max_time, "max", "max_ms", kPlain, "TIME", duration_value, judge_time,
              CheckOption{"--expect-time", "TIME",
                          "The most that an attempt may take, for lines without max=", true},
              "", Judged::last},
    CheckKind{&Checks::headers, "header:", "headers", kOfHeader, "VALUE", header_check,
              judge_headers,
              CheckOption{"--expect-header", "NAME=VALUE|NAME=~REGEX",
                          "The header is VALUE, or matches REGEX; a line's check of the same "
                          "header goes first"},
              "NAME"},
    CheckKind{&Checks::json, "json:", "json", kOfJson, "VALUE", json_check, judge_json,
              CheckOption{"--expect-json", "/POINTER=VALUE",
                          "The JSON body has VALUE at POINTER (RFC 6901); a line's check of the "
                          "same goes first"},
              "/POINTER"},
    CheckKind{&Checks::lengths, "length:", "length", kOfNumber, "N", length_check, judge_lengths,
              CheckOption{}, "/POINTER"},
    CheckKind{&Checks::url, "url", "url", kOfUrl, "URL", url_check, judge_url},
    CheckKind{&Checks::redirects, "redirects", "redirects", kOfNumber, "N", count_check,
              judge_redirects},
    CheckKind{&Checks::size, "size", "size", kOfNumber, "SIZE", size_check, judge_size},
    CheckKind{&Checks::cert_days, "cert-days", "cert_days", kPlain, "N", cert_days_value,
              judge_certificate,
              CheckOption{"--cert-days", "N",
                          "Days that the certificate must still be valid, for lines without "
                          "cert-days=",
                          true}},
    CheckKind{&Checks::sha256, "sha256", "sha256", kPlain, "HEX", sha256_value, judge_sha256},
    CheckKind{&Checks::http, "http", "http", kOfNumber, "VERSION", http_check, judge_http},
    CheckKind{&Checks::tls, "tls", "tls", kOfNumber, "VERSION", tls_check, judge_tls},
};

/// Whether `each` is true of one of them; later ones are not asked then.
template <typename Each>
constexpr bool any_check_kind(Each each) {
  return std::apply([&each](const auto&... kinds) { return (each(kinds) || ...); }, kCheckKinds);
}

template <typename Each>
constexpr void for_each_check_kind(Each each) {
  std::apply([&each](const auto&... kinds) { (each(kinds), ...); }, kCheckKinds);
}

/// "status, contains or json:/POINTER": what `name` makes of each, for messages.
template <typename Name>
std::string check_names(Name name) {
  std::string names;
  std::size_t left = std::tuple_size_v<decltype(kCheckKinds)>;
  for_each_check_kind([&](const auto& kind) {
    names += name(kind);
    --left;
    if (left > 0) names += left == 1 ? " or " : ", ";
  });
  return names;
}

}  // namespace urlfan

#endif  // URLFAN_CHECK_KINDS_H_
