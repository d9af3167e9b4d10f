#include "src/model/valid_config.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "urlfan/config_error.h"

namespace urlfan {
namespace {

void require_some(const char* name, std::size_t count) {
  if (count == 0) throw ConfigError(std::string(name) + " is 0; expected at least 1");
}

void require_rate(const char* name, const std::optional<double>& rate) {
  if (!rate || (std::isfinite(*rate) && *rate > 0)) return;
  throw ConfigError(std::string(name) + " is " + std::to_string(*rate) +
                    " a second; expected more than 0, or none for no limit");
}

void bound(const char* name, Duration& time) {
  if (time <= Duration(0)) {
    throw ConfigError(std::string(name) + " is " + std::to_string(time.count()) +
                      " microseconds; expected more than 0");
  }
  time = std::min(time, kLongestTime);
}

void bound(const char* name, std::optional<Duration>& time) {
  if (time) bound(name, *time);
}

/// One that may be nothing.
void bound_wait(const char* name, Duration& time) {
  if (time != Duration(0)) bound(name, time);
}

}  // namespace

ClientConfig valid(ClientConfig config) {
  require_some("concurrency", config.concurrency);
  require_some("lookups", config.lookups);
  require_rate("rate", config.rate);
  require_rate("host_rate", config.host_rate);
  bound("stall_timeout", config.stall_timeout);
  return config;
}

RunConfig valid(RunConfig config) {
  if (config.concurrency) require_some("concurrency", *config.concurrency);
  bound("timeout", config.timeout);
  bound("connect_timeout", config.connect_timeout);
  bound("deadline", config.deadline);
  bound("wait_for", config.wait_for);
  bound("tick", config.tick);
  bound_wait("interval", config.interval);
  bound_wait("retry.wait", config.retry.wait);
  bound_wait("retry.max_wait", config.retry.max_wait);
  if (config.retry.retries > kMostRetries) {
    throw ConfigError("retry.retries is " + std::to_string(config.retry.retries) +
                      "; expected at most " + std::to_string(kMostRetries));
  }
  const auto is_empty = [](const Stage& stage) { return !stage; };
  if (std::any_of(config.stages.begin(), config.stages.end(), is_empty)) {
    throw ConfigError("a stage is empty; expected something to call");
  }
  const auto& percent = config.tolerance.percent;
  if (percent && !(*percent >= 0 && *percent <= 100)) {
    throw ConfigError("tolerance.percent is " + std::to_string(*percent) + "; expected 0 to 100");
  }
  for (auto& limit : config.tolerance.max_latency) bound("tolerance.max_latency", limit.most);
  return config;
}

}  // namespace urlfan
