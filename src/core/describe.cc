#include "src/core/describe.h"

#include <chrono>
#include <utility>

#include "src/base/text.h"

namespace urlfan {
namespace {

/// What the list says of the line, and how often it was tried.
Result identity(const Job& job) {
  Result result;
  result.index = job.request.index.value_or(job.index);
  result.sequence = job.index;
  result.where = job.request.where;
  result.name = job.request.name;
  result.tag = job.request.tag;
  result.attempts = job.attempts;
  result.url = job.request.target.display_url();
  if (!result.url.empty()) result.method = job.request.method;
  return result;
}

}  // namespace

Result describe_attempt(const Job& job, Error error) {
  Result result = identity(job);
  result.error = std::move(error);
  if (!job.history.empty()) result.response.status = job.history.back().status;
  return result;
}

Result describe(Job& job, std::optional<Error> error, TimePoint now) {
  Result result = identity(job);
  result.error = std::move(error);
  result.history = std::move(job.history);
  if (job.first_start) {
    result.effective_url = last_url(job);
    result.queued = std::chrono::duration_cast<Duration>(*job.first_start - job.read_at);
    result.elapsed = std::chrono::duration_cast<Duration>(now - *job.first_start);
    result.started_at = job.started_at;
    result.exchange_started_at = job.exchange_started_at;
  }
  if (!job.redirects.empty() || job.goes_on) {
    result.redirect_time = job.hops_time;
    result.redirects = std::move(job.redirects);
  }
  return result;
}

Result describe_unread(const Request& request, std::uint64_t index, StopCause cause) {
  Job job;
  job.index = index;
  job.request = request;
  return describe(job, stop_error(cause, "", job, false), TimePoint());
}

Result describe(Job& job, Completion&& completion, Duration total, std::vector<CheckOutcome> checks,
                TimePoint now) {
  Result result = describe(job, std::move(completion.error), now);
  result.response = std::move(completion.response);
  result.timings = timings_of(job, completion);
  result.timings.total = completion.timings.total;
  if (total > Duration(0)) result.timings.total = total;
  result.checks = std::move(checks);
  return result;
}

std::string last_url(Job& job) {
  return job.last_sent.empty() ? job.target().display_url() : std::move(job.last_sent);
}

Timings timings_of(const Job& job, const Completion& completion) noexcept {
  Timings timings = completion.timings;
  if (job.lookup_time == Duration(0)) return timings;
  timings.dns = job.lookup_time + timings.dns.value_or(Duration(0));
  timings.total = job.lookup_time + timings.total.value_or(Duration(0));
  return timings;
}

Duration time_of_attempt(const Job& job, const Completion& completion) noexcept {
  return job.hops_time + job.lookup_time + completion.timings.total.value_or(Duration(0));
}

Error stop_error(StopCause cause, const std::string& reason, const Job& job, bool in_flight) {
  const bool started = job.attempts > 0;
  const bool waits = started && !in_flight && !job.goes_on;
  const std::string when = waits     ? " while it waited for its next attempt"
                           : started ? " before the answer was complete"
                                     : " before it was started";
  if (const int number = signal_of(cause); number > 0) {
    return make_error(ErrorCode::cancelled, "stopped by " + signal_name(number) + when);
  }
  switch (cause) {
    case StopCause::deadline:
      return make_error(ErrorCode::deadline, "the time for the whole run was over" + when);
    case StopCause::failures:
      return started ? make_error(ErrorCode::cancelled, "other lines failed" + when)
                     : make_error(ErrorCode::skipped, "other lines failed" + when);
    case StopCause::caller:
      return make_error(ErrorCode::cancelled, "stopped by the caller" + when);
    default:
      break;
  }
  return make_error(ErrorCode::internal, "urlfan failed" + when + ": " + reason);
}

}  // namespace urlfan
