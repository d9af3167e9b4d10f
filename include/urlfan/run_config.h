#ifndef URLFAN_RUN_CONFIG_H_
#define URLFAN_RUN_CONFIG_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "urlfan/checks.h"
#include "urlfan/clock.h"

namespace urlfan {

class Secrets;
struct Result;

/// Completes or changes a result before it counts and the sink gets it. Called in the thread that
/// calls the sink, once for each line; but a line comes again, as one that failed, where memory ran
/// out before the sink had it. What it throws ends the run, as what a sink throws does. What it
/// refers to must outlive the run.
using Stage = std::function<void(Result&)>;

/// The most retries that a line may have.
constexpr unsigned kMostRetries = 1000;

/// When a failed line is tried again.
struct RetryPolicy {
  /// Attempts after the first, for failures that may pass.
  unsigned retries = 0;
  /// Before retry n a random part of wait x 2^(n-1) goes by, at most max_wait.
  Duration wait = std::chrono::milliseconds(250);
  /// Caps what a server asks for by Retry-After, too.
  Duration max_wait = std::chrono::seconds(30);
  /// Of the statuses that were not expected, those that may pass; empty: 408, 425, 429, 500, 502,
  /// 503, 504, 522 and 524.
  std::optional<StatusSet> statuses = {};
  /// Also methods that are not idempotent (RFC 9110, section 9.2.2).
  bool all_methods = false;
};

/// Which failures count for the exit code: all, those of checks, those without an answer to check,
/// or none. Bad lines always do.
enum class FailOn : std::uint8_t { any, check, transport, never };

/// A figure of Latency.
enum class LatencyStatistic : std::uint8_t { mean, p50, p90, p95, p99, max };

/// A check of the whole run: what a figure of its Latency may be.
struct LatencyLimit {
  /// Which one.
  LatencyStatistic statistic = LatencyStatistic::p95;
  /// The most, compared with the figure as the Summary has it.
  Duration most{0};
};

/// What a run may have and still succeed: how many failures that count (both empty: none), and how
/// much latency.
struct Tolerance {
  /// The failures that count.
  FailOn fail_on = FailOn::any;
  /// So many of them.
  std::optional<std::uint64_t> count;
  /// So many of 100 lines.
  std::optional<double> percent = {};
  /// One that is exceeded is a failed check, for which a run fails unless FailOn leaves checks out.
  std::vector<LatencyLimit> max_latency = {};
};

/// What is a list's own.
struct RunConfig {
  /// One attempt with its redirects, without the time it waits for a host's slot.
  Duration timeout = std::chrono::seconds(10);
  /// Name lookup, TCP and TLS of one connection. More than the 5 s after which glibc asks a name
  /// server again.
  Duration connect_timeout = std::chrono::seconds(7);
  /// The whole run.
  std::optional<Duration> deadline = {};
  /// What is done about failures that may pass.
  RetryPolicy retry;
  /// Set: any failure of a line is tried again every interval, until this is over.
  std::optional<Duration> wait_for = {};
  /// From the end of one such attempt to the next.
  Duration interval = std::chrono::milliseconds(500);
  /// Else an answer that points elsewhere is the result.
  bool follow_redirects = true;
  /// Redirects that one attempt may take.
  std::size_t max_redirects = 10;
  /// Bytes of each body that the result keeps; all that ClientConfig::max_body lets through.
  std::uint64_t keep_body = std::numeric_limits<std::uint64_t>::max();
  /// The result tells the SHA-256 of the body.
  bool hash_body = false;
  /// The result tells the headers of the answer.
  bool keep_headers = false;
  /// Whole bodies go into this folder, which must be there, each under its SHA-256. Empty: they do
  /// not.
  std::string save_dir = {};
  /// The most attempts of this run in flight; empty: as many as the client may have.
  std::optional<std::size_t> concurrency = {};
  /// Lines read but not finished; 0: the larger of 10,000 and 20 x the client's concurrency.
  std::size_t read_ahead = 0;
  /// Bytes of results that may wait for an earlier line before new starts are held back.
  std::size_t max_unwritten = std::size_t{64} << 20U;
  /// An empty list is a success.
  bool allow_empty = false;
  /// What may fail in a run that is a success.
  Tolerance tolerance;
  /// The same hosts are asked again soon after the run: their connections are kept, whatever else
  /// there is to do.
  bool comes_again = false;
  /// End the run with the first failure that counts, or the first that is not tolerated by count.
  bool fail_fast = false;
  /// Done with each result in this order, when all that is secret is out of it.
  std::vector<Stage> stages = {};
  /// What no result may show, beside what the requests themselves have; must outlive the run.
  const Secrets* secrets = nullptr;
  /// How often Sink::idle is called while nothing happens; empty: only as events come.
  std::optional<Duration> tick = {};
};

}  // namespace urlfan

#endif  // URLFAN_RUN_CONFIG_H_
