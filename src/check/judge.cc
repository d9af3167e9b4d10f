#include "src/check/judge.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "src/base/charset.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/check/json_body.h"

namespace urlfan {

bool StatusSet::contains(int status) const noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [status](const Range& range) {
    return range.low <= status && status <= range.high;
  });
}

namespace {

// RFC 9110 and RFC 6585: the statuses that speak of this moment, not of this request.
constexpr std::array kTransient{408, 425, 429, 500, 502, 503, 504};

// What a server sends is shown up to here.
constexpr std::size_t kShown = 200;

std::string milliseconds_text(Duration duration) { return exact_milliseconds(duration) + "ms"; }

std::string shortened(std::string_view text) {
  if (text.size() <= kShown) return std::string(text);
  return std::string(drop_cut_character(text.substr(0, kShown))) + "...";
}

std::string in_quotes(std::string_view text) { return '"' + shortened(text) + '"'; }

/// Judges one answer, check by check.
class Bench {
 public:
  Bench(const Checks& checks, const Answer& answer)
      : checks_(checks), response_(answer.response), answer_(answer) {
    if (!answer.whole || !response_.body || !checks.needs_body()) return;
    text_ = read_body(*response_.body, response_.content_type.value_or(""), false);
    body_ = text_.decoded ? *text_.decoded : *response_.body;
  }

  Verdict judge() && {
    judge_status();
    for (const auto& text : checks_.contains) judge_contains(text);
    for (const auto& pattern : checks_.matches) judge_matches(pattern);
    for (const auto& header : checks_.headers) judge_header(header);
    judge_json();
    judge_certificate();
    judge_digest();
    judge_time();
    return std::move(verdict_);
  }

 private:
  /// `message` makes the error's, should this be the first check that does not hold.
  template <typename Message>
  void record(CheckOutcome outcome, const Message& message,
              ErrorCode code = ErrorCode::check_failed) {
    if (!outcome.ok && !verdict_.error) verdict_.error = make_error(code, message());
    verdict_.outcomes.push_back(std::move(outcome));
  }

  void not_told(const std::string& name, const std::string& expected) {
    record({.name = name, .ok = false, .expected = expected, .actual = {}},
           [&] { return "the check " + name + " could not be made: " + why_not(); });
  }

  std::string why_not() const {
    if (!response_.status) return "there was no answer";
    if (answer_.whole && !response_.coding_problem.empty()) {
      return "the body cannot be read: " + response_.coding_problem;
    }
    return answer_.whole ? "the answer has nothing to hold it against"
                         : "the answer is not complete";
  }

  void judge_status() {
    const auto& expected = checks_.status;
    const std::string wanted = expected ? expected->text : "<400";
    if (!response_.status) {
      if (expected) not_told("status", wanted);
      return;
    }
    const int status = *response_.status;
    const bool ok = expected ? expected->contains(status) : status < 400;
    const std::string code = std::to_string(status);
    record(
        {.name = "status", .ok = ok, .expected = wanted, .actual = code},
        [&] { return "HTTP " + code + ", expected " + (expected ? expected->text : "below 400"); },
        ErrorCode::http_status);
    if (ok) return;
    verdict_.error->retryable =
        std::find(kTransient.begin(), kTransient.end(), status) != kTransient.end();
  }

  std::string size_text() const { return std::to_string(response_.body->size()) + " bytes"; }

  /// What a body that does not pass may suffer from.
  std::string reading_hint() const {
    if (!response_.coding_problem.empty()) return "; " + response_.coding_problem;
    if (text_.unknown_charset.empty()) return {};
    return "; its charset " + excerpt(text_.unknown_charset, 40) +
           " is not known, it was read as UTF-8";
  }

  void judge_contains(const std::string& text) {
    if (!body_) return not_told("contains", text);
    const bool ok = body_->find(text) != std::string_view::npos;
    record({.name = "contains",
            .ok = ok,
            .expected = text,
            .actual = (ok ? "found in " : "not found in ") + size_text()},
           [&] {
             return "the body (" + size_text() + ") does not contain " + in_quotes(text) +
                    reading_hint();
           });
  }

  void judge_matches(const Pattern& pattern) {
    if (!body_) return not_told("matches", pattern.text());
    const auto found = pattern.find_in(*body_);
    record({.name = "matches",
            .ok = found.has_value(),
            .expected = pattern.text(),
            .actual = found ? shortened(*found) : "no match in " + size_text()},
           [&] {
             return "nothing in the body (" + size_text() + ") matches " +
                    in_quotes(pattern.text()) + reading_hint();
           });
  }

  static bool holds(const HeaderCheck& check, const std::string& value) {
    if (const auto* pattern = std::get_if<Pattern>(&check.value)) {
      return pattern->find_in(value).has_value();
    }
    return value == std::get<std::string>(check.value);
  }

  void judge_header(const HeaderCheck& check) {
    const auto* pattern = std::get_if<Pattern>(&check.value);
    const std::string expected =
        pattern != nullptr ? "~" + pattern->text() : std::get<std::string>(check.value);
    const std::string name = "header:" + check.name;
    if (!response_.headers) return not_told(name, expected);
    bool ok = false;
    bool there = false;
    std::string values;
    for (const auto& [header, value] : *response_.headers) {
      if (header != check.name) continue;
      if (there) values += ", ";
      there = true;
      values += value;
      ok = ok || holds(check, value);
    }
    const std::string actual = there ? shortened(values) : "absent";
    record({.name = name, .ok = ok, .expected = expected, .actual = actual}, [&] {
      return "the header " + check.name + " is " + (there ? in_quotes(values) : actual) +
             ", expected " + expected;
    });
  }

  void judge_json() {
    if (checks_.json.empty()) return;
    std::optional<JsonBody> body;
    if (body_) body.emplace(*body_);
    for (const auto& check : checks_.json) judge_pointer(check, body);
  }

  void judge_pointer(const JsonCheck& check, const std::optional<JsonBody>& body) {
    const std::string name = "json:" + check.pointer;
    if (!body) return not_told(name, check.value);
    const Finding found = body->compare(check.pointer, check.value);
    const std::string shown = shortened(found.shown);
    record({.name = name, .ok = found.equal, .expected = check.value, .actual = shown},
           [&] { return name + " is " + shown + ", expected " + check.value + reading_hint(); });
  }

  void judge_certificate() {
    if (!checks_.cert_days) return;
    const std::string expected = ">=" + std::to_string(*checks_.cert_days);
    if (!response_.tls) return not_told("cert-days", expected);
    const auto days =
        std::chrono::floor<std::chrono::days>(response_.tls->good_until() - answer_.began).count();
    const std::string left = std::to_string(days);
    record({.name = "cert-days",
            .ok = days >= *checks_.cert_days,
            .expected = expected,
            .actual = left},
           [&] {
             const bool of_chain = response_.tls->good_until() != response_.tls->not_after;
             return std::string("the certificate") + (of_chain ? ", with its chain," : "") +
                    " is good for " + left + " more days, expected at least " +
                    std::to_string(*checks_.cert_days);
           });
  }

  void judge_digest() {
    if (!checks_.sha256) return;
    if (!response_.sha256) return not_told("sha256", *checks_.sha256);
    record({.name = "sha256",
            .ok = *response_.sha256 == *checks_.sha256,
            .expected = *checks_.sha256,
            .actual = *response_.sha256},
           [&] {
             return "the body has the SHA-256 " + *response_.sha256 + ", expected " +
                    *checks_.sha256;
           });
  }

  void judge_time() {
    if (!checks_.max_time) return;
    const std::string most = milliseconds_text(*checks_.max_time);
    if (!response_.status || !answer_.whole) return not_told("max", "<=" + most);
    const std::string took = milliseconds_text(answer_.total);
    record({.name = "max",
            .ok = answer_.total <= *checks_.max_time,
            .expected = "<=" + most,
            .actual = took},
           [&] { return "took " + took + ", expected at most " + most; });
  }

  const Checks& checks_;
  const Response& response_;
  const Answer& answer_;
  BodyText text_;
  /// As text.
  std::optional<std::string_view> body_;
  Verdict verdict_;
};

}  // namespace

Verdict judge(const Checks& checks, const Answer& answer) {
  if (checks.none) return {};
  return Bench(checks, answer).judge();
}

}  // namespace urlfan
