#include "src/net/resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <deque>
#include <mutex>
#include <system_error>
#include <utility>

#include "src/base/descriptor.h"
#include "src/base/thread.h"
#include "src/net/address.h"

namespace urlfan {
namespace {

// Where a name server answers for IPv4 but is silent, or its answer is lost, for IPv6, glibc waits
// for both for 5 s and asks again. What takes so long is asked for IPv4 alone, beside that.
constexpr auto kSecondLookupAfter = std::chrono::seconds(2);

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

/// The addresses in the system's order of preference, as in Lookup.
std::string to_text(const addrinfo* info) {
  std::string all;
  for (; info != nullptr; info = info->ai_next) {
    Address address;
    address.length = std::min<socklen_t>(info->ai_addrlen, sizeof address.storage);
    std::memcpy(&address.storage, info->ai_addr, address.length);
    if (address.family() != AF_INET && address.family() != AF_INET6) continue;
    if (!all.empty()) all += ',';
    all += to_list_text(address);
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

/// A name that is looked up, by one thread or two.
struct Resolver::Job {
  std::string name;
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  /// Lookups that have not ended.
  unsigned open = 1;
  bool answered = false;
};

/// Where names are left and answers fetched.
struct Resolver::Desk {
  struct Task {
    std::shared_ptr<Job> job;
    int family;
  };

  int family = AF_UNSPEC;
  std::shared_ptr<const Wakeup> bell;
  std::mutex mutex;
  std::condition_variable work;
  std::deque<Task> tasks;
  std::vector<Lookup> answers;
  std::size_t idle = 0;
  bool closed = false;
  /// What may want a second lookup beside it, oldest first.
  std::deque<std::shared_ptr<Job>> slow;
  std::condition_variable clock;
  bool has_clock = false;
};

Resolver::Resolver(AddressFamily family, std::shared_ptr<const Wakeup> bell)
    : desk_(std::make_shared<Desk>()) {
  desk_->family = system_family(family);
  desk_->bell = std::move(bell);
}

Resolver::~Resolver() {
  const std::lock_guard lock(desk_->mutex);
  desk_->closed = true;
  desk_->tasks.clear();
  desk_->slow.clear();
  desk_->work.notify_all();
  desk_->clock.notify_all();
}

void Resolver::look_up(std::string name) {
  auto job = std::make_shared<Job>();
  job->name = std::move(name);
  bool needs_thread = false;
  bool needs_clock = false;
  {
    const std::lock_guard lock(desk_->mutex);
    if (desk_->family == AF_UNSPEC) {
      desk_->slow.push_back(job);
      needs_clock = !std::exchange(desk_->has_clock, true);
    }
    desk_->tasks.push_back({std::move(job), desk_->family});
    needs_thread = desk_->idle < desk_->tasks.size();
  }
  desk_->work.notify_one();
  desk_->clock.notify_one();
  if (needs_clock) {
    try {
      start_thread("urlfan-names", [desk = desk_] { watch(desk); }).detach();
    } catch (const std::system_error&) {
      // Names are looked up all the same.
    }
  }
  if (!needs_thread) return;
  try {
    start_thread("urlfan-names", [desk = desk_] { serve(desk); }).detach();
  } catch (const std::system_error&) {
    do_without_thread();
  }
}

/// No thread to be had for the name that came last: unless an idle one takes it, it fails.
void Resolver::do_without_thread() {
  const std::lock_guard lock(desk_->mutex);
  if (desk_->idle > 0 || desk_->tasks.empty()) return;
  Job& job = *desk_->tasks.back().job;
  Lookup refused;
  refused.name = job.name;
  refused.error = make_error(ErrorCode::local_resources,
                             "this machine has no thread left to look up " + refused.name);
  settle(*desk_, job, std::move(refused));
  desk_->tasks.pop_back();
}

/// One lookup of the job has ended. Its answer is the first address, or else the last failure. With
/// the desk's mutex.
void Resolver::settle(Desk& desk, Job& job, Lookup lookup) {
  --job.open;
  if (job.answered || (lookup.error && job.open > 0)) return;
  job.answered = true;
  if (desk.answers.empty()) desk.bell->ring();
  desk.answers.push_back(std::move(lookup));
}

std::vector<Lookup> Resolver::take() {
  const std::lock_guard lock(desk_->mutex);
  return std::exchange(desk_->answers, {});
}

void Resolver::serve(const std::shared_ptr<Desk>& desk) noexcept {
  std::unique_lock lock(desk->mutex);
  while (true) {
    ++desk->idle;
    desk->work.wait(lock, [&desk] { return desk->closed || !desk->tasks.empty(); });
    --desk->idle;
    if (desk->closed) return;
    const Desk::Task task = std::move(desk->tasks.front());
    desk->tasks.pop_front();
    lock.unlock();
    Lookup lookup = look_up_now(task.job->name, task.family);
    lock.lock();
    settle(*desk, *task.job, std::move(lookup));
  }
}

/// Starts the second lookup of those that take long, for as long as the desk is open.
void Resolver::watch(const std::shared_ptr<Desk>& desk) noexcept {
  std::unique_lock lock(desk->mutex);
  while (!desk->closed) {
    if (desk->slow.empty()) {
      desk->clock.wait(lock);
      continue;
    }
    const std::shared_ptr<Job> job = desk->slow.front();
    if (!job->answered && std::chrono::steady_clock::now() < job->since + kSecondLookupAfter) {
      desk->clock.wait_until(lock, job->since + kSecondLookupAfter);
      continue;
    }
    desk->slow.pop_front();
    if (job->answered) continue;
    ++job->open;
    desk->tasks.push_back({job, AF_INET});
    if (desk->idle >= desk->tasks.size()) {
      desk->work.notify_one();
      continue;
    }
    try {
      start_thread("urlfan-names", [desk] { serve(desk); }).detach();
    } catch (const std::system_error&) {
      desk->tasks.pop_back();
      --job->open;
    }
  }
}

}  // namespace urlfan
