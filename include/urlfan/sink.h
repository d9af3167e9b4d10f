#ifndef URLFAN_SINK_H_
#define URLFAN_SINK_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "urlfan/clock.h"
#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

/// Where the run stands.
struct Progress {
  /// Lines, so far.
  std::uint64_t read = 0;
  /// Of those: done, and ok.
  std::uint64_t ok = 0;
  /// Of those: done, and not ok.
  std::uint64_t failed = 0;
  /// Exchanges under way.
  std::size_t in_flight = 0;
  /// Since the run began.
  Duration elapsed{0};
  /// Of the done ones: those that an earlier run has done, and that are counted here.
  std::uint64_t earlier = 0;
};

/// What a sink holds because an earlier line is not there yet.
struct Backlog {
  /// About what it takes of memory.
  std::size_t bytes = 0;
  /// The line that it waits for, by Result::sequence; meaningless when bytes is 0.
  std::uint64_t waiting_for = 0;
};

/// What a sink holds because its reader is slow.
struct Unwritten {
  /// That are still to be written.
  std::size_t bytes = 0;
  /// Readable as soon as some of it can be written; meaningless when bytes is 0.
  int fd = -1;
};

/// From so much on it is much: the run stands still until its reader has taken some.
inline constexpr std::size_t kMostUnwritten = std::size_t{1} << 20U;

/// Where results go. Called from the coordinator's thread only, and does not wait for a slow
/// reader; may throw, which ends the run. Of what std::bad_alloc is thrown for, nothing was
/// written.
class Sink {
 public:
  virtual ~Sink() = default;
  /// Once for every line, in the order of completion. The request is as it was read, secrets
  /// included; in the result they are hidden. Neither outlives the call.
  virtual void write(const Request& request, const Result& result) = 0;
  /// What a run calls: write() for a sink that keeps results, and may move from this one
  /// unless it throws.
  virtual void take(const Request& request, Result&& result) { write(request, result); }
  /// An attempt has failed, and its line is tried again, in `wait` at the earliest: what the line
  /// is, its attempts so far, and the error of the last. Secrets are hidden as in a result.
  virtual void retrying(const Result& /*attempt*/, Duration /*wait*/) {}
  /// A host has asked to be left alone, "scheme://name:port": its lines wait for so long.
  virtual void resting(const std::string& /*origin*/, Duration /*rest*/) {}
  /// Nothing else is waiting to be written: the moment to flush.
  virtual void idle(const Progress& /*progress*/) {}
  /// Last, once. Not called when the list was empty and that is an error.
  virtual void finish(const Summary& summary) = 0;
  /// When it is much, only lines near the awaited one start (RunConfig::max_unwritten).
  virtual Backlog backlog() const { return {}; }
  /// While it is much, nothing new starts; idle() writes what can be written by now.
  virtual Unwritten unwritten() const { return {}; }
};

}  // namespace urlfan

#endif  // URLFAN_SINK_H_
