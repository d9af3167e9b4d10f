// A client that is destroyed while the system looks a name up, which nobody can break off.

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string_view>

#include "urlfan/client.h"

namespace {

constexpr std::string_view kStuck = "stuck.test";

/// Lookups of kStuck, as with a name server that is silent.
class StuckLookups {
 public:
  /// In the thread that looks up. Not for ever, so that a test which waits for it ends, and fails.
  void hang() {
    std::unique_lock lock(mutex_);
    ++hanging_;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::minutes(1), [this] { return released_; });
    --hanging_;
    changed_.notify_all();
  }

  void wait_for_one() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return hanging_ > 0; });
  }
  bool has_one() {
    const std::lock_guard lock(mutex_);
    return hanging_ > 0;
  }
  void release_all() {
    std::unique_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return hanging_ == 0; });
    released_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int hanging_ = 0;
  bool released_ = false;
};

StuckLookups& stuck_lookups() {
  static StuckLookups all;
  return all;
}

}  // namespace

/// In place of the C library's, for all of this program; other names are looked up as ever.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  if (name != nullptr && name == kStuck) {
    stuck_lookups().hang();
    return EAI_AGAIN;
  }
  static const auto real =
      reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(name, service, hints, found);
}

namespace urlfan::stuck_lookup_test {
namespace {

void expect_that_it_is_destroyed_while_stuck(const ClientConfig& config, const std::string& url) {
  std::future<Result> pending;
  {
    Client client(config);
    pending = client.fetch(make_request(url));
    stuck_lookups().wait_for_one();
  }
  EXPECT_TRUE(stuck_lookups().has_one()) << "it was waited for";
  ASSERT_EQ(pending.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  const Result result = pending.get();
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->code, ErrorCode::cancelled);
  stuck_lookups().release_all();
}

TEST(ClientWithAStuckLookup, IsDestroyedAllTheSame) {
  expect_that_it_is_destroyed_while_stuck({.proxy = ""}, "http://stuck.test/");
}

TEST(ClientWithAStuckLookup, IsDestroyedAllTheSameWhereItIsAProxysName) {
  expect_that_it_is_destroyed_while_stuck({.proxy = "http://stuck.test:3128"}, "http://a.test/");
}

}  // namespace
}  // namespace urlfan::stuck_lookup_test
