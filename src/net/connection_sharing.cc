#include "src/net/connection_sharing.h"

#include <cstddef>

#include "src/net/easy_setup.h"

namespace urlfan {
namespace {

// To find one out again costs one handshake at a time.
constexpr std::size_t kMostHosts = 10'000;

}  // namespace

bool ConnectionSharing::is_possible(const std::string& host) const {
  return may_speak_http2(config_, host) && !http1_.contains(host);
}

void ConnectionSharing::speaks_http1(const std::string& host) {
  if (!is_possible(host)) return;
  if (http1_.size() >= kMostHosts) http1_.clear();
  http1_.insert(host);
  news_.push_back(host);
}

}  // namespace urlfan
