#include "src/core/referee.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

#include "src/base/charset.h"
#include "src/base/short_units.h"
#include "src/check/judge.h"
#include "src/core/attempt.h"
#include "src/core/describe.h"
#include "src/core/redirect.h"
#include "src/core/retry.h"
#include "urlfan/error.h"

namespace urlfan {
namespace {

// What a result tells of earlier attempts where a service is waited for: there can be thousands.
// Of retries it tells all.
constexpr std::size_t kHistoryOfWaiting = 10;

// The last attempt at a service that is waited for has a chance, however late it starts.
constexpr Duration kShortestTry = std::chrono::seconds(1);

TimePoint after(TimePoint began, std::optional<Duration> time) {
  return time ? began + *time : TimePoint::max();
}

}  // namespace

Referee::Referee(const RunConfig& config, const Clock& clock, const Random& random)
    : config_(config),
      clock_(clock),
      random_(random),
      began_(clock.now()),
      deadline_(after(began_, config.deadline)),
      waiting_ends_(after(began_, config.wait_for)) {}

Referee::Ruling Referee::rule(Job& job, Completion&& completion) const {
  const TimePoint now = clock_.now();
  const Duration total = time_of_attempt(job, completion);
  const bool whole = !completion.error;
  Verdict verdict = judge(job.request.expected(), {.response = completion.response,
                                                   .total = total,
                                                   .began = *job.started_at,
                                                   .whole = whole,
                                                   .url = job.target().url,
                                                   .redirects = job.redirects.size()});
  if (whole && follows_redirects(job, config_)) completion.error = leads_nowhere(job, completion);
  if (!completion.error) completion.error = std::move(verdict.error);
  if (completion.error) say_whether_it_may_pass(*completion.error, completion.response);

  Ruling ruling;
  ruling.origin = job.target().origin;
  ruling.answered = completion.response.status.has_value();
  // Only where the status was not expected, whatever else was wrong.
  ruling.turned_away = completion.error && completion.error->code == ErrorCode::http_status &&
                       turns_away(completion.response);
  if (ruling.turned_away) {
    ruling.asked_to_wait = asked_to_wait(completion.response, clock_.wall());
    if (ruling.asked_to_wait) {
      ruling.asked_to_wait = std::min(*ruling.asked_to_wait, config_.retry.max_wait);
    }
  }
  if (completion.error) {
    ruling.again_at = next_attempt(job, *completion.error, ruling.asked_to_wait);
  }
  if (ruling.again_at) {
    job.failed_at = now;
    forget_attempt(job, completion, total, config_.wait_for ? kHistoryOfWaiting : kMostRetries);
    ruling.failure = std::move(completion.error);
    return ruling;
  }
  if (config_.wait_for && completion.error && worth_waiting_for(*completion.error)) {
    completion.error->message +=
        "; still so after " + short_time(std::chrono::duration_cast<Duration>(now - began_)) +
        " and " + std::to_string(job.attempts) + (job.attempts == 1 ? " attempt" : " attempts");
  }
  if (!config_.keep_headers) completion.response.headers.reset();  // they were for the checks
  keep_preview(completion.response, whole);
  if (completion.file) keep_file(completion);
  ruling.result = describe(job, std::move(completion), total, std::move(verdict.outcomes), now);
  if (config_.wait_for && ruling.result.ok()) {
    ruling.result.ready = std::chrono::duration_cast<Duration>(now - began_);
  }
  return ruling;
}

std::vector<CheckOutcome> Referee::not_made(const Checks& checks) {
  return judge(checks, {.response = {}, .began = {}, .whole = false}).outcomes;
}

std::optional<Duration> Referee::time_left() const {
  if (!config_.wait_for) return {};
  return std::max(std::chrono::duration_cast<Duration>(waiting_ends_ - clock_.now()), kShortestTry);
}

/// Where the caller says which statuses do.
void Referee::say_whether_it_may_pass(Error& error, const Response& response) const {
  const auto& statuses = config_.retry.statuses;
  if (!statuses || error.code != ErrorCode::http_status) return;
  error.retryable = statuses->contains(response.status.value_or(0));
}

/// When the line should be tried again; empty when this was its last attempt.
std::optional<TimePoint> Referee::next_attempt(const Job& job, const Error& error,
                                               std::optional<Duration> asked) const {
  std::optional<Duration> wait;
  if (config_.wait_for) {
    if (worth_waiting_for(error)) wait = config_.interval;
  } else {
    wait = retry_wait(config_.retry, job, error, random_);
  }
  if (!wait) return {};
  const TimePoint now = clock_.now();
  if (config_.wait_for) {
    // The last one is made as the time ends: what came up in the last interval is up.
    const TimePoint next = std::min(now + *wait, waiting_ends_);
    if (now < waiting_ends_ && next < deadline_) return next;
    return {};
  }
  // The host will rest for that long anyway, so there is no use in waiting for a time too late.
  if (now + std::max(*wait, asked.value_or(Duration(0))) >= deadline_) return {};
  return now + *wait;
}

/// The result tells where the body is. That it cannot be told makes the line fail.
void Referee::keep_file(Completion& completion) {
  try {
    completion.response.saved_to = completion.file->keep(*completion.response.sha256);
  } catch (const std::system_error& error) {
    completion.error = make_error(ErrorCode::save_failed,
                                  std::string("the body cannot be saved: ") + error.what());
  }
}

/// Of a body that was held for checks, the result keeps only what was asked for; as text, where it
/// is told how to read that.
void Referee::keep_preview(Response& response, bool whole) const {
  if (config_.keep_body == 0) response.body.reset();
  if (!response.body) return;
  if (response.body->size() > config_.keep_body) {
    response.body = response.body->substr(0, config_.keep_body);
    response.body_truncated = true;
  }
  const std::string_view type = response.content_type ? *response.content_type : std::string_view();
  if (!says_how_to_read(*response.body, type)) return;
  BodyText text = read_body(*response.body, type, response.body_truncated || !whole);
  if (text.told && text.decoded) response.body = std::move(*text.decoded);
}

}  // namespace urlfan
