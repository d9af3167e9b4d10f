#include "src/net/connection_sharing.h"

#include <cstddef>

#include "src/net/easy_setup.h"

namespace urlfan {
namespace {

// To find one out again costs one handshake at a time.
constexpr std::size_t kMostHosts = 10'000;

}  // namespace

bool ConnectionSharing::is_possible(const Origin& origin) const {
  return may_speak_http2(config_, origin) && !http1_.contains(origin.key());
}

void ConnectionSharing::speaks_http1(const Origin& origin) {
  if (!is_possible(origin)) return;
  if (http1_.size() >= kMostHosts) http1_.clear();
  http1_.insert(origin.key());
  news_.push_back(origin.key());
}

}  // namespace urlfan
