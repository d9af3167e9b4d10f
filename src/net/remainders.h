#ifndef URLFAN_NET_REMAINDERS_H_
#define URLFAN_NET_REMAINDERS_H_

#include <deque>
#include <optional>

#include "urlfan/clock.h"

namespace urlfan {

class Transfer;

/// The transfers of a loop of which only the rest of a body comes that nobody wants: it is read for
/// a while, so that the connection can be used again. The loop's thread alone.
class Remainders {
 public:
  /// All are given equally long, so the first to come is the first to go.
  void add(Transfer& transfer, TimePoint until) { entries_.push_back({until, &transfer}); }
  /// When it will be worth a look.
  std::optional<TimePoint> due() const {
    return entries_.empty() ? std::nullopt : std::optional(entries_.front().until);
  }
  /// The next whose time is over, unless it has come to its end by itself; null: there is none.
  Transfer* take_late(TimePoint now);

 private:
  struct Entry {
    TimePoint until;
    Transfer* transfer = nullptr;
  };
  std::deque<Entry> entries_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_REMAINDERS_H_
