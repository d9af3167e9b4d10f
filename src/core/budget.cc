#include "src/core/budget.h"

#include <algorithm>

namespace urlfan {
namespace {

Budget::Shares shares(const ClientConfig& client, const RunConfig& config) {
  return {.lines = config.read_ahead != 0 ? config.read_ahead
                                          : std::max<std::size_t>(10'000, 20 * client.concurrency),
          .requests = std::size_t{64} << 20U,
          .results = config.max_unwritten,
          .output = kMostUnwritten,
          .near = client.concurrency};
}

}  // namespace

Budget::Budget(const ClientConfig& client, const RunConfig& config)
    : shares_(shares(client, config)) {}

void Budget::take(std::size_t bytes) noexcept {
  ++lines_;
  requests_ += bytes;
}

void Budget::give_back(std::size_t bytes) noexcept {
  --lines_;
  requests_ -= bytes;
}

bool Budget::may_read(const Sink& sink) const {
  return lines_ < shares_.lines && requests_ < shares_.requests &&
         sink.backlog().bytes < shares_.results && sink.unwritten().bytes < shares_.output;
}

bool Budget::has_opened(const Sink& sink) const {
  return blocked_ && sink.unwritten().bytes < shares_.output;
}

/// When too many results wait for an early line, only lines near that one may start: they are what
/// makes room.
void Budget::look_at(const Sink& sink) {
  blocked_ = sink.unwritten().bytes >= shares_.output;
  const Backlog backlog = sink.backlog();
  last_index_ =
      backlog.bytes >= shares_.results ? backlog.waiting_for + shares_.near - 1 : kAnyIndex;
}

}  // namespace urlfan
