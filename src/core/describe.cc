#include "src/core/describe.h"

#include <chrono>
#include <utility>

namespace urlfan {

Result describe(Job& job, std::optional<Error> error, TimePoint now) {
  Result result;
  result.index = job.index;
  result.where = std::move(job.request.where);
  result.name = std::move(job.request.name);
  result.error = std::move(error);
  result.attempts = job.attempts;
  result.url = job.request.target.display_url();
  if (!result.url.empty()) result.method = std::move(job.request.method);
  if (job.first_start) {
    result.effective_url =
        job.last_sent.empty() ? job.target().display_url() : std::move(job.last_sent);
    result.queued = std::chrono::duration_cast<Duration>(*job.first_start - job.read_at);
    result.elapsed = std::chrono::duration_cast<Duration>(now - *job.first_start);
    result.started_at = job.started_at;
  }
  if (!job.redirects.empty()) {
    result.redirect_time = job.hops_time;
    result.redirects = std::move(job.redirects);
  }
  return result;
}

Error stop_error(StopCause cause, const std::string& reason, bool started) {
  const std::string when = started ? " before the answer was complete" : " before it was started";
  switch (cause) {
    case StopCause::interrupt:
      return make_error(ErrorCode::cancelled, "stopped by SIGINT" + when);
    case StopCause::terminate:
      return make_error(ErrorCode::cancelled, "stopped by SIGTERM" + when);
    case StopCause::internal:
    case StopCause::none:
      break;
  }
  return make_error(ErrorCode::internal, "urlfan failed" + when + ": " + reason);
}

}  // namespace urlfan
