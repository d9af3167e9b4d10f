#include "src/core/schedule.h"

#include <algorithm>

namespace urlfan {

void Schedule::begin(TimePoint now) {
  // Of all that was due by now, this is the last one.
  const auto left_out = std::max<Duration::rep>((now - due_) / every_, 0);
  left_out_ += static_cast<std::uint64_t>(left_out);
  last_ = due_ + left_out * every_;
  due_ = last_ + every_;
}

void Schedule::end(TimePoint now) {
  if (now > due_) ++delayed_;
}

void Schedule::change(Duration every, TimePoint now) {
  if (every == every_) return;
  every_ = every;
  if (due_ == last_) return;  // the first is still to come
  // What would have been due by now is none that was left out.
  due_ = std::max(last_ + every_, now);
}

}  // namespace urlfan
