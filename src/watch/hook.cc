#include "src/watch/hook.h"

#include <algorithm>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include "src/base/text.h"
#include "urlfan/error.h"

namespace urlfan {

void Hook::put(std::string event) {
  bytes_ += event.size();
  waiting_.push_back(std::move(event));
  while (waiting_.size() > limits_.most_events ||
         (bytes_ > limits_.most_bytes && waiting_.size() > 1)) {
    bytes_ -= waiting_.front().size();
    waiting_.pop_front();
    // Each by itself would be a line for each event, when the command hangs.
    if (figures_.dropped++ == 0) {
      tell_(
          "the command of --on-change is slower than changes come: the oldest that waits is left "
          "out from now on, and when urlfan ends it tells how many were");
    }
  }
}

void Hook::go_on(TimePoint now) {
  see_to_end(now);
  // One that cannot be run is no reason to pass over the others.
  while (!is_running_ && !closed_ && !waiting_.empty()) start_next(now);
}

void Hook::start_next(TimePoint now) {
  const std::string event = std::move(waiting_.front());
  waiting_.pop_front();
  bytes_ -= event.size();
  try {
    runner_.start(event);
  } catch (const std::system_error& error) {
    ++figures_.failed;
    return tell_("the command of --on-change cannot be run: " + error.code().message());
  }
  is_running_ = true;
  killed_ = false;
  ends_at_ = now + limits_.time;
}

void Hook::see_to_end(TimePoint now) {
  if (!is_running_) return;
  const auto code = runner_.ended();
  if (!code) {
    if (now < ends_at_ || killed_) return;
    killed_ = true;
    return runner_.signal(SIGKILL);
  }
  is_running_ = false;
  if (killed_) {
    ++figures_.killed;
    if (!closed_) {
      tell_("the command of --on-change was killed after " + in_seconds(limits_.time) +
            "; --on-change-timeout gives it longer");
    }
  } else if (*code == 0) {
    ++figures_.succeeded;
  } else {
    ++figures_.failed;
    tell_("the command of --on-change ended " + (*code > 128
                                                     ? "by " + signal_name(*code - 128)
                                                     : "with exit code " + std::to_string(*code)));
  }
}

void Hook::close(TimePoint now, Duration grace) {
  closed_ = true;
  const std::size_t lost = std::exchange(waiting_, {}).size();
  bytes_ = 0;
  if (lost > 0) tell_(std::to_string(lost) + " changes never came to the command of --on-change");
  if (figures_.dropped > 0) {
    tell_(std::to_string(figures_.dropped) +
          " changes were too many for the command of --on-change");
  }
  if (!is_running_) return;
  runner_.signal(SIGTERM);
  ends_at_ = std::min(ends_at_, now + grace);
}

}  // namespace urlfan
