#include "src/check/exchange_checks.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <string>
#include <utility>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/check/bench.h"
#include "src/check/body_checks.h"
#include "src/check/operators.h"
#include "src/model/line_problem.h"

namespace urlfan {

Duration duration_value(std::string_view key, std::string_view text) {
  const auto duration = parse_duration(text);
  if (duration && !has_unit(text)) {
    throw LineProblem{std::string(key) + " has no unit: " + excerpt(text, 40) + "; expected " +
                      excerpt(text, 40) + "s or " + excerpt(text, 40) + "ms"};
  }
  if (!duration) throw LineProblem{is_not(key, "a duration", text) + "; expected " + kDurationForm};
  if (*duration <= Duration(0)) {
    throw LineProblem{std::string(key) + " is zero; expected a longer time"};
  }
  return *duration;
}

void judge_time(const std::optional<Duration>& most, Bench& bench) {
  const Answer& answer = bench.answer();
  std::string expected = "<=" + milliseconds_text(*most);
  if (!answer.response.status || !answer.whole) return bench.not_told("max", expected);
  bench.record({.name = "max",
                .ok = answer.total <= *most,
                .expected = std::move(expected),
                .actual = milliseconds_text(answer.total)},
               [&](const CheckOutcome& failed) {
                 return "took " + *failed.actual + ", expected at most " + milliseconds_text(*most);
               });
}

int cert_days_value(std::string_view key, std::string_view text) {
  constexpr int most = 36'500;
  const auto days = parse_count(text);
  if (!days || *days > most) {
    throw LineProblem{is_not(key, "a number of days", text) + "; expected 0 to " +
                      std::to_string(most)};
  }
  return static_cast<int>(*days);
}

void judge_certificate(const std::optional<int>& least, Bench& bench) {
  const std::string expected = ">=" + std::to_string(*least);
  const auto& tls = bench.response().tls;
  if (!tls) return bench.not_told("cert-days", expected);
  const auto days =
      std::chrono::floor<std::chrono::days>(tls->good_until() - bench.answer().began).count();
  const std::string left = std::to_string(days);
  bench.record({.name = "cert-days", .ok = days >= *least, .expected = expected, .actual = left},
               [&](const CheckOutcome& /*failed*/) {
                 const bool of_chain = tls->good_until() != tls->not_after;
                 return std::string("the certificate") + (of_chain ? ", with its chain," : "") +
                        " is good for " + left + " more days, expected at least " +
                        std::to_string(*least);
               });
}

Condition count_check(const CheckText& text) {
  const auto count = parse_count(text.value);
  if (!count) {
    throw LineProblem{is_not(text.key, "a count", text.value) + "; expected a whole number"};
  }
  return {.name = std::string(text.name), .op = text.op, .value = std::to_string(*count)};
}

Condition size_check(const CheckText& text) {
  const auto size = parse_size(text.value);
  if (!size) throw LineProblem{is_not(text.key, "a size", text.value) + "; expected " + kSizeForm};
  return {.op = text.op, .value = std::to_string(*size)};
}

namespace {

Condition version_check(const CheckText& text, std::span<const std::string_view> known) {
  if (std::find(known.begin(), known.end(), text.value) == known.end()) {
    std::string all;
    for (const auto version : known) {
      all += all.empty() ? "" : version == known.back() ? " or " : ", ";
      all += version;
    }
    throw LineProblem{is_not(text.key, "a version", text.value) + "; expected " + all};
  }
  return {.op = text.op, .value = std::string(text.value)};
}

void judge_numbers(std::string_view name, const std::vector<Condition>& checks, bool told,
                   const std::string& number, Bench& bench) {
  for (const auto& check : checks) {
    if (told) {
      bench.record(std::string(name), check, holds_for_number(check, number), number);
    } else {
      bench.not_told(std::string(name), expected_text(check));
    }
  }
}

}  // namespace

Condition http_check(const CheckText& text) {
  constexpr std::array<std::string_view, 4> known{"1.0", "1.1", "2", "3"};
  return version_check(text, known);
}

Condition tls_check(const CheckText& text) {
  constexpr std::array<std::string_view, 4> known{"1.0", "1.1", "1.2", "1.3"};
  return version_check(text, known);
}

void judge_redirects(const std::vector<Condition>& checks, Bench& bench) {
  judge_numbers("redirects", checks, bench.response().status.has_value(),
                std::to_string(bench.answer().redirects), bench);
}

void judge_size(const std::vector<Condition>& checks, Bench& bench) {
  const bool told = bench.response().status.has_value() && bench.answer().whole;
  judge_numbers("size", checks, told, std::to_string(bench.response().body_bytes), bench);
}

void judge_http(const std::vector<Condition>& checks, Bench& bench) {
  const std::string& version = bench.response().http_version;
  judge_numbers("http", checks, bench.response().status && !version.empty(), version, bench);
}

void judge_tls(const std::vector<Condition>& checks, Bench& bench) {
  constexpr std::string_view start = "TLSv";
  const auto& tls = bench.response().tls;
  const bool told = bench.response().status && tls && tls->version.starts_with(start);
  // libcurl's TLS library calls the first one TLSv1.
  std::string version = told ? tls->version.substr(start.size()) : std::string();
  if (version == "1") version = "1.0";
  judge_numbers("tls", checks, told, version, bench);
}

Condition url_check(const CheckText& text) {
  if (is_of_pattern(text.op)) {
    return {.op = text.op, .value = pattern_value(text.key, text.value)};
  }
  if (text.value.empty()) throw LineProblem{std::string(text.key) + " is empty; expected a URL"};
  return {.op = text.op, .value = std::string(text.value)};
}

std::string comparable_url(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const auto host = std::min(url.find("://"), url.size());
  const auto path = std::min(url.find('/', std::min(host + 3, url.size())), url.size());
  return lower_case(url.substr(0, path)).append(url.substr(path));
}

void judge_url(const std::vector<Condition>& checks, Bench& bench) {
  const std::string url = comparable_url(bench.answer().url);
  for (const auto& check : checks) {
    if (bench.response().status) {
      bench.record("url", check, holds_for(check, url), url);
    } else {
      bench.not_told("url", expected_text(check));
    }
  }
}

}  // namespace urlfan
