#include "src/net/remainders.h"

#include "src/net/transfer.h"

namespace urlfan {

Transfer* Remainders::take_late(TimePoint now) {
  while (!entries_.empty() && entries_.front().until <= now) {
    const Entry entry = entries_.front();
    entries_.pop_front();
    // Transfers are used again: for another exchange it is another time, or none.
    if (entry.transfer->place() && entry.transfer->read_until() == entry.until) {
      return entry.transfer;
    }
  }
  return nullptr;
}

}  // namespace urlfan
