#include "src/core/attempt.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace urlfan {

Duration timeout_of(const Job& job, const RunConfig& config) noexcept {
  return job.request.timeout.value_or(config.timeout);
}

bool follows_redirects(const Job& job, const RunConfig& config) noexcept {
  return job.request.follow_redirects.value_or(config.follow_redirects);
}

Duration connect_timeout_of(const Job& job, const RunConfig& config) noexcept {
  return job.request.connect_timeout.value_or(config.connect_timeout);
}

Attempt make_attempt(const Job& job, const RunConfig& config, std::optional<Duration> most) {
  const Checks& checks = job.request.expected();
  // The lookup ended in time; what it took of the limits is gone, but never all.
  const auto left = [&job](Duration limit) {
    return std::max(limit - job.lookup_time, Duration(std::chrono::milliseconds(1)));
  };
  Attempt attempt{
      .order = job.index,
      .method = job.method,
      .target = job.target(),
      .message = job.message,
      .at_home = job.at_home,
      .cookies = job.cookies,
      // `most` counts from now: the hops and the lookup are behind already.
      .timeout =
          std::min(left(timeout_of(job, config) - job.hops_time), most.value_or(Duration::max())),
      .connect_timeout = left(connect_timeout_of(job, config)),
      .keep_body =
          checks.needs_body() ? std::numeric_limits<std::uint64_t>::max() : config.keep_body,
      .hash_body = config.hash_body || checks.needs_digest() || !config.save_dir.empty(),
      .save_dir = config.save_dir,
      .keep_headers = config.keep_headers || checks.needs_headers(),
      .follow_redirects = follows_redirects(job, config)};
  if (!job.message) return attempt;
  auto& credentials = attempt.target.credentials;
  if (!credentials) credentials = job.message->credentials;
  // What the line says itself goes before what is made of credentials.
  if (job.message->has_header("authorization")) credentials.reset();
  return attempt;
}

}  // namespace urlfan
