#include "src/net/body_store.h"

#include <utility>

namespace urlfan {

bool BodyStore::take(Transfer& transfer, std::size_t more) {
  if (bytes() + more > most_ && first_ != &transfer) {
    if (first_ != nullptr || handed_ > 0) {
      waiting_.push_back(&transfer);
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
  if (bytes() >= most_ && (first_ != nullptr || handed_ > 0)) return {};
  somebody_waits_ = false;
  return std::exchange(waiting_, {});
}

bool BodyStore::dealt_with(std::size_t bytes) noexcept {
  handed_ -= bytes;
  return somebody_waits_;
}

}  // namespace urlfan
