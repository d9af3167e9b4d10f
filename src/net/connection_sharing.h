#ifndef URLFAN_NET_CONNECTION_SHARING_H_
#define URLFAN_NET_CONNECTION_SHARING_H_

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "urlfan/client_config.h"
#include "urlfan/origin.h"

namespace urlfan {

/// Which hosts' connections carry several exchanges at once, as far as a loop can tell. Lines of a
/// host that may speak HTTP/2 wait for its first connection: a hundred streams on one, rather than
/// a hundred handshakes. Where it turns out to speak HTTP/1, those that wait have to be started
/// anew: libcurl 8 would let one of them go with each answer. The loop's thread alone.
class ConnectionSharing {
 public:
  /// `config` must outlive it.
  explicit ConnectionSharing(const ClientConfig& config) : config_(config) {}

  /// Whether exchanges of this host may share a connection.
  bool is_possible(const Origin& origin) const;
  /// A connection to this host speaks HTTP/1.
  void speaks_http1(const Origin& origin);
  /// The origins, by their keys, of which that is news.
  std::vector<std::string> take_news() { return std::exchange(news_, {}); }

 private:
  const ClientConfig& config_;
  std::unordered_set<std::string> http1_;
  std::vector<std::string> news_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_CONNECTION_SHARING_H_
