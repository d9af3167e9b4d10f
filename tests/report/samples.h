#ifndef URLFAN_TESTS_REPORT_SAMPLES_H_
#define URLFAN_TESTS_REPORT_SAMPLES_H_

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/results.h"
#include "urlfan/result.h"

namespace urlfan {

/// A run that went to its end, 2026-11-21 at 04:41:28.25 UTC.
inline Summary whole_run() {
  using namespace std::chrono;
  Summary summary;
  summary.input_complete = true;
  summary.started_at = sys_days(2026y / November / 21) + 4h + 41min + 28s + 250ms;
  summary.wall = Duration(1'234'500);
  return summary;
}

/// A run with two checks of its own, of which one does not hold.
inline Summary run_over_its_limit() {
  Summary summary = whole_run();
  summary.exit_code = 1;
  summary.checks = {
      {.name = "max-latency:p95", .ok = false, .expected = "<=1000ms", .actual = "2000ms"},
      {.name = "max-latency:max", .ok = true, .expected = "<=9000ms", .actual = "2000ms"}};
  return summary;
}

/// A run whose deadline came after `total` lines, `skipped` of them never started.
inline Summary cut_short_run(std::uint64_t total, std::uint64_t skipped) {
  Summary summary = whole_run();
  summary.total = total;
  summary.skipped = skipped;
  summary.complete = false;
  summary.input_complete = false;
  summary.stop = StopCause::deadline;
  summary.exit_code = 4;
  return summary;
}

/// What a report of the kind `Report` says of these.
template <typename Report>
std::string report(const std::vector<Result>& results, const Summary& summary = whole_run()) {
  std::ostringstream out;
  Report sink(out);
  for (const auto& result : results) sink.write(result);
  sink.finish(summary);
  return out.str();
}

/// Answered with 503 twice.
inline Result unavailable(std::uint64_t index = 0) {
  Result result = failed(index, ErrorCode::http_status, "HTTP 503, expected below 400");
  result.response.status = 503;
  result.checks = {
      {.name = "status", .ok = false, .expected = "<400", .actual = "503"},
      {.name = "contains", .ok = true, .expected = "hello", .actual = "found"},
      {.name = "cert-days", .ok = false, .expected = ">=14", .actual = {}},
  };
  result.attempts = 2;
  result.elapsed = Duration(1'250'000);
  return result;
}

/// Answered with 503 first and with 200 then.
inline Result flaky(std::uint64_t index = 0) {
  Result result = passed(index);
  result.attempts = 2;
  result.history = {{.status = 503, .error = ErrorCode::http_status, .total = {}}};
  return result;
}

inline Result never_started(std::uint64_t index = 0) {
  Result result = failed(index, ErrorCode::deadline, "the time was over before it was started");
  result.attempts = 0;
  result.timings.total.reset();
  return result;
}

inline Result known_failure(std::uint64_t index = 0) {
  Result result = unavailable(index);
  result.baseline = BaselineVerdict::known;
  result.drift.emplace();
  return result;
}

/// Passes as before, but with another status.
inline Result drifted(std::uint64_t index = 0) {
  Result result = passed(index);
  result.drift = {{.field = "status", .before = "204", .now = "200"}};
  return result;
}

/// What somebody would send who wants to break a report: ends of lines, strings, comments, cells
/// and elements; commands, mentions and markup; bytes that are no text.
inline std::string hostile_text() {
  using namespace std::string_literals;
  return "\"'`]]>\r\n::error::x\n##[error]y\nok 9 - z\n1..1\nBail out!\n...\n| a | b |\\|\\"
         "<script>alert(1)</script>&amp;<!-- @octocat me@evil.test https://evil.test www.evil.test "
         "[x](javascript:1) ![i](//evil.test) **b** __u__ ~~s~~ # TODO %0A%25 {a: b} "
         "\0\x01\x1b[31m\x7F\xC2\x9B\xFF\xFE\xC3("
         "\u2028\u2029\u202E\uFEFF\uFFFF\U0001F980 {"s;
}

/// hostile_text() wherever a list or a server can put text.
inline Result hostile(Result result) {
  const std::string text = hostile_text();
  result.where.file = "f" + text;
  if (!result.url.empty()) result.url = result.effective_url = "http://u" + text;
  if (result.error) result.error->message = "m" + text;
  result.checks = {{.name = "n" + text, .ok = false, .expected = "e" + text, .actual = text}};
  if (result.drift) result.drift = {{.field = "f" + text, .before = text, .now = "n" + text}};
  return result;
}

/// One of every kind, with text that is kind and text that is not, each line with its own index.
inline std::vector<Result> all_kinds() {
  std::vector<Result> results{passed(), failed(),        unavailable(), unreadable(),
                              flaky(),  never_started(), drifted(),     known_failure()};
  for (std::size_t i = 0, kinds = results.size(); i < kinds; ++i) {
    results.push_back(hostile(results[i]));
  }
  Result named = hostile(failed());
  named.name = hostile_text();
  results.push_back(named);
  std::uint64_t index = 0;
  for (auto& result : results) {
    result.index = index++;
    result.where.line = index;
  }
  return results;
}

/// Whether a text is lines of printable UTF-8.
inline bool is_plain_lines(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n') || byte == 0x7F;
  });
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_REPORT_SAMPLES_H_
