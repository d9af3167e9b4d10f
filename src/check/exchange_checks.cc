#include "src/check/exchange_checks.h"

#include <chrono>
#include <string>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/check/bench.h"
#include "src/model/line_problem.h"

namespace urlfan {

Duration duration_value(std::string_view key, std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) throw LineProblem{is_not(key, "a duration", text) + "; expected " + kDurationForm};
  if (*duration <= Duration(0)) {
    throw LineProblem{std::string(key) + " is zero; expected a longer time"};
  }
  return *duration;
}

namespace {

std::string milliseconds_text(Duration duration) { return exact_milliseconds(duration) + "ms"; }

}  // namespace

void judge_time(const std::optional<Duration>& most, Bench& bench) {
  const Answer& answer = bench.answer();
  const std::string expected = milliseconds_text(*most);
  if (!answer.response.status || !answer.whole) return bench.not_told("max", "<=" + expected);
  const std::string took = milliseconds_text(answer.total);
  bench.record(
      {.name = "max", .ok = answer.total <= *most, .expected = "<=" + expected, .actual = took},
      [&] { return "took " + took + ", expected at most " + expected; });
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
  bench.record(
      {.name = "cert-days", .ok = days >= *least, .expected = expected, .actual = left}, [&] {
        const bool of_chain = tls->good_until() != tls->not_after;
        return std::string("the certificate") + (of_chain ? ", with its chain," : "") +
               " is good for " + left + " more days, expected at least " + std::to_string(*least);
      });
}

}  // namespace urlfan
