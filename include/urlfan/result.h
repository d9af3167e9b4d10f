#ifndef URLFAN_RESULT_H_
#define URLFAN_RESULT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "urlfan/clock.h"
#include "urlfan/error.h"
#include "urlfan/request.h"
#include "urlfan/shard.h"

namespace urlfan {

/// Durations of one attempt. Empty where a stage did not happen (a reused connection has no
/// connect, plain http no tls) or was not reached.
struct Timings {
  /// Looking the name up.
  std::optional<Duration> dns;
  /// From there until a TCP connection stands.
  std::optional<Duration> connect;
  /// From there until TLS does.
  std::optional<Duration> tls;
  /// From the request on the wire to the first byte of the answer.
  std::optional<Duration> wait;
  /// From the first byte to the last.
  std::optional<Duration> receive;
  /// Of one exchange in a Completion; of all hops of the attempt in a Result.
  std::optional<Duration> total;
};

/// What the TLS connection of an answer showed, or one that was refused for its certificate.
struct TlsFacts {
  /// "TLSv1.3"
  std::string version;
  /// Of the server's certificate, as RFC 2253 writes names.
  std::string subject;
  /// Of who signed it.
  std::string issuer;
  /// Until when it is valid.
  WallTime not_after;
  /// From when on it is.
  std::optional<WallTime> not_before = {};
  /// The first end of a certificate in the chain from the server's to the authority's; empty when
  /// that is not known.
  std::optional<WallTime> chain_not_after = {};
  /// What a certificate is for that was refused; empty for others.
  std::optional<std::vector<std::string>> names = {};

  /// As long as all of the chain is valid.
  WallTime good_until() const noexcept {
    return chain_not_after && *chain_not_after < not_after ? *chain_not_after : not_after;
  }
};

/// When to come back, as a server says: after a while, or at a time.
using RetryAfter = std::variant<Duration, WallTime>;

/// What is known of an answer; empty fields never arrived.
struct Response {
  /// An informational answer (1xx) is none.
  std::optional<int> status;
  /// "1.0", "1.1", "2" or "3".
  std::string http_version;
  /// The address that was connected to, be it a proxy's; also where no answer came.
  std::string remote_ip;
  /// The port there.
  int remote_port = 0;
  /// The header's value.
  std::optional<std::string> content_type;
  /// Names in lower case, in the order of arrival, when they were asked for. Values as they came.
  std::optional<std::vector<std::pair<std::string, std::string>>> headers;
  /// Of an answer with 403, 429 or 503.
  std::optional<RetryAfter> retry_after;
  /// Over TLS; also where there was no answer since the certificate was refused.
  std::optional<TlsFacts> tls;
  /// The first bytes of the decoded body, as many as were asked for; empty also where it cannot be
  /// decoded. A result has them in UTF-8, where a mark or the charset tells how to read them.
  std::optional<std::string> body;
  /// There was more of it than `body` holds.
  bool body_truncated = false;
  /// Why `body` is not the text that the server means, or is missing, in words: "its
  /// Content-Encoding is aws-chunked, which cannot be undone". Empty: it is.
  std::string coding_problem;
  /// The file that has the whole body.
  std::optional<std::string> saved_to;
  /// Of the whole body in lower-case hex, when that was asked for.
  std::optional<std::string> sha256;
  /// All that came of the body, kept or not. Like its sum and its file as the server sent it,
  /// unless codings were asked for: then decoded.
  std::uint64_t body_bytes = 0;
};

/// One check and its outcome, as text.
struct CheckOutcome {
  /// As in a list: "status", "header:content-type".
  std::string name;
  /// Whether the answer fulfils it.
  bool ok = false;
  /// What was asked for.
  std::string expected;
  /// Empty: it could not be told, since what it is about did not arrive. Never ok.
  std::optional<std::string> actual;
  /// Of a check that does not hold: up to 80 characters of the body around what comes nearest.
  std::optional<std::string> excerpt = {};
};

/// One answer on the way that pointed elsewhere.
struct Redirect {
  /// One of is_redirect().
  int status = 0;
  /// Without secrets.
  std::string location;
  /// Of the request that it answered.
  std::string method = {};
  /// Where it came from, without secrets.
  std::string url = {};
  /// When that request started, the lookup of its name included.
  std::optional<WallTime> started_at = {};
  /// Of that request alone.
  Timings timings = {};
};

/// One attempt before the last.
struct PastAttempt {
  /// Of its last answer.
  std::optional<int> status;
  /// Why it was not the last.
  std::optional<ErrorCode> error;
  /// As in Timings of a Result.
  std::optional<Duration> total;
  /// From its end to the start of the next.
  Duration backoff{0};
  /// Its start.
  std::optional<WallTime> started_at = {};
  /// Where its last request went, without secrets.
  std::string effective_url = {};
  /// The start of that request.
  std::optional<WallTime> exchange_started_at = {};
  /// Of that request alone.
  Timings timings = {};
  /// Those that it followed.
  std::vector<Redirect> redirects = {};
};

/// A result beside the same line of an earlier run.
enum class BaselineVerdict : std::uint8_t {
  /// Failed, and did not before.
  new_failure,
  /// Failed before, too.
  known,
  /// Failed before, and does no more.
  fixed,
};

/// "new", "known" or "fixed".
std::string_view to_string(BaselineVerdict verdict) noexcept;

/// Something about an answer that was otherwise in the baseline.
struct Drift {
  /// "status", "content_type" or "sha256", as in the output.
  std::string field;
  /// In the earlier run.
  std::string before;
  /// In this one.
  std::string now;
};

/// What became of one line of the list: exactly one for every line read. What is secret in
/// the request is not in here.
struct Result {
  /// Its place in the list: the request's, or else as `sequence`.
  std::uint64_t index = 0;
  /// Its number among the lines that the run read, bad ones included: 0, 1, 2, without a gap.
  std::uint64_t sequence = 0;
  /// The request's.
  Location where;
  /// The request's.
  std::optional<std::string> name;
  /// The request's.
  std::uint64_t tag = 0;
  /// Of the request that was sent last. Empty where no URL was understood, like url.
  std::string method;
  /// Without secrets, like effective_url.
  std::string url;
  /// Where the last answer came from; empty when nothing was sent.
  std::string effective_url;
  /// The last answer.
  Response response;
  /// Of the last attempt: the stages of its last hop, and the total of all.
  Timings timings;
  /// Why it is not ok; empty: it is.
  std::optional<Error> error;
  /// Of all that was checked.
  std::vector<CheckOutcome> checks;
  /// 0: never started.
  unsigned attempts = 0;
  /// All attempts but the last; where a service is waited for, the last ten of them.
  std::vector<PastAttempt> history;
  /// Those that the last attempt followed.
  std::vector<Redirect> redirects;
  /// From the line being read to its first start.
  std::optional<Duration> queued;
  /// Of the earlier hops of the last attempt.
  std::optional<Duration> redirect_time;
  /// The first start.
  std::optional<WallTime> started_at;
  /// The start of the request that was sent last, which is that of `timings`.
  std::optional<WallTime> exchange_started_at;
  /// From the first start to the end, waits between hops and attempts included.
  std::optional<Duration> elapsed;
  /// From the start of the run until the line passed, where a service is waited for.
  std::optional<Duration> ready;
  /// Empty: ok now and before, not in the baseline and ok, or there is no baseline.
  std::optional<BaselineVerdict> baseline;
  /// Set when the baseline knows the line.
  std::optional<std::vector<Drift>> drift;
  /// The command of curl that repeats the request, without secrets, where a report shows it.
  std::optional<std::string> curl_command = {};

  /// Answered, and as expected.
  bool ok() const noexcept { return !error; }
  /// A stop came before its end, or its start.
  bool unfinished() const noexcept { return error && error->phase == Phase::run; }
  /// A stop came before its start.
  bool never_started() const noexcept { return attempts == 0 && unfinished(); }
  /// Failed first and passed later, without having been waited for.
  bool flaky() const noexcept { return ok() && attempts > 1 && !ready; }
};

/// What ended the run before its list. `failures`: more than are tolerated. Above 128: a signal,
/// and the value is the exit code that it has; stopped_by_signal() makes those that have no name
/// here.
enum class StopCause : std::uint8_t {
  none,
  deadline,
  failures,
  internal,
  /// Who asked for the run does not want it any more.
  caller,
  hangup = 129,
  interrupt = 130,
  terminate = 143,
};

/// `number` is below 128.
constexpr StopCause stopped_by_signal(int number) noexcept {
  return static_cast<StopCause>(128 + number);
}

/// "deadline", "failures", "internal", "caller", or the signal: "SIGINT", and "signal 40" where
/// that has no name. Empty for none.
std::string to_string(StopCause cause);

/// The number of the signal; 0 when it was none.
constexpr int signal_of(StopCause cause) noexcept {
  return cause > StopCause{128} ? static_cast<int>(cause) - 128 : 0;
}

/// Attempt times over the answered lines; each within 1 % (min, mean and max are exact).
struct Latency {
  /// The shortest.
  Duration min{0};
  /// All of them by their number.
  Duration mean{0};
  /// The median: half of them are no longer.
  Duration p50{0};
  /// 90 % are no longer.
  Duration p90{0};
  /// 95 % are no longer.
  Duration p95{0};
  /// 99 % are no longer.
  Duration p99{0};
  /// The longest.
  Duration max{0};
};

/// The run as a whole. total = ok + failed + skipped.
struct Summary {
  /// Lines read.
  std::uint64_t total = 0;
  /// Answered, and as expected.
  std::uint64_t ok = 0;
  /// Neither ok nor skipped.
  std::uint64_t failed = 0;
  /// Read, but never started.
  std::uint64_t skipped = 0;
  /// Of the ok: those that failed first.
  std::uint64_t flaky = 0;
  /// Every line read was carried to its end.
  bool complete = true;
  /// Every input was read to its end.
  bool input_complete = false;
  /// What ended it early.
  StopCause stop = StopCause::none;
  /// The program's, whoever asked for the run: 0 when it is a success.
  int exit_code = 0;
  /// Its begin.
  WallTime started_at;
  /// From there to its end.
  Duration wall{0};
  /// Of all lines, retries included.
  std::uint64_t attempts = 0;
  /// Of all results, Response::body_bytes.
  std::uint64_t body_bytes = 0;
  /// How many lines ended with each status.
  std::map<int, std::uint64_t> by_status;
  /// How many lines ended with each error.
  std::map<ErrorCode, std::uint64_t> by_error;
  /// Failed and skipped lines by the phase of their error, indexed by Phase.
  std::array<std::uint64_t, static_cast<std::size_t>(Phase::local) + 1> by_phase{};
  /// Failures of checks that count for the exit code: neither known before nor left out by FailOn.
  std::uint64_t counted_checks = 0;
  /// The same of all other failures.
  std::uint64_t counted_requests = 0;
  /// Empty: no line was answered.
  std::optional<Latency> latency;
  /// Of the run as a whole: one for each of Tolerance::max_latency, none where there were no lines.
  std::vector<CheckOutcome> checks = {};
  /// Of which list the run is. Empty: its source does not tell.
  std::optional<ListFacts> list = {};
};

}  // namespace urlfan

#endif  // URLFAN_RESULT_H_
