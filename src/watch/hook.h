#ifndef URLFAN_WATCH_HOOK_H_
#define URLFAN_WATCH_HOOK_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "urlfan/clock.h"

namespace urlfan {

/// Runs one command at a time, the same again and again. Main thread.
class CommandRunner {
 public:
  virtual ~CommandRunner() = default;
  /// The command gets `input` on its standard input. Throws std::system_error where it cannot be
  /// run. Not while one runs.
  virtual void start(const std::string& input) = 0;
  /// Once it has ended: its exit code, or 128 + the signal that ended it. Then none runs any more.
  virtual std::optional<int> ended() = 0;
  /// To what runs, and all that it has started.
  virtual void signal(int number) noexcept = 0;
  /// Readable when what runs has ended; the same for good.
  virtual int wait_fd() const noexcept = 0;
};

struct HookLimits {
  /// A command that takes longer is killed.
  Duration time = std::chrono::seconds(30);
  /// So many events wait at most, and so many bytes of them. The oldest goes for one too many: the
  /// last that is said of a service is how it is.
  std::size_t most_events = 1000;
  std::size_t most_bytes = std::size_t{16} << 20U;
};

struct HookFigures {
  std::uint64_t succeeded = 0;
  /// Ended with another code than 0, or could not be run.
  std::uint64_t failed = 0;
  std::uint64_t killed = 0;
  /// Events that were too many.
  std::uint64_t dropped = 0;
};

/// Hands events to a command: one at a time, in their order. Waits for none of them. Main thread.
class Hook {
 public:
  /// `runner` must outlive it; `tell` hears what goes wrong.
  Hook(CommandRunner& runner, const HookLimits& limits,
       std::function<void(const std::string&)> tell)
      : runner_(runner), limits_(limits), tell_(std::move(tell)) {}

  void put(std::string event);
  /// Starts the next one, sees to one that has ended or has to.
  void go_on(TimePoint now);
  /// When go_on() has to be called at the latest.
  TimePoint due() const noexcept { return is_running_ && !killed_ ? ends_at_ : TimePoint::max(); }
  /// What runs is asked to end, and nothing more is started. What waits is lost, and that is told.
  void close(TimePoint now, Duration grace);
  bool is_running() const noexcept { return is_running_; }

  std::size_t waiting() const noexcept { return waiting_.size(); }
  const HookFigures& figures() const noexcept { return figures_; }

 private:
  void start_next(TimePoint now);
  void see_to_end(TimePoint now);

  CommandRunner& runner_;
  HookLimits limits_;
  std::function<void(const std::string&)> tell_;
  std::deque<std::string> waiting_;
  std::size_t bytes_ = 0;
  bool is_running_ = false;
  bool killed_ = false;
  bool closed_ = false;
  TimePoint ends_at_;
  HookFigures figures_;
};

}  // namespace urlfan

#endif  // URLFAN_WATCH_HOOK_H_
