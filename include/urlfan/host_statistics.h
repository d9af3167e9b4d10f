#ifndef URLFAN_HOST_STATISTICS_H_
#define URLFAN_HOST_STATISTICS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "urlfan/clock.h"
#include "urlfan/error.h"

namespace urlfan {

/// Of how many hosts that nothing goes on with any more a Client remembers what was: those used
/// last. A list of a million hosts takes no more memory than one of so many.
inline constexpr std::size_t kHostsRemembered = 1000;

/// What a Client knows of one host: of its exchanges, so of each hop of a redirect and of each
/// retry by itself, whichever call they are for.
struct HostStatistics {
  /// "scheme://name:port", as Origin::key().
  std::string origin = {};

  /// Exchanges under way now, those included that nobody wants any more.
  std::size_t in_flight = 0;
  /// Requests whose name is known, and that wait: for a slot, for what rates allow, for the end of
  /// a rest.
  std::size_t waiting = 0;
  /// The host asked for a rest (429, 503) that lasts until then; empty: it does not rest.
  std::optional<TimePoint> rests_until = {};

  /// Exchanges that have ended, well or not. Names that have no address are among them.
  std::uint64_t requests = 0;
  /// Of those: without a whole answer, be it that none came (Completion::error). What its checks
  /// say of an answer does not matter here.
  std::uint64_t failed = 0;
  /// The last so many all failed.
  std::uint64_t failed_in_a_row = 0;
  /// Exchanges that were broken off, by a stop or the deadline of their call. Not in `requests`.
  std::uint64_t given_up = 0;
  /// Answers by the first digit of their status: by_class[5] are those with 500 to 599.
  std::array<std::uint64_t, 10> by_class = {};
  /// Connections that were made for an exchange; the others found one.
  std::uint64_t connections = 0;
  /// Bytes of all bodies, as in Response::body_bytes.
  std::uint64_t body_bytes = 0;
  /// What the exchanges with a whole answer took, all together.
  Duration answer_time{0};
  /// Of the last exchange that failed; empty: none did.
  std::optional<ErrorCode> last_error = {};
  /// When that was.
  std::optional<TimePoint> last_error_at = {};

  /// Exchanges with a whole answer.
  std::uint64_t answered() const noexcept { return requests - failed; }
  /// What one of them took; 0 when there was none.
  Duration mean_answer_time() const noexcept {
    return answered() == 0 ? Duration(0) : answer_time / static_cast<Duration::rep>(answered());
  }
};

}  // namespace urlfan

#endif  // URLFAN_HOST_STATISTICS_H_
