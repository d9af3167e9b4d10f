#include "src/net/gathering.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace urlfan {
namespace {

// The share of what answers take that they may wait, at most so long, and for so many.
constexpr int kShareOfWait = 128;
constexpr Duration kLongestGathering = std::chrono::milliseconds(4);
constexpr std::size_t kMany = 32;

// Less than the kernel's clocks are good for.
constexpr Duration kShortestWait = std::chrono::milliseconds(1);

}  // namespace

Completion& Gathering::add(Completion&& completion) {
  if (done_.capacity() == 0) done_.reserve(2 * kMany);
  return done_.emplace_back(std::move(completion));
}

Duration Gathering::patience() const noexcept {
  return std::min(typical_time_ / kShareOfWait, kLongestGathering);
}

bool Gathering::is_due(TimePoint now) {
  if (is_empty()) return false;
  if (!due_) due_ = now + std::max(patience(), kShortestWait);
  return done_.size() >= kMany || now >= *due_;
}

/// Less than a millisecond is too little to wait for, but not to go on with what is there to do.
bool Gathering::waits_for_company() const noexcept { return patience() >= kShortestWait; }

std::vector<Completion>& Gathering::hand_over() noexcept {
  due_.reset();
  return done_;
}

}  // namespace urlfan
