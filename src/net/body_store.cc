#include "src/net/body_store.h"

#include <algorithm>
#include <utility>

namespace urlfan {
namespace {

constexpr std::size_t kSmall = std::size_t{16} << 10U;

}  // namespace

bool BodyStore::take(Transfer& transfer, std::size_t already, std::size_t more) {
  if (!has_room_for(more) && already + more > kSmall && first_ != &transfer) {
    if (first_ != nullptr || handed_ > 0) {
      waiting_.push_back(&transfer);
      wanted_ = std::min(wanted_, more);
      somebody_waits_ = true;
      return false;
    }
    first_ = &transfer;
  }
  kept_ += more;
  return true;
}

void BodyStore::hand_over(std::size_t bytes) noexcept {
  // In this order, so that bytes() is never too small.
  handed_ += bytes;
  kept_ -= bytes;
}

void BodyStore::drop(std::size_t bytes) noexcept { kept_ -= bytes; }

void BodyStore::ended(Transfer& transfer) {
  if (first_ == &transfer) first_ = nullptr;
  if (!waiting_.empty()) std::erase(waiting_, &transfer);
}

std::vector<Transfer*> BodyStore::take_resumed() {
  if (waiting_.empty()) return {};
  // Else they would only have to wait again.
  if (!has_room_for(wanted_) && (first_ != nullptr || handed_ > 0)) return {};
  somebody_waits_ = false;
  wanted_ = std::numeric_limits<std::size_t>::max();
  return std::exchange(waiting_, {});
}

bool BodyStore::dealt_with(std::size_t bytes) noexcept {
  handed_ -= bytes;
  return somebody_waits_;
}

bool BodyStore::set_backlog(std::size_t bytes) noexcept {
  return backlog_.exchange(bytes) > bytes && somebody_waits_;
}

}  // namespace urlfan
