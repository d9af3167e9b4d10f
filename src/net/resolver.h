#ifndef URLFAN_NET_RESOLVER_H_
#define URLFAN_NET_RESOLVER_H_

#include <memory>
#include <string>
#include <vector>

#include "src/base/wakeup.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Looks names up with getaddrinfo, so as the system does (nsswitch.conf, /etc/hosts, both
/// families), each on a thread of its own. What takes long is looked up for IPv4 alone as well, so
/// that a name server that is silent about IPv6 does not keep it. How many at a time is the
/// caller's affair. Called from one thread.
///
/// A lookup cannot be broken off: one that is under way when the resolver dies goes on for a while
/// and then finds nobody to tell.
class Resolver {
 public:
  /// For addresses of this family. Rings the bell when there is something to take, after which the
  /// caller silences it; shared, for a lookup may outlive the resolver.
  Resolver(AddressFamily family, std::shared_ptr<const Wakeup> bell);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  ~Resolver();

  void look_up(std::string name);
  /// What is answered by now.
  std::vector<Lookup> take();

 private:
  struct Desk;
  struct Job;
  void do_without_thread();
  static void settle(Desk& desk, Job& job, Lookup lookup);
  static void watch(const std::shared_ptr<Desk>& desk) noexcept;
  static void serve(const std::shared_ptr<Desk>& desk) noexcept;

  /// Shared with the threads, and kept by each until its lookup ends.
  std::shared_ptr<Desk> desk_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_RESOLVER_H_
