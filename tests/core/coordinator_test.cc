// Runs beside each other and one after the other: what they share, and what is their own.

#include "src/core/coordinator.h"

#include <gmock/gmock.h>
#include <malloc.h>

#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/core/engine_fixture.h"
#include "tests/support/echo_transport.h"

namespace urlfan::coordinator_test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class CoordinatorTest : public testing::Test {
 protected:
  /// A list between its own source and sink.
  struct List {
    List(RunConfig config, std::vector<Request> requests)
        : source(std::move(requests)), run(std::move(config), source, sink) {}
    FakeSource source;
    RecordingSink sink;
    urlfan::Run run;
  };

  Coordinator& coordinator() {
    if (!coordinator_) {
      coordinator_.emplace(client, transport, transport, clock, [] { return 0.5; });
    }
    return *coordinator_;
  }
  List& begin(std::vector<Request> requests, RunConfig config = {}) {
    List& list = lists_.emplace_back(std::move(config), std::move(requests));
    coordinator().carry(list.run);
    return list;
  }
  /// Until it has ended.
  Summary carry(List& list) {
    while (!list.run.has_ended()) coordinator().round();
    return list.run.summary();
  }
  Summary carry(std::vector<Request> requests, RunConfig config = {}) {
    return carry(begin(std::move(requests), std::move(config)));
  }
  std::vector<std::string> urls() const {
    std::vector<std::string> all;
    for (const auto& record : transport.records()) all.push_back(record.attempt.target.url);
    return all;
  }

  ClientConfig client;
  FakeClock clock;
  FakeTransport transport{clock};

 private:
  std::deque<List> lists_;
  std::optional<Coordinator> coordinator_;
};

RunConfig with_deadline(Duration deadline) {
  RunConfig config;
  config.deadline = deadline;
  return config;
}

TEST_F(CoordinatorTest, ADeadlineThatPassesLeavesTheNextRunUntouched) {
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url.ends_with("/slow") ? never() : reply(200);
  };
  const Summary late = carry({request("http://a.test/slow")}, with_deadline(ms(100)));
  EXPECT_EQ(late.exit_code, 4);
  for (int i = 0; i < 3; ++i) {
    const Summary next = carry({request("http://a.test/1"), request("http://b.test/2")});
    EXPECT_EQ(next.ok, 2U);
    EXPECT_EQ(next.exit_code, 0);
  }
  EXPECT_LT(clock.elapsed(), ms(200));
}

TEST_F(CoordinatorTest, AStopEndsItsRunAndNoOther) {
  transport.script = [](const Attempt&) { return reply(200, ms(100)); };
  List& stopped = begin(requests_to("a.test", 3));
  List& other = begin(requests_to("a.test", 3));
  transport.at(ms(50), [&] {
    stopped.run.stop(StopCause::caller);
    transport.interrupt();
  });
  EXPECT_EQ(carry(stopped).stop, StopCause::caller);
  EXPECT_EQ(clock.elapsed(), ms(50));
  ASSERT_THAT(stopped.sink.results, SizeIs(3));
  for (const auto& result : stopped.sink.results) {
    EXPECT_EQ(outcome(result), "cancelled");
    EXPECT_THAT(result.error->message, HasSubstr("the caller"));
  }
  EXPECT_EQ(carry(other).ok, 3U);
}

class Full : public std::runtime_error {
 public:
  Full() : std::runtime_error("disk full") {}
};

TEST_F(CoordinatorTest, ASinkThatThrowsEndsItsRunAndNoOther) {
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  List& failing = begin(requests_to("a.test", 5));
  failing.sink.on_write = [](const Result&) { throw Full(); };
  List& other = begin(requests_to("a.test", 5));
  EXPECT_THROW(carry(failing), Full);
  EXPECT_FALSE(failing.sink.summary);
  EXPECT_EQ(carry(other).ok, 5U);
  EXPECT_EQ(carry(requests_to("a.test", 5)).ok, 5U);
}

TEST_F(CoordinatorTest, AListThatThrowsEndsItsRunAndNoOther) {
  List& failing = begin(requests_to("a.test", 5));
  failing.source.on_next = [&] {
    if (failing.source.read == 2) throw std::runtime_error("cannot read on");
  };
  List& other = begin(requests_to("b.test", 5));
  EXPECT_EQ(carry(failing).exit_code, 5);
  EXPECT_THAT(failing.sink.results, SizeIs(2));
  EXPECT_EQ(carry(other).ok, 5U);
}

TEST_F(CoordinatorTest, WhenTheTransportFailsAllRunsEndAndTheNextFindsItAsAtFirst) {
  transport.script = [](const Attempt& attempt) {
    return attempt.target.origin.name() == "late.test" ? reply(200) : never();
  };
  List& one = begin(requests_to("a.test", 2));
  List& two = begin(requests_to("b.test", 2));
  transport.at(ms(10), [] { throw std::runtime_error("a loop died"); });
  EXPECT_EQ(carry(one).exit_code, 5);
  EXPECT_EQ(carry(two).exit_code, 5);
  for (const List* list : {&one, &two}) {
    ASSERT_THAT(list->sink.results, SizeIs(2));
    for (const auto& result : list->sink.results) {
      EXPECT_THAT(result.error->message, HasSubstr("a loop died"));
    }
  }
  EXPECT_EQ(carry(requests_to("late.test", 2)).ok, 2U);
}

TEST_F(CoordinatorTest, RunsTakeTurnsAtAHostAndTheShortOneIsSoonDone) {
  client.per_host = 1;
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  List& long_one = begin(requests_to("a.test", 100));
  List* short_one = nullptr;
  transport.at(ms(105), [&] {
    short_one = &begin({request("http://a.test/x"), request("http://a.test/y")});
    transport.interrupt();
  });
  carry(long_one);
  ASSERT_NE(short_one, nullptr);
  EXPECT_TRUE(short_one->run.has_ended());
  const auto order = urls();
  ASSERT_THAT(order, SizeIs(102));
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i].ends_with("/x") || order[i].ends_with("/y")) at.push_back(i);
  }
  ASSERT_THAT(at, SizeIs(2));
  EXPECT_LE(at[0], 13U) << "not behind the ninety that wait";
  EXPECT_EQ(at[1], at[0] + 2) << "each its turn";
}

TEST_F(CoordinatorTest, RunsTakeTurnsWhereTheConcurrencyIsUsedUp) {
  client.concurrency = 1;
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  std::vector<Request> wide;
  for (int i = 0; i < 50; ++i) wide.push_back(request("http://h" + std::to_string(i) + ".test/"));
  List& long_one = begin(std::move(wide));
  List* short_one = nullptr;
  std::size_t before = 0;
  transport.at(ms(105), [&] {
    before = transport.records().size();
    short_one = &begin({request("http://other.test/")});
    transport.interrupt();
  });
  while (short_one == nullptr || !short_one->run.has_ended()) coordinator().round();
  EXPECT_LE(transport.records().size(), before + 4);
  EXPECT_EQ(carry(long_one).ok, 50U);
}

TEST_F(CoordinatorTest, TheLimitsHoldOverAllRuns) {
  client.concurrency = 5;
  client.per_host = 2;
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  List& one = begin(join(requests_to("a.test", 10), requests_to("b.test", 10)));
  List& two = begin(join(requests_to("a.test", 10), requests_to("c.test", 10)));
  carry(one);
  carry(two);
  EXPECT_EQ(transport.peak(), 5U);
  for (const auto& [host, peak] : transport.peak_by_host()) EXPECT_LE(peak, 2U) << host;
}

TEST_F(CoordinatorTest, ARunCanHaveALimitOfItsOwn) {
  RunConfig few;
  few.concurrency = 3;
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  carry(requests_to("a.test", 20), few);
  EXPECT_EQ(transport.peak(), 3U);
}

TEST_F(CoordinatorTest, RatesHoldFromOneRunToTheNext) {
  client.rate = 10;
  for (int i = 0; i < 3; ++i) carry(requests_to("a.test", 2));
  EXPECT_GE(clock.elapsed(), ms(500)) << "six starts, 100 ms apart";
}

TEST_F(CoordinatorTest, AHostThatAskedForARestHasItFromTheNextRunToo) {
  transport.script = [this](const Attempt&) {
    Reply busy = reply(clock.elapsed() < ms(1000) ? 503 : 200);
    if (busy.status == 503) busy.retry_after = Duration(ms(3000));
    return busy;
  };
  EXPECT_EQ(carry(requests_to("a.test", 1)).failed, 1U);
  EXPECT_EQ(carry(requests_to("a.test", 1)).ok, 1U);
  EXPECT_GE(clock.elapsed(), ms(3000));
}

TEST_F(CoordinatorTest, ANameIsKnownToTheNextRun) {
  carry(requests_to("a.test", 2));
  carry(requests_to("a.test", 2));
  EXPECT_THAT(transport.lookups(), SizeIs(1));
}

TEST_F(CoordinatorTest, NamesOfARunThatWasStoppedDoNotKeepOthersFromTheirLookups) {
  client.concurrency = 2;  // and so many names ahead
  transport.script = [](const Attempt&) { return never(); };
  std::vector<Request> wide;
  for (int i = 0; i < 20; ++i) wide.push_back(request("http://h" + std::to_string(i) + ".test/"));
  carry(std::move(wide), with_deadline(ms(50)));
  transport.script = [](const Attempt&) { return reply(200); };
  EXPECT_EQ(carry({request("http://a.test/"), request("http://b.test/")}).ok, 2U);
}

TEST_F(CoordinatorTest, ASlowSinkHoldsUpItsOwnRunAlone) {
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  List& slow = begin(requests_to("a.test", 50));
  bool reads = false;
  slow.sink.on_unwritten = [&] {
    return Unwritten{.bytes = reads ? 0U : kMostUnwritten, .fd = 77};
  };
  List& other = begin(requests_to("a.test", 50));
  EXPECT_EQ(carry(other).ok, 50U);
  EXPECT_THAT(slow.sink.results, IsEmpty());
  reads = true;
  EXPECT_EQ(carry(slow).ok, 50U);
}

TEST_F(CoordinatorTest, WhatWasGivenUpHoldsItsSlotUntilItIsGone) {
  client.per_host = 2;
  transport.cancel_takes = ms(40);
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url.ends_with("/slow") ? never() : reply(200);
  };
  carry({request("http://a.test/slow"), request("http://a.test/slow")}, with_deadline(ms(100)));
  EXPECT_EQ(carry(requests_to("a.test", 1)).ok, 1U);
  EXPECT_EQ(clock.elapsed(), ms(141));
  EXPECT_EQ(transport.peak_by_host().at("http://a.test:80"), 2U);
}

/// The same host never twice; `left` of them.
class NewHosts final : public Source {
 public:
  explicit NewHosts(std::uint64_t& next, std::uint64_t left) : next_(next), left_(left) {}
  std::variant<Request, Pending, Exhausted> next() override {
    if (left_ == 0) return Exhausted{};
    --left_;
    return request("http://h" + std::to_string(next_++) + ".test/");
  }

 private:
  std::uint64_t& next_;
  std::uint64_t left_;
};

class Nowhere final : public Sink {
 public:
  void write(const Request& /*request*/, const Result& /*result*/) override {}
  void finish(const Summary& /*summary*/) override {}
};

TEST(CoordinatorMemory, DoesNotGrowWithTheHostsThatItHasSeen) {
  FakeClock clock;
  FakeTransport waiting(clock);
  EchoTransport transport;
  Coordinator coordinator({}, transport, waiting, clock);
  std::uint64_t next = 0;
  const auto bytes_after = [&](std::uint64_t hosts) {
    NewHosts source(next, hosts);
    Nowhere sink;
    urlfan::Run run({}, source, sink);
    coordinator.carry(run);
    while (!run.has_ended()) coordinator.round();
    EXPECT_EQ(run.summary().ok, hosts);
    return mallinfo2().uordblks;
  };
  const auto before = bytes_after(40'000);
  const auto after = bytes_after(100'000);
  EXPECT_LT(after, before + (std::size_t{1} << 20U)) << "10 bytes a host would be too much";
}

}  // namespace
}  // namespace urlfan::coordinator_test
