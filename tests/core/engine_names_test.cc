#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_names_test {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// An engine whose name servers take their time.
class EngineNamesTest : public EngineTest {
 protected:
  static FakeTransport::Answer found(const std::string& name, Duration took = ms(50)) {
    FakeTransport::Answer answer;
    answer.lookup.name = name;
    answer.lookup.addresses = "192.0.2.1";
    answer.took = took;
    return answer;
  }
  static FakeTransport::Answer missing(const std::string& name) {
    FakeTransport::Answer answer = found(name);
    answer.lookup.addresses.clear();
    answer.lookup.error = make_error(ErrorCode::dns_failed, "no such name");
    return answer;
  }
};

TEST_F(EngineNamesTest, ALookupHoldsNoSlot) {
  config.concurrency = 1;
  transport.name_server = [](const std::string& name) { return found(name, ms(500)); };
  transport.script = [](const Attempt&) { return reply(200, ms(100)); };
  run({request("http://slow-name.test/"), request("http://127.0.0.1/a"),
       request("http://127.0.0.1/b")});
  EXPECT_EQ(transport.record_of("http://127.0.0.1/a").started, ms(0));
  EXPECT_EQ(transport.record_of("http://127.0.0.1/b").started, ms(100));
  EXPECT_EQ(transport.record_of("http://slow-name.test/").started, ms(500));
  EXPECT_EQ(sink.summary->ok, 3U);
}

TEST_F(EngineNamesTest, LookupsGoAheadOfTheSlots) {
  config.concurrency = 2;
  transport.name_server = [](const std::string& name) { return found(name); };
  transport.script = [](const Attempt&) { return reply(200, ms(100)); };
  std::vector<Request> requests;
  for (int i = 0; i < 8; ++i) {
    requests.push_back(request("http://h" + std::to_string(i) + ".test/"));
  }
  const Summary summary = run(std::move(requests));
  EXPECT_EQ(summary.ok, 8U);
  EXPECT_EQ(summary.wall, ms(450)) << "one lookup, then four rounds of two without a gap";
}

TEST_F(EngineNamesTest, TheAddressesGoWithTheAttempt) {
  transport.name_server = [](const std::string& name) {
    FakeTransport::Answer answer = found(name);
    answer.lookup.addresses = "192.0.2.9,[2001:db8::9]";
    return answer;
  };
  run({request("https://a.test/"), request("https://127.0.0.1/")});
  EXPECT_EQ(transport.record_of("https://a.test/").attempt.addresses, "192.0.2.9,[2001:db8::9]");
  EXPECT_EQ(transport.record_of("https://127.0.0.1/").attempt.addresses, "");
}

TEST_F(EngineNamesTest, TheTimeOfTheLookupIsDnsAndPartOfTheTotal) {
  transport.name_server = [](const std::string& name) { return found(name); };
  transport.script = [](const Attempt&) { return reply(200, ms(100)); };
  run({request("http://a.test/1"), request("http://a.test/2")});
  const Result& first = sink.of(0);
  EXPECT_EQ(first.timings.dns, ms(50));
  EXPECT_EQ(first.timings.total, ms(150));
  EXPECT_EQ(first.elapsed, ms(150));
  EXPECT_EQ(first.queued, ms(0));
  EXPECT_EQ(first.started_at, FakeClock::wall_start());
  const Result& second = sink.of(1);
  EXPECT_FALSE(second.timings.dns) << "its name was known";
  EXPECT_EQ(second.timings.total, ms(100));
  EXPECT_EQ(second.queued, ms(50));
  EXPECT_THAT(transport.lookups(), ElementsAre(Pair("a.test", ms(0))));
}

TEST_F(EngineNamesTest, TheLookupCountsAgainstTheTimeouts) {
  config.timeout = ms(1000);
  config.connect_timeout = ms(400);
  transport.name_server = [](const std::string& name) { return found(name, ms(100)); };
  run({request("http://a.test/")});
  EXPECT_EQ(transport.record_of("http://a.test/").attempt.timeout, ms(900));
  EXPECT_EQ(transport.record_of("http://a.test/").attempt.connect_timeout, ms(300));
}

TEST_F(EngineNamesTest, AMissingNameFailsAllItsLinesWithoutAnAttempt) {
  transport.name_server = [](const std::string& name) { return missing(name); };
  run({request("http://no.test/1"), request("https://no.test/2"), request("http://127.0.0.1/")});
  for (std::uint64_t line : {0, 1}) {
    const Result& result = sink.of(line);
    EXPECT_EQ(outcome(result), "dns_failed");
    EXPECT_EQ(result.attempts, 1U);
    EXPECT_EQ(result.timings.dns, ms(50));
    EXPECT_EQ(result.timings.total, ms(50));
  }
  EXPECT_EQ(transport.records().size(), 1U);
  EXPECT_EQ(sink.summary->failed, 2U);
  EXPECT_EQ(sink.summary->skipped, 0U);
  EXPECT_EQ(sink.summary->exit_code, 3);
}

TEST_F(EngineNamesTest, SilentNameServersEndAtTheConnectTimeoutOfEachLine) {
  config.connect_timeout = ms(2000);
  transport.name_server = [](const std::string& name) {
    return found(name, std::chrono::hours(1));
  };
  Request hasty = request("http://silent.test/hasty");
  hasty.connect_timeout = ms(500);
  const Summary summary = run({hasty, request("http://silent.test/")});
  EXPECT_EQ(outcome(sink.of(0)), "dns_timeout");
  EXPECT_EQ(sink.of(0).timings.total, ms(500));
  EXPECT_EQ(outcome(sink.of(1)), "dns_timeout");
  EXPECT_EQ(sink.of(1).timings.total, ms(2000));
  EXPECT_EQ(summary.wall, ms(2000));
}

TEST_F(EngineNamesTest, ALateAnswerCostsTheNextLineNothing) {
  config.connect_timeout = ms(1000);
  transport.name_server = [](const std::string& name) { return found(name, ms(1500)); };
  transport.script = [](const Attempt& attempt) {
    return reply(200, attempt.target.origin.key() == "http://127.0.0.1:80" ? ms(2000) : ms(10));
  };
  config.read_ahead = 1;  // the third line is read when the second is done
  run({request("http://late.test/1"), request("http://127.0.0.1/"), request("http://late.test/2")});
  EXPECT_EQ(outcome(sink.of(0)), "dns_timeout");
  EXPECT_EQ(outcome(sink.of(2)), "ok");
  EXPECT_EQ(sink.of(2).timings.total, sink.of(2).timings.dns.value_or(ms(0)) + ms(10));
  EXPECT_LE(*sink.of(2).timings.total, ms(510)) << "its own wait, not the whole lookup";
}

TEST_F(EngineNamesTest, SilentNamesDoNotBlockOthers) {
  config.lookups = 4;
  config.connect_timeout = ms(1000);
  transport.name_server = [](const std::string& name) {
    return found(name, name.ends_with("dead.test") ? std::chrono::hours(1) : ms(10));
  };
  std::vector<Request> requests;
  for (int i = 0; i < 50; ++i) {
    requests.push_back(request("http://h" + std::to_string(i) + ".dead.test/"));
  }
  requests.push_back(request("http://www.alive.test/"));
  const Summary summary = run(std::move(requests));
  EXPECT_EQ(summary.ok, 1U);
  EXPECT_EQ(summary.by_error.at(ErrorCode::dns_timeout), 50U);
  EXPECT_EQ(transport.record_of("http://www.alive.test/").started, ms(1010))
      << "after the first four have given up";
  EXPECT_LE(transport.most_asked(), 8U);
}

TEST_F(EngineNamesTest, TheNextHopIsLookedUpAndItsTimeCounts) {
  transport.name_server = [](const std::string& name) { return found(name); };
  transport.script = [](const Attempt& attempt) {
    return attempt.target.origin.key() == "http://a.test:80" ? redirect("http://b.test/", ms(100))
                                                             : reply(200, ms(100));
  };
  run({request("http://a.test/")});
  const Result& result = sink.of(0);
  EXPECT_EQ(outcome(result), "ok");
  EXPECT_EQ(result.redirect_time, ms(150));
  EXPECT_EQ(result.timings.dns, ms(50));
  EXPECT_EQ(result.timings.total, ms(300));
}

TEST_F(EngineNamesTest, ANameThatIsTooOldIsLookedUpAgainBeforeTheNextStart) {
  config.per_host = 1;
  transport.name_server = [](const std::string& name) { return found(name); };
  transport.script = [](const Attempt&) { return reply(200, std::chrono::seconds(45)); };
  config.timeout = std::chrono::minutes(2);
  EXPECT_EQ(run(requests_to("a.test", 3)).ok, 3U);
  EXPECT_THAT(transport.lookups(), ElementsAre(Pair("a.test", ms(0)), Pair("a.test", ms(90'050))));
}

TEST_F(EngineNamesTest, AStopCancelsWhatWaitsForItsName) {
  transport.name_server = [](const std::string& name) {
    return found(name, std::chrono::hours(1));
  };
  stop_at(ms(100), StopCause::interrupt);
  run({request("http://a.test/"), request("http://b.test/")});
  EXPECT_EQ(outcome(sink.of(0)), "cancelled");
  EXPECT_EQ(outcome(sink.of(1)), "cancelled");
  EXPECT_EQ(sink.summary->skipped, 2U);
}

/// What is said of the connection of this attempt, at a time since the start of the clock.
void look_at_demand(FakeTransport& transport, std::size_t attempt, Duration time, Demand& seen) {
  transport.at(time, [&transport, attempt, &seen] {
    seen = *transport.records().at(attempt).attempt.demand;
  });
}

TEST_F(EngineNamesTest, AConnectionIsWantedAmongManyHostsWhileALineWaitsForItsHost) {
  config.concurrency = 200;
  config.per_host = 2;
  transport.script = [](const Attempt& attempt) {
    return reply(200, ms(attempt.target.url.ends_with("/1") ? 100 : 200));
  };
  std::vector<Request> requests = requests_to("192.0.2.0", 3);
  for (int i = 1; i <= 100; ++i) {
    requests.push_back(request("http://192.0.2." + std::to_string(i) + "/"));
  }
  Demand while_one_waits = Demand::none;
  Demand afterwards = Demand::certain;
  Demand alone = Demand::certain;
  look_at_demand(transport, 0, ms(90), while_one_waits);
  look_at_demand(transport, 0, ms(190), afterwards);
  look_at_demand(transport, 101, ms(90), alone);
  run(std::move(requests));
  EXPECT_EQ(while_one_waits, Demand::certain);
  EXPECT_EQ(afterwards, Demand::none);
  EXPECT_EQ(alone, Demand::none);
}

TEST_F(EngineNamesTest, AmongFewHostsAConnectionMayBeWantedByLinesToCome) {
  Demand demand = Demand::none;
  look_at_demand(transport, 0, ms(0), demand);
  run(requests_to("192.0.2.1", 1));
  EXPECT_EQ(demand, Demand::perhaps);
}

TEST_F(EngineNamesTest, WhatMustNotBeSentTwiceWantsNoConnectionOfAnother) {
  config.per_host = 1;
  std::vector<Request> requests = requests_to("192.0.2.1", 2);
  requests[1].method = "POST";
  Demand demand = Demand::none;
  look_at_demand(transport, 0, ms(0), demand);
  run(std::move(requests));
  EXPECT_EQ(demand, Demand::perhaps);
}

TEST_F(EngineNamesTest, TellsWhetherALineMayComeAgainOverItsConnection) {
  config.retry.retries = 1;
  transport.script = [](const Attempt&) { return reply(503); };
  run(requests_to("192.0.2.1", 1));
  ASSERT_EQ(transport.records().size(), 2U);
  EXPECT_TRUE(transport.records()[0].attempt.may_be_tried_again);
  EXPECT_FALSE(transport.records()[1].attempt.may_be_tried_again);
  EXPECT_TRUE(transport.records()[0].attempt.follow_redirects);
}

}  // namespace
}  // namespace urlfan::engine_names_test
