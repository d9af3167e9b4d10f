#ifndef URLFAN_WATCH_EVENTS_H_
#define URLFAN_WATCH_EVENTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "src/watch/line_health.h"
#include "urlfan/result.h"
#include "urlfan/sink.h"

// What a watch tells, and who is told.

namespace urlfan {

/// A service, or the own network where there is no result, is something else than it was.
struct Change {
  /// From 1.
  std::uint64_t round = 0;
  WallTime at = {};
  HealthChange health = {};
  /// Why it is down, or was.
  std::optional<Error> error = {};
  /// What came of the line last. Null: it is the own network.
  const Result* result = nullptr;
};

/// Lines by what is held of their services.
struct HealthCounts {
  std::size_t up = 0;
  std::size_t down = 0;
  std::size_t unknown = 0;
};

/// A round is over.
struct RoundEnd {
  /// From 1.
  std::uint64_t round = 0;
  /// Of all its lines.
  Summary summary = {};
  /// From when it was due to its begin.
  Duration delay{0};
  /// Lines that were not asked in it, since their host had asked to be left alone. They are none of
  /// the summary's.
  std::size_t resting = 0;
  HealthCounts lines = {};
  /// What is held of the own network; unknown where nobody asks for it.
  Health own_network = Health::unknown;
};

/// The list, or what was said of how to watch it, was read again.
struct Reload {
  WallTime at = {};
  /// How many lines there are now, and how many of those are new.
  std::size_t lines = 0;
  std::size_t added = 0;
  /// How many there were that are gone.
  std::size_t removed = 0;
  /// Why all stays as it was; empty: it is as it was read.
  std::string problem = {};
};

/// The watch is over.
struct WatchEnd {
  WallTime at = {};
  std::uint64_t rounds = 0;
  /// Rounds that had to wait for the end of the one before, and that never began since it took too
  /// long.
  std::uint64_t delayed = 0;
  std::uint64_t left_out = 0;
  HealthCounts lines = {};
  StopCause stop = StopCause::none;
};

/// Who is told. May throw, which ends the watch.
class WatchEvents {
 public:
  virtual ~WatchEvents() = default;
  /// Each result, as it comes.
  virtual void write(const Request& request, const Result& result) = 0;
  /// As a Sink is told.
  virtual void retrying(const Result& attempt, Duration wait) = 0;
  virtual void resting(const std::string& origin, Duration rest) = 0;
  virtual void changed(const Change& change) = 0;
  virtual void round_ended(const RoundEnd& end) = 0;
  /// The moment to flush.
  virtual void idle() = 0;
  /// What waits for a slow reader. While it is much, nothing starts.
  virtual Unwritten unwritten() const = 0;
};

}  // namespace urlfan

#endif  // URLFAN_WATCH_EVENTS_H_
