#include "src/check/body_checks.h"

#include <algorithm>
#include <variant>

#include "src/base/hex.h"
#include "src/base/text.h"
#include "src/check/bench.h"
#include "src/model/line_problem.h"

namespace urlfan {

std::string contains_value(std::string_view key, std::string_view text) {
  if (text.empty()) throw LineProblem{std::string(key) + " is empty; expected a text"};
  return std::string(text);
}

void judge_contains(const std::vector<std::string>& texts, Bench& bench) {
  for (const auto& text : texts) {
    if (!bench.body()) {
      bench.not_told("contains", text);
      continue;
    }
    const bool ok = bench.body()->find(text) != std::string_view::npos;
    bench.record({.name = "contains",
                  .ok = ok,
                  .expected = text,
                  .actual = (ok ? "found in " : "not found in ") + bench.size_text()},
                 [&] {
                   return "the body (" + bench.size_text() + ") does not contain " +
                          in_quotes(text) + bench.reading_hint();
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

void judge_matches(const std::vector<Pattern>& patterns, Bench& bench) {
  for (const auto& pattern : patterns) {
    if (!bench.body()) {
      bench.not_told("matches", pattern.text());
      continue;
    }
    const auto found = pattern.find_in(*bench.body());
    bench.record({.name = "matches",
                  .ok = found.has_value(),
                  .expected = pattern.text(),
                  .actual = found ? shortened(*found) : "no match in " + bench.size_text()},
                 [&] {
                   return "nothing in the body (" + bench.size_text() + ") matches " +
                          in_quotes(pattern.text()) + bench.reading_hint();
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
      [&] { return "the body has the SHA-256 " + *digest + ", expected " + *expected; });
}

}  // namespace urlfan
