#include "src/check/body_checks.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "src/base/hex.h"
#include "src/base/text.h"
#include "src/check/bench.h"
#include "src/check/surroundings.h"
#include "src/model/line_problem.h"

namespace urlfan {

Condition contains_check(const CheckText& text) {
  if (text.value.empty()) throw LineProblem{std::string(text.key) + " is empty; expected a text"};
  return {.op = text.op, .value = std::string(text.value)};
}

namespace {

/// Where the body has what it should not have.
std::string with_place(const std::string& place) {
  return place.empty() ? "" : ": " + in_quotes(place);
}

/// The place that comes next to what it should have.
std::string with_nearest(const std::string& place) {
  return place.empty() ? "" : "; nearest: " + in_quotes(place);
}

std::string with_beginning(const std::string& start) {
  return start.empty() ? "" : "; it begins with " + in_quotes(start);
}

}  // namespace

void judge_contains(const std::vector<Condition>& checks, Bench& bench) {
  for (const auto& check : checks) {
    const auto& text = std::get<std::string>(check.value);
    const auto& body = bench.body();
    if (!body) {
      bench.not_told("contains", expected_text(check));
      continue;
    }
    const auto at = body->find(text);
    const bool found = at != std::string_view::npos;
    CheckOutcome outcome{.name = "contains",
                         .ok = found == (check.op == Operator::equal),
                         .expected = expected_text(check),
                         .actual = (found ? "found in " : "not found in ") + bench.size_text()};
    if (!outcome.ok) {
      outcome.excerpt =
          surroundings(*body, found ? body->substr(at, text.size()) : nearest(*body, text));
    }
    bench.record(std::move(outcome), [&](const CheckOutcome& failed) {
      const std::string start = "the body (" + bench.size_text() + ")";
      if (found) return start + " contains " + in_quotes(text) + with_place(*failed.excerpt);
      return start + " does not contain " + in_quotes(text) + with_nearest(*failed.excerpt) +
             bench.reading_hint();
    });
  }
}

Pattern pattern_value(std::string_view key, std::string_view text) {
  if (text.empty()) {
    throw LineProblem{std::string(key) + " is empty; expected a regular expression"};
  }
  auto pattern = Pattern::compile(text);
  if (const auto* why = std::get_if<std::string>(&pattern)) {
    throw LineProblem{is_not(key, "a regular expression", text) + " (" + excerpt(*why, 40) +
                      "); expected the syntax of RE2"};
  }
  return std::get<Pattern>(std::move(pattern));
}

Condition matches_check(const CheckText& text) {
  const bool negated = text.op == Operator::unequal;
  return {.op = negated ? Operator::matches_not : Operator::matches,
          .value = pattern_value(text.key, text.value)};
}

void judge_matches(const std::vector<Condition>& checks, Bench& bench) {
  for (const auto& check : checks) {
    const auto& pattern = std::get<Pattern>(check.value);
    const bool negated = check.op == Operator::matches_not;
    const std::string expected = (negated ? "!=" : "") + pattern.text();
    const auto& body = bench.body();
    if (!body) {
      bench.not_told("matches", expected);
      continue;
    }
    const auto found = pattern.find_in(*body);
    CheckOutcome outcome{.name = "matches",
                         .ok = found.has_value() != negated,
                         .expected = expected,
                         .actual = found ? shortened(*found) : "no match in " + bench.size_text()};
    if (!outcome.ok) outcome.excerpt = surroundings(*body, found ? *found : body->substr(0, 0));
    bench.record(std::move(outcome), [&](const CheckOutcome& failed) {
      const std::string matches =
          " in the body (" + bench.size_text() + ") matches " + in_quotes(pattern.text());
      if (found) return "something" + matches + with_place(*failed.excerpt);
      return "nothing" + matches + with_beginning(*failed.excerpt) + bench.reading_hint();
    });
  }
}

std::string sha256_value(std::string_view key, std::string_view text) {
  std::string digest = lower_case(text);
  if (digest.size() != 64 || !std::all_of(digest.begin(), digest.end(), is_hex_digit)) {
    throw LineProblem{is_not(key, "a SHA-256", text) + "; expected 64 hexadecimal digits"};
  }
  return digest;
}

void judge_sha256(const std::optional<std::string>& expected, Bench& bench) {
  const auto& digest = bench.response().sha256;
  if (!digest) return bench.not_told("sha256", *expected);
  bench.record(
      {.name = "sha256", .ok = *digest == *expected, .expected = *expected, .actual = *digest},
      [&](const CheckOutcome& /*failed*/) {
        return "the body has the SHA-256 " + *digest + ", expected " + *expected;
      });
}

}  // namespace urlfan
