#include "src/core/scheduler.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/requests.h"

namespace urlfan::scheduler_test {
namespace {

using testing::ElementsAre;

/// It lives as long as the tests do, as its run would see to.
Job& job(std::uint64_t index, const std::string& host) {
  static std::list<Job> all;
  Job& result = all.emplace_back();
  result.index = result.turn = index;
  result.request = request("http://" + host + "/");
  result.start_over();
  return result;
}

/// Starts all that may start now; the slots stay with the caller.
std::vector<Scheduler::Start> start_all(Scheduler& scheduler,
                                        const Scheduler::MayStart& may_start = {}) {
  std::vector<Scheduler::Start> started;
  while (auto start = scheduler.next(may_start)) started.push_back(std::move(*start));
  return started;
}

std::vector<std::uint64_t> indices(const std::vector<Scheduler::Start>& started) {
  std::vector<std::uint64_t> all;
  for (const auto& start : started) all.push_back(start.job->index);
  return all;
}

TEST(Scheduler, NothingToStartAtFirst) {
  Scheduler scheduler({.concurrency = 10, .per_host = 10});
  EXPECT_FALSE(scheduler.next());
  EXPECT_EQ(scheduler.waiting(), 0U);
  EXPECT_EQ(scheduler.in_flight(), 0U);
}

TEST(Scheduler, WhatTheRateHeldBackStaysDueWhenItsTimeComesMeanwhile) {
  const TimePoint start(std::chrono::seconds(1));
  Scheduler scheduler({.concurrency = 10, .per_host = 10, .rate = 10});
  scheduler.add(job(0, "a"));
  scheduler.add(job(1, "a"));
  scheduler.advance(start);
  auto first = scheduler.next();
  ASSERT_TRUE(first);
  first->slot.leave();
  EXPECT_FALSE(scheduler.next());
  const TimePoint due = start + std::chrono::milliseconds(100);
  EXPECT_EQ(scheduler.next_due(), due);
  scheduler.set_time(due + std::chrono::milliseconds(1));
  EXPECT_EQ(scheduler.next_due(), due) << "else nobody would ever ask again";
  scheduler.advance(due + std::chrono::milliseconds(1));
  EXPECT_EQ(scheduler.next_due(), TimePoint::max()) << "only what next() was asked for is due";
  EXPECT_TRUE(scheduler.next());
}

TEST(Scheduler, TheOldestLineOfAllHostsGoesFirst) {
  Scheduler scheduler({.concurrency = 10, .per_host = 10});
  scheduler.add(job(0, "b"));
  scheduler.add(job(1, "a"));
  scheduler.add(job(2, "c"));
  scheduler.add(job(3, "a"));
  scheduler.add(job(4, "b"));
  EXPECT_THAT(indices(start_all(scheduler)), ElementsAre(0, 1, 2, 3, 4));
}

TEST(Scheduler, AHostAtItsLimitDoesNotBlockOthers) {
  Scheduler scheduler({.concurrency = 10, .per_host = 2});
  for (std::uint64_t i = 0; i < 5; ++i) scheduler.add(job(i, "slow"));
  scheduler.add(job(5, "quick"));
  const auto started = start_all(scheduler);
  EXPECT_THAT(indices(started), ElementsAre(0, 1, 5));
  EXPECT_EQ(scheduler.waiting(), 3U);
  EXPECT_EQ(scheduler.in_flight(), 3U);
}

TEST(Scheduler, ASlotIsGivenBackWhenItDies) {
  Scheduler scheduler({.concurrency = 10, .per_host = 1});
  scheduler.add(job(0, "a"));
  scheduler.add(job(1, "a"));
  auto first = scheduler.next();
  ASSERT_TRUE(first);
  EXPECT_FALSE(scheduler.next());
  first.reset();
  EXPECT_EQ(scheduler.in_flight(), 0U);
  const auto second = scheduler.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->job->index, 1U);
}

TEST(Scheduler, AMovedSlotIsGivenBackOnce) {
  Scheduler scheduler({.concurrency = 10, .per_host = 2});
  for (std::uint64_t i = 0; i < 4; ++i) scheduler.add(job(i, "a"));
  auto first = scheduler.next();
  const auto second = scheduler.next();
  {
    const HostSlot moved = std::move(first->slot);
    first.reset();
    EXPECT_EQ(scheduler.in_flight(), 2U);
  }
  EXPECT_EQ(scheduler.in_flight(), 1U);
}

TEST(Scheduler, TheWholeHasItsLimitToo) {
  Scheduler scheduler({.concurrency = 2, .per_host = 10});
  for (std::uint64_t i = 0; i < 4; ++i) scheduler.add(job(i, "h" + std::to_string(i)));
  auto started = start_all(scheduler);
  EXPECT_THAT(indices(started), ElementsAre(0, 1));
  started.pop_back();
  EXPECT_THAT(indices(start_all(scheduler)), ElementsAre(2));
}

TEST(Scheduler, ZeroLiftsTheLimitOfAHost) {
  Scheduler scheduler({.concurrency = 100, .per_host = 0});
  for (std::uint64_t i = 0; i < 50; ++i) scheduler.add(job(i, "a"));
  EXPECT_EQ(start_all(scheduler).size(), 50U);
}

TEST(Scheduler, ALineThatWasOutGoesAheadOfYoungerOnes) {
  Scheduler scheduler({.concurrency = 1, .per_host = 10});
  scheduler.add(job(0, "a"));
  for (std::uint64_t i = 1; i < 4; ++i) scheduler.add(job(i, "b"));
  auto out = scheduler.next();
  ASSERT_TRUE(out);
  Job& redirected = *out->job;
  out.reset();
  redirected.redirected = target("http://b/there");
  scheduler.add(redirected);
  std::vector<std::uint64_t> order;
  while (auto start = scheduler.next()) order.push_back(start->job->index);
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3));
}

TEST(Scheduler, ALineThatWasOutTakesItsPlaceAmongOlderAndYounger) {
  Scheduler scheduler({.concurrency = 10, .per_host = 1});
  scheduler.add(job(0, "b"));
  scheduler.add(job(2, "b"));
  scheduler.add(job(6, "b"));
  scheduler.add(job(4, "b"));
  std::vector<std::uint64_t> order;
  while (auto start = scheduler.next()) order.push_back(start->job->index);
  EXPECT_THAT(order, ElementsAre(0, 2, 4, 6));
}

TEST(Scheduler, ALineIsCountedForTheHostOfItsHop) {
  Scheduler scheduler({.concurrency = 10, .per_host = 1});
  Job& hop = job(0, "a");
  hop.redirected = target("http://b/");
  scheduler.add(hop);
  scheduler.add(job(1, "b"));
  scheduler.add(job(2, "a"));
  const auto started = start_all(scheduler);
  EXPECT_THAT(indices(started), ElementsAre(0, 2));
}

TEST(Scheduler, OnlyLinesUpToTheLastAskedForStart) {
  Scheduler scheduler({.concurrency = 10, .per_host = 1});
  scheduler.add(job(0, "a"));
  scheduler.add(job(1, "a"));
  scheduler.add(job(2, "b"));
  scheduler.add(job(3, "c"));
  const auto started = start_all(scheduler, [](const Job& job) { return job.index <= 2; });
  EXPECT_THAT(indices(started), ElementsAre(0, 2));
  EXPECT_THAT(indices(start_all(scheduler)), ElementsAre(3)) << "line 1 waits for its host";
}

TEST(Scheduler, ForgetsAllThatWaitsOfARunAndLeavesWhatIsOut) {
  Scheduler scheduler({.concurrency = 10, .per_host = 1});
  for (std::uint64_t i = 0; i < 3; ++i) scheduler.add(job(i, "a"));
  scheduler.add(job(3, "b"));
  auto out = scheduler.next();
  EXPECT_EQ(scheduler.waiting(), 3U);
  scheduler.forget(nullptr);
  EXPECT_EQ(scheduler.waiting(), 0U);
  EXPECT_EQ(scheduler.in_flight(), 1U);
  EXPECT_FALSE(scheduler.next());
  out.reset();  // the host it counted for is still there
  EXPECT_EQ(scheduler.in_flight(), 0U);
  EXPECT_FALSE(scheduler.next());
}

TEST(Scheduler, AForgottenHostStartsAnew) {
  Scheduler scheduler({.concurrency = 10, .per_host = 1});
  for (std::uint64_t round = 0; round < 3; ++round) {
    scheduler.add(job(round, "a"));
    const auto start = scheduler.next();
    ASSERT_TRUE(start);
    EXPECT_EQ(start->job->index, round);
    EXPECT_FALSE(scheduler.next());
  }
  EXPECT_EQ(scheduler.in_flight(), 0U);
}

TEST(Scheduler, LimitsHoldInAnyOrderOfEnds) {
  constexpr std::uint64_t count = 2000;
  Scheduler scheduler({.concurrency = 16, .per_host = 3});
  std::vector<Scheduler::Start> out;
  std::vector<int> started(count);
  std::uint64_t added = 0;
  std::uint64_t dice = 1;
  while (added < count || !out.empty()) {
    dice = dice * 6364136223846793005U + 1442695040888963407U;
    for (std::uint64_t i = 0; i < (dice >> 60U) && added < count; ++i, ++added) {
      scheduler.add(job(added, "h" + std::to_string((dice >> (33U + i)) % 9)));
    }
    for (auto& start : start_all(scheduler)) {
      ++started[start.job->index];
      out.push_back(std::move(start));
    }
    ASSERT_LE(out.size(), 16U);
    ASSERT_EQ(scheduler.in_flight(), out.size());
    for (const auto& start : out) {
      const auto same_host = [&](const Scheduler::Start& other) {
        return other.job->target().origin == start.job->target().origin;
      };
      ASSERT_LE(std::count_if(out.begin(), out.end(), same_host), 3);
    }
    if (out.empty()) continue;
    // Any of them ends. A slot cannot be assigned, so the list is built anew.
    const std::size_t ends = (dice >> 20U) % out.size();
    std::vector<Scheduler::Start> rest;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (i != ends) rest.push_back(std::move(out[i]));
    }
    out.swap(rest);
  }
  EXPECT_THAT(started, testing::Each(1));
  EXPECT_EQ(scheduler.waiting(), 0U);
}

}  // namespace
}  // namespace urlfan::scheduler_test
