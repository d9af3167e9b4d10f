#include "src/net/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "src/net/descriptor.h"
#include "src/net/wakeup.h"

namespace urlfan {
namespace {

struct AddressInfoFree {
  void operator()(addrinfo* info) const noexcept { freeaddrinfo(info); }
};
using AddressInfo = std::unique_ptr<addrinfo, AddressInfoFree>;

/// Both families, unless this machine has no IPv6 at all.
int system_family(AddressFamily wanted) {
  if (wanted != AddressFamily::any) return wanted == AddressFamily::ipv4 ? AF_INET : AF_INET6;
  static const bool ipv6 = Descriptor(socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)).get() >= 0;
  return ipv6 ? AF_UNSPEC : AF_INET;
}

/// The addresses in the system's order of preference, as CURLOPT_RESOLVE takes them.
std::string to_text(const addrinfo* info) {
  std::string all;
  for (; info != nullptr; info = info->ai_next) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const auto* ip4 = static_cast<const sockaddr_in*>(static_cast<const void*>(info->ai_addr));
    const auto* ip6 = static_cast<const sockaddr_in6*>(static_cast<const void*>(info->ai_addr));
    const bool is_ip6 = info->ai_family == AF_INET6;
    const void* bytes = is_ip6 ? static_cast<const void*>(&ip6->sin6_addr)
                               : static_cast<const void*>(&ip4->sin_addr);
    if (inet_ntop(info->ai_family, bytes, text.data(), text.size()) == nullptr) continue;
    if (!all.empty()) all += ',';
    if (is_ip6) all += '[';
    all += text.data();
    if (is_ip6) all += ']';
  }
  return all;
}

Error explain(const std::string& name, int code) {
  const int error = code == EAI_SYSTEM ? errno : 0;
  if (error == EMFILE || error == ENFILE || code == EAI_MEMORY || out_of_descriptors()) {
    return make_error(ErrorCode::local_resources,
                      "this machine has run out of descriptors or memory for looking up " + name);
  }
  const std::string why =
      error != 0 ? std::generic_category().message(error) : std::string(gai_strerror(code));
  return make_error(ErrorCode::dns_failed, "cannot resolve " + name + ": " + why);
}

Lookup look_up_now(std::string name, int family) {
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(name.c_str(), nullptr, &hints, &found);
  const AddressInfo owned(code == 0 ? found : nullptr);

  Lookup lookup;
  if (code == 0) lookup.addresses = to_text(found);
  if (lookup.addresses.empty()) lookup.error = explain(name, code == 0 ? EAI_NONAME : code);
  lookup.name = std::move(name);
  return lookup;
}

}  // namespace

/// Where names are left and answers fetched.
struct Resolver::Desk {
  int family = AF_UNSPEC;
  Wakeup bell;
  std::mutex mutex;
  std::condition_variable work;
  std::deque<std::string> names;
  std::vector<Lookup> answers;
  std::size_t idle = 0;
  bool closed = false;
};

Resolver::Resolver(AddressFamily family) : desk_(std::make_shared<Desk>()) {
  desk_->family = system_family(family);
}

Resolver::~Resolver() {
  const std::lock_guard lock(desk_->mutex);
  desk_->closed = true;
  desk_->names.clear();
  desk_->work.notify_all();
}

void Resolver::look_up(std::string name) {
  bool needs_thread = false;
  {
    const std::lock_guard lock(desk_->mutex);
    desk_->names.push_back(std::move(name));
    needs_thread = desk_->idle < desk_->names.size();
  }
  desk_->work.notify_one();
  if (!needs_thread) return;
  try {
    std::thread([desk = desk_] { serve(desk); }).detach();
  } catch (const std::system_error&) {
    do_without_thread();
  }
}

/// No thread to be had for the name that came last: unless an idle one takes it, it fails.
void Resolver::do_without_thread() {
  const std::lock_guard lock(desk_->mutex);
  if (desk_->idle > 0 || desk_->names.empty()) return;
  Lookup refused;
  refused.name = std::move(desk_->names.back());
  desk_->names.pop_back();
  refused.error = make_error(ErrorCode::local_resources,
                             "this machine has no thread left to look up " + refused.name);
  desk_->answers.push_back(std::move(refused));
  desk_->bell.ring();
}

std::vector<Lookup> Resolver::take() {
  const std::lock_guard lock(desk_->mutex);
  if (!desk_->answers.empty()) desk_->bell.clear();
  return std::exchange(desk_->answers, {});
}

int Resolver::fd() const noexcept { return desk_->bell.fd(); }

void Resolver::serve(const std::shared_ptr<Desk>& desk) noexcept {
  std::unique_lock lock(desk->mutex);
  while (true) {
    ++desk->idle;
    desk->work.wait(lock, [&desk] { return desk->closed || !desk->names.empty(); });
    --desk->idle;
    if (desk->closed) return;
    std::string name = std::move(desk->names.front());
    desk->names.pop_front();
    lock.unlock();
    Lookup lookup = look_up_now(std::move(name), desk->family);
    lock.lock();
    if (desk->answers.empty()) desk->bell.ring();
    desk->answers.push_back(std::move(lookup));
  }
}

}  // namespace urlfan
