// Rounds over fakes: what is asked when, and what is told of it.

#include "src/watch/watcher.h"

#include <gmock/gmock.h>
#include <malloc.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "src/core/limited_wait.h"
#include "src/watch/watch_metrics.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"
#include "tests/support/requests.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::Gt;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kShop = "http://shop.test/";
constexpr const char* kNews = "http://news.test/";
constexpr const char* kProbe = "http://network.test/";

class RecordingEvents final : public WatchEvents {
 public:
  struct Told {
    std::uint64_t round;
    /// "network" for that.
    std::string what;
    Health was;
    Health now;
    std::optional<Duration> outage;
    std::optional<ErrorCode> error;
  };

  void write(const Result& /*result*/) override { ++results; }
  void changed(const Change& change) override {
    if (on_change) on_change();
    told.push_back({.round = change.round,
                    .what = change.result == nullptr ? "network" : change.result->url,
                    .was = change.health.was,
                    .now = change.health.now,
                    .outage = change.health.outage,
                    .error = change.error ? std::optional(change.error->code) : std::nullopt});
  }
  void round_ended(const RoundEnd& end) override {
    if (keep_rounds) rounds.push_back(end);
    ++ended;
  }
  void idle() override {}
  Unwritten unwritten() const override { return {}; }

  /// "2 down http://shop.test/" each.
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const auto& each : told) {
      all.push_back(std::to_string(each.round) + " " + std::string(to_string(each.now)) + " " +
                    each.what);
    }
    return all;
  }

  std::function<void()> on_change;
  bool keep_rounds = true;
  std::size_t results = 0;
  std::size_t ended = 0;
  std::vector<Told> told;
  std::vector<RoundEnd> rounds;
};

class WatcherTest : public testing::Test {
 protected:
  WatcherTest() {
    client.max_idle = 10;
    transport.script = [this](const Attempt& attempt) {
      const auto& url = attempt.target.url;
      ++asked[url];
      const auto found = servers.find(url);
      return found == servers.end() ? Reply() : found->second(asked[url]);
    };
  }
  Coordinator& coordinator() {
    if (!coordinator_) {
      coordinator_.emplace(client, transport, wait_, clock, [] { return 0.5; });
    }
    return *coordinator_;
  }
  void watch(std::vector<Request> lines) { watcher.use(std::move(lines), rules); }
  /// As the program does it.
  void step() {
    if (watcher.is_between_rounds() && clock.now() >= watcher.due()) {
      watcher.begin_round(coordinator());
    }
    wait_.set_limit(watcher.is_between_rounds() ? watcher.due() : TimePoint::max());
    coordinator().round();
    watcher.go_on();
  }
  /// Until so many rounds have ended.
  void rounds(std::size_t count) {
    while (events.ended < count) step();
  }
  /// When each attempt left, in seconds since the start.
  std::vector<double> starts() const {
    std::vector<double> all;
    for (const auto& record : transport.records()) {
      all.push_back(std::chrono::duration<double>(record.started).count());
    }
    return all;
  }

  /// What a server answers when it is asked for the nth time.
  using Server = std::function<Reply(int)>;
  std::map<std::string, Server> servers;
  std::map<std::string, int> asked;
  ClientConfig client;
  WatchRules rules;
  FakeClock clock;
  FakeTransport transport{clock};
  RecordingEvents events;
  Watcher watcher{clock, events};

 private:
  LimitedWait wait_{transport};
  std::optional<Coordinator> coordinator_;
};

/// Refuses from one time that it is asked until before another.
std::function<Reply(int)> down(int from, int until) {
  return [=](int time) {
    return time >= from && time < until ? failure(ErrorCode::connect_refused) : Reply();
  };
}

std::function<Reply(int)> slow(Duration latency) {
  return [=](int /*time*/) { return reply(200, latency); };
}

TEST_F(WatcherTest, AsksAgainAndAgainWithoutDrift) {
  servers[kShop] = slow(ms(300));
  watch({request(kShop)});
  rounds(4);
  EXPECT_THAT(starts(), ElementsAre(0, 30, 60, 90));
  EXPECT_THAT(events.lines(), IsEmpty()) << "that a service is up is no news";
  EXPECT_EQ(events.results, 4U);
}

TEST_F(WatcherTest, ASlowRoundDelaysTheNextAndNeverOverlaps) {
  rules.run.timeout = ms(100'000);
  servers[kShop] = [](int time) { return reply(200, time == 1 ? ms(70'000) : ms(1)); };
  watch({request(kShop)});
  rounds(3);
  EXPECT_THAT(starts(), ElementsAre(0, 70, 90));
  EXPECT_EQ(transport.peak(), 1U);
  EXPECT_EQ(watcher.schedule().delayed(), 1U);
  EXPECT_EQ(watcher.schedule().left_out(), 1U) << "that of 30 s; 70 is that of 60 s";
  EXPECT_EQ(events.rounds[1].delay, ms(40'000));
}

TEST_F(WatcherTest, TellsWhenAServiceGoesDownAndForHowLongItWas) {
  servers[kShop] = down(2, 5);
  watch({request(kShop), request(kNews)});
  rounds(6);
  EXPECT_THAT(events.lines(), ElementsAre("3 down http://shop.test/", "5 up http://shop.test/"));
  EXPECT_EQ(events.told[0].error, ErrorCode::connect_refused);
  EXPECT_EQ(events.told[1].error, ErrorCode::connect_refused) << "what it was";
  EXPECT_EQ(events.told[1].outage, ms(90'000));
  EXPECT_EQ(watcher.figures().went_down, 1U);
  EXPECT_EQ(watcher.figures().came_up, 1U);
}

TEST_F(WatcherTest, ARetryThatPassesIsNoFailure) {
  rules.run.retry.retries = 1;
  rules.health.down_after = 1;
  servers[kShop] = [](int time) {
    return time % 2 == 1 ? failure(ErrorCode::connection_reset) : Reply();
  };
  watch({request(kShop)});
  rounds(3);
  EXPECT_THAT(events.lines(), IsEmpty());
}

TEST_F(WatcherTest, EachLineIsCalledByItself) {
  rules.health.down_after = 1;
  servers[kShop] = down(1, 3);
  servers[kNews] = down(2, 3);
  watch({request(kShop), request(kNews)});
  rounds(3);
  EXPECT_THAT(events.lines(), ElementsAre("1 down http://shop.test/", "2 down http://news.test/",
                                          "3 up http://shop.test/", "3 up http://news.test/"));
  EXPECT_EQ(events.rounds[1].lines.down, 2U);
  EXPECT_EQ(events.rounds[2].lines.up, 2U);
}

TEST_F(WatcherTest, WhatThisMachineLacksIsNoFailureOfAService) {
  rules.health.down_after = 1;
  servers[kShop] = [](int /*time*/) { return failure(ErrorCode::local_resources); };
  watch({request(kShop)});
  rounds(3);
  EXPECT_THAT(events.lines(), IsEmpty());
  EXPECT_EQ(events.rounds[2].lines.unknown, 1U);
}

class OwnNetwork : public WatcherTest {
 protected:
  OwnNetwork() {
    rules.own_network = request(kProbe);
    rules.health.down_after = 1;
  }
};

TEST_F(OwnNetwork, WhileItFailsNothingIsCalledDown) {
  servers[kShop] = down(2, 4);
  servers[kProbe] = down(2, 4);
  watch({request(kShop)});
  rounds(4);
  EXPECT_THAT(events.lines(), ElementsAre("2 down network", "4 up network"));
  EXPECT_EQ(events.told[1].outage, ms(60'000));
  EXPECT_EQ(events.rounds[1].own_network, Health::down) << "the round is marked";
  EXPECT_EQ(events.rounds[3].own_network, Health::up);
}

TEST_F(OwnNetwork, WhereItPassesAServiceIsDown) {
  servers[kShop] = down(2, 9);
  watch({request(kShop)});
  rounds(2);
  EXPECT_THAT(events.lines(), ElementsAre("2 down http://shop.test/"));
}

TEST_F(OwnNetwork, IsAskedAgainAfterAFailureForItMayHaveFailedMeanwhile) {
  servers[kShop] = down(1, 2);
  servers[kProbe] = [](int time) { return time == 2 ? failure(ErrorCode::timeout) : Reply(); };
  watch({request(kShop)});
  rounds(1);
  EXPECT_EQ(asked[kProbe], 2);
  EXPECT_THAT(events.lines(), ElementsAre("1 down network"));
  rounds(2);
  EXPECT_EQ(asked[kProbe], 3) << "once where nothing failed";
}

TEST_F(OwnNetwork, WhatPassesIsUpWhateverItSays) {
  servers[kShop] = down(1, 2);
  servers[kProbe] = [](int time) { return time > 2 ? failure(ErrorCode::timeout) : Reply(); };
  watch({request(kShop)});
  rounds(2);
  EXPECT_THAT(events.lines(),
              ElementsAre("1 down http://shop.test/", "2 up http://shop.test/", "2 down network"));
}

TEST_F(OwnNetwork, IsHeldBackByNoRetryOfTheLines) {
  rules.run.retry.retries = 3;
  servers[kProbe] = down(1, 9);
  watch({request(kShop)});
  rounds(1);
  EXPECT_EQ(asked[kProbe], 1);
}

TEST_F(WatcherTest, AnotherListKeepsWhatIsKnown) {
  servers[kShop] = down(1, 9);
  watch({request(kShop)});
  rounds(2);
  watch({request(kNews), request(kShop)});
  rounds(4);
  EXPECT_THAT(events.lines(), ElementsAre("2 down http://shop.test/")) << "it is told once";
  EXPECT_EQ(asked[kNews], 2);
}

TEST_F(WatcherTest, OtherRulesHoldFromTheNextRoundOn) {
  watch({request(kShop)});
  rounds(2);
  rules.every = ms(10'000);
  watch({request(kShop)});
  rounds(4);
  EXPECT_THAT(starts(), ElementsAre(0, 30, 40, 50));
}

TEST_F(WatcherTest, AStopEndsTheRoundAndCallsNothingDown) {
  rules.health.down_after = 1;
  servers[kShop] = [](int /*time*/) { return never(); };
  watch({request(kShop)});
  transport.at(ms(100), [this] {
    watcher.stop(StopCause::terminate);
    transport.interrupt();
  });
  rounds(1);
  EXPECT_THAT(events.lines(), IsEmpty());
  EXPECT_EQ(events.rounds[0].summary.stop, StopCause::terminate);
  EXPECT_EQ(clock.elapsed(), ms(100));
}

TEST_F(WatcherTest, AStopDoesNotWaitForTheOwnNetwork) {
  rules.own_network = request(kProbe);
  rules.health.down_after = 1;
  servers[kShop] = down(1, 9);
  servers[kProbe] = [](int /*time*/) { return never(); };
  watch({request(kShop)});
  transport.at(ms(100), [this] {
    watcher.stop(StopCause::interrupt);
    transport.interrupt();
  });
  rounds(1);
  EXPECT_THAT(events.lines(), IsEmpty()) << "nobody knows whose failure it was";
  EXPECT_EQ(clock.elapsed(), ms(100));
}

TEST_F(WatcherTest, WhatAnEventThrowsComesToItsOwner) {
  rules.health.down_after = 1;
  servers[kShop] = down(1, 9);
  events.on_change = [] { throw std::runtime_error("no room on the disk"); };
  watch({request(kShop)});
  EXPECT_THROW(rounds(1), std::runtime_error);
}

TEST_F(WatcherTest, AnEmptyListIsWatchedInSilence) {
  rules.run.allow_empty = true;
  watch({});
  rounds(3);
  EXPECT_THAT(events.lines(), IsEmpty());
}

TEST_F(WatcherTest, NamesAndRestsLiveOnFromRoundToRound) {
  rules.every = ms(10'000);
  servers[kShop] = [](int time) {
    Reply busy = reply(time == 1 ? 503 : 200);
    if (time == 1) busy.retry_after = ms(25'000);
    return busy;
  };
  watch({request(kShop)});
  rounds(2);
  EXPECT_THAT(transport.lookups(), SizeIs(1));
  EXPECT_GE(starts()[1], 25) << "the host asked for a rest, and a round is no reason to forget it";
}

TEST_F(WatcherTest, MetricsTellOfLinesAndRounds) {
  servers[kShop] = down(1, 9);
  watch({request(kShop), request(kNews)});
  rounds(2);
  std::map<std::string, std::vector<double>> values;
  for (const auto& family : watch_metrics(watcher, {}, coordinator().hosts(), Secrets())) {
    for (const auto& metric : family.metric) {
      const bool counts = family.type == prometheus::MetricType::Counter;
      values[family.name].push_back(counts ? metric.counter.value : metric.gauge.value);
    }
  }
  EXPECT_THAT(values["urlfan_probe_up"], ElementsAre(0, 1));
  EXPECT_THAT(values["urlfan_probe_success"], ElementsAre(0, 1));
  EXPECT_THAT(values["urlfan_watch_rounds_total"], ElementsAre(2));
  EXPECT_THAT(values["urlfan_watch_changes_total"], ElementsAre(1, 0));
  EXPECT_THAT(values["urlfan_watch_lines"], ElementsAre(1, 1, 0));
  EXPECT_THAT(values["urlfan_host_requests_total"], testing::Each(2));
}

/// Does nothing but answer, so that what grows is the watch's.
TEST_F(WatcherTest, TakesNoMoreMemoryAfterTenThousandRounds) {
  class Answers final : public Transport {
   public:
    explicit Answers(FakeClock& clock) : clock_(clock) {}
    void start(Attempt attempt) override {
      auto& completion = arrivals_.completions.emplace_back();
      completion.id = attempt.id;
      completion.response.status = 200;
      // Down and up again all the time, but for the own network.
      if (attempt.target.url != kProbe && clock_.elapsed() / ms(30'000) % 4 < 2) {
        completion.response.status.reset();
        completion.error = make_error(ErrorCode::connect_refused, "scripted");
      }
    }
    void cancel(const std::vector<std::uint64_t>& /*ids*/) override {}
    void look_up(const std::string& name) override {
      arrivals_.lookups.push_back({.name = name, .addresses = "192.0.2.1", .error = {}});
    }
    Arrivals take() override { return std::exchange(arrivals_, {}); }
    void cancel_all() override {}

   private:
    FakeClock& clock_;
    Arrivals arrivals_;
  };
  class Jump final : public EventWait {
   public:
    explicit Jump(FakeClock& clock) : clock_(clock) {}
    void wait_until(TimePoint deadline, std::span<const int> /*descriptors*/) override {
      // "Do not wait", and "until something comes".
      if (deadline == TimePoint::min() || deadline == TimePoint::max()) return;
      clock_.advance_to(deadline);
    }

   private:
    FakeClock& clock_;
  };
  Answers answers(clock);
  Jump jump(clock);
  LimitedWait wait(jump);
  Coordinator engine(client, answers, wait, clock, [] { return 0.5; });
  rules.own_network = request(kProbe);
  events.keep_rounds = false;
  watch(requests_to("many.test", 5));
  std::size_t changes = 0;
  const auto carry = [&](std::size_t count) {
    while (events.ended < count) {
      if (watcher.is_between_rounds() && clock.now() >= watcher.due()) watcher.begin_round(engine);
      wait.set_limit(watcher.is_between_rounds() ? watcher.due() : TimePoint::max());
      engine.round();
      watcher.go_on();
      if (!watcher.is_between_rounds()) continue;
      watch_metrics(watcher, {}, engine.hosts(), Secrets());
      changes += std::exchange(events.told, {}).size();
    }
  };
  carry(12'000);  // by then each table is as large as it becomes
  const auto before = mallinfo2().uordblks;
  carry(22'000);
  EXPECT_LE(mallinfo2().uordblks, before + 4096);
  EXPECT_THAT(changes, Gt(1000U)) << "else nothing was tried";
}

}  // namespace
}  // namespace urlfan
