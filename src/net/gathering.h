#ifndef URLFAN_NET_GATHERING_H_
#define URLFAN_NET_GATHERING_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "urlfan/clock.h"
#include "urlfan/transport.h"

namespace urlfan {

/// What a loop is done with, until it hands that over. Waking the coordinator costs more than most
/// answers, so where answers take long they wait a little for company.
class Gathering {
 public:
  /// Returns where it is until the next is added, or all are handed over.
  Completion& add(Completion&& completion);
  /// What the last few exchanges took is what the next will take.
  void learn(Duration took) noexcept { typical_time_ += (took - typical_time_) / 8; }

  bool is_empty() const noexcept { return done_.empty(); }
  /// Whether they have waited long enough, or are many. Counts from when this is first asked of
  /// them.
  bool is_due(TimePoint now);
  /// When time alone will make them due; empty: there is none, or nobody has asked yet.
  const std::optional<TimePoint>& due() const noexcept { return due_; }
  /// Whether it is worth to do nothing meanwhile.
  bool waits_for_company() const noexcept;

  /// To be emptied: they are handed over.
  std::vector<Completion>& hand_over() noexcept;

 private:
  Duration patience() const noexcept;

  std::vector<Completion> done_;
  std::optional<TimePoint> due_;
  Duration typical_time_{0};
};

}  // namespace urlfan

#endif  // URLFAN_NET_GATHERING_H_
