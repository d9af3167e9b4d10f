// When the engine reads, starts, waits and writes.

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_flow_test {
namespace {

constexpr int kFd = 42;

TEST_F(EngineTest, TheFirstRequestLeavesBeforeTheListHasEnded) {
  FakeSource source;
  source.put(request("http://a.test/first"));
  source.fd = kFd;
  transport.at(ms(60'000), [&] {
    EXPECT_EQ(transport.records().size(), 1U);
    EXPECT_EQ(sink.results.size(), 1U) << "and its result is written";
    source.put(request("http://a.test/second"));
    source.end();
    transport.set_readable(kFd, true);
  });
  const Summary summary = run(source);
  EXPECT_EQ(transport.record_of("http://a.test/first").started, ms(0));
  EXPECT_EQ(transport.record_of("http://a.test/second").started, ms(60'000));
  EXPECT_EQ(summary.ok, 2U);
}

TEST_F(EngineTest, ALongListIsNotReadToItsEndBeforeTheFirstStart) {
  FakeSource source(requests_to("a.test", 9000));
  transport.script = [&](const Attempt& attempt) {
    if (attempt.order == 0) {
      EXPECT_LT(source.read, 1000U);
    }
    return reply(200);
  };
  EXPECT_EQ(run(source).ok, 9000U);
}

TEST_F(EngineTest, APendingListGoesOnWhenItsDescriptorIsReadable) {
  FakeSource source;
  source.fd = kFd;
  for (int i = 1; i <= 3; ++i) {
    transport.at(ms(100 * i), [&, i] {
      source.put(request("http://a.test/" + std::to_string(i)));
      transport.set_readable(kFd, true);
    });
  }
  transport.at(ms(400), [&] {
    source.end();
    transport.set_readable(kFd, true);
  });
  sink.on_idle = [&](const Progress&) { transport.set_readable(kFd, false); };  // all is read
  EXPECT_EQ(run(source).ok, 3U);
  EXPECT_EQ(transport.record_of("http://a.test/3").started, ms(300));
}

TEST_F(EngineTest, APendingListWithoutADescriptorGoesOnAfterAnInterrupt) {
  FakeSource source;
  transport.at(ms(100), [&] {
    source.put(request("http://a.test/"));
    source.end();
    transport.interrupt();
  });
  EXPECT_EQ(run(source).ok, 1U);
  EXPECT_EQ(transport.record_of("http://a.test/").started, ms(100));
}

TEST_F(EngineTest, APendingListDoesNotHoldUpWhatIsInFlight) {
  FakeSource source;
  source.fd = kFd;
  for (auto& line : requests_to("a.test", 5)) source.put(std::move(line));
  config.concurrency = 1;
  transport.at(ms(1000), [&] {
    EXPECT_EQ(sink.results.size(), 5U);
    source.end();
    transport.set_readable(kFd, true);
  });
  EXPECT_EQ(run(source).ok, 5U);
}

TEST_F(EngineTest, AClosedWindowDoesNotListenToTheList) {
  // A readable descriptor that nobody may read from would be a busy loop.
  config.read_ahead = 1;
  FakeSource source(requests_to("a.test", 3));
  source.fd = kFd;
  transport.set_readable(kFd, true);
  EXPECT_EQ(run(source).ok, 3U);
  EXPECT_LE(transport.waits(), 12U);
}

TEST_F(EngineTest, TheSinkIsIdleWheneverTheEngineIsAboutToWait) {
  transport.script = [](const Attempt& attempt) {
    return reply(attempt.order == 1 ? 500 : 200, ms(10 * (1 + static_cast<int>(attempt.order))));
  };
  sink.on_idle = [&](const Progress& progress) {
    EXPECT_EQ(progress.ok + progress.failed, sink.results.size()) << "all that is done is written";
  };
  run(requests_to("a.test", 3));

  ASSERT_EQ(sink.idles.size(), 3U) << "once before each of the three waits";
  const Progress& last = sink.idles.back();
  EXPECT_EQ(last.read, 3U);
  EXPECT_EQ(last.ok, 1U);
  EXPECT_EQ(last.failed, 1U);
  EXPECT_EQ(last.in_flight, 1U);
  EXPECT_EQ(last.elapsed, ms(20));
}

TEST_F(EngineTest, ATickMakesTheSinkIdleWhileNothingHappens) {
  config.tick = ms(100);
  transport.script = [](const Attempt&) { return reply(200, ms(1050)); };
  run({request("http://a.test/")});
  EXPECT_EQ(sink.idles.size(), 11U);
}

TEST_F(EngineTest, NoMoreLinesAreReadThanTheWindowHolds) {
  config.read_ahead = 20;
  config.concurrency = 4;
  FakeSource source(requests_to("a.test", 200));
  std::size_t most = 0;
  source.on_next = [&] { most = std::max(most, source.read + 1 - sink.results.size()); };
  EXPECT_EQ(run(source).ok, 200U);
  EXPECT_EQ(most, 20U);
}

TEST_F(EngineTest, TheWindowIsTenThousandLinesOrTwentyTimesTheConcurrency) {
  struct Case {
    std::size_t concurrency;
    std::size_t window;
  };
  for (const auto& [concurrency, expected] : {Case{1, 10'000}, Case{600, 12'000}}) {
    FakeTransport silent(clock);
    silent.script = [](const Attempt&) { return never(); };
    config.concurrency = concurrency;
    config.per_host = 0;
    Engine engine(config, config, silent, silent, clock);
    silent.at(clock.elapsed() + ms(1000), [&engine, &silent] {
      engine.stop(StopCause::interrupt);
      silent.interrupt();
    });
    FakeSource source(requests_to("a.test", 13'000));
    RecordingSink results;
    engine.run(source, results);
    EXPECT_EQ(source.read, expected);
  }
}

TEST_F(EngineTest, BodiesThatAreReadAheadAreLimitedToo) {
  constexpr std::size_t mebibyte = std::size_t{1} << 20U;
  auto own = requests_to("a.test", 100);
  auto shared = requests_to("a.test", 100);
  const auto body = body_of(std::string(mebibyte, 'x'));
  for (auto& line : own) {
    Message message;
    message.body = body_of(std::string(mebibyte, 'x'));
    line.message = std::make_shared<const Message>(std::move(message));
  }
  for (auto& line : shared) {
    Message message;
    message.body = body;
    line.message = std::make_shared<const Message>(std::move(message));
  }
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  std::size_t read = 0;
  FakeSource source(join(std::move(own), std::move(shared)));
  transport.at(ms(5), [&] { read = source.read; });
  EXPECT_EQ(run(source).ok, 200U) << "and reading goes on";
  EXPECT_EQ(read, 64U);
  EXPECT_EQ(source.read, 200U);
}

TEST_F(EngineTest, WhatIsReadAheadIsLimitedByItsBytesWhateverTheyAre) {
  const std::string text(std::size_t{1} << 20U, 'x');
  const auto read_of = [&](const auto& fill) {
    auto lines = requests_to("a.test", 80);
    for (auto& line : lines) fill(line);
    FakeClock time;
    FakeTransport network{time};
    RecordingSink results;
    network.script = [](const Attempt&) { return reply(200, ms(10)); };
    FakeSource source(std::move(lines));
    std::size_t read = 0;
    network.at(ms(5), [&] { read = source.read; });
    EngineConfig unchecked = config;
    Engine(unchecked, unchecked, network, network, time, [] { return 0.5; }).run(source, results);
    EXPECT_EQ(source.read, 80U) << "and reading goes on";
    return read;
  };
  EXPECT_EQ(read_of([&](Request& line) { own_checks(line).contains = {{.value = text}}; }), 64U);
  EXPECT_EQ(
      read_of([&](Request& line) { own_checks(line).json = {{.name = "/a", .value = text}}; }),
      64U);
  EXPECT_EQ(
      read_of([&](Request& line) { own_checks(line).headers = {{.name = "a", .value = text}}; }),
      64U);
  EXPECT_EQ(read_of([&](Request& line) { line.target.url += text; }), 64U);
  EXPECT_EQ(read_of([&](Request& line) { line.name = text; }), 64U);
  EXPECT_EQ(read_of([&](Request& line) {
              Message message;
              message.headers = {{.name = "a", .value = text}};
              line.message = std::make_shared<const Message>(std::move(message));
            }),
            64U);
  const Condition pattern{.op = Operator::matches,
                          .value = std::get<Pattern>(Pattern::compile("shared"))};
  EXPECT_EQ(read_of([&](Request& line) { own_checks(line).matches.assign(600, pattern); }), 80U);
  const auto patterns = [](Request& line) {
    for (int i = 0; i < 40; ++i) {
      own_checks(line).matches.push_back({.value = std::get<Pattern>(Pattern::compile("x{1000}"))});
    }
  };
  EXPECT_LT(read_of(patterns), 80U);
}

TEST_F(EngineTest, BadLinesDoNotFillTheWindow) {
  config.read_ahead = 2;
  std::vector<Request> requests(500, bad_request());
  EXPECT_EQ(run(std::move(requests)).failed, 500U);
}

/// Holds results until their turn, like the sink that keeps the order of the list.
class BacklogTest : public EngineTest {
 protected:
  static constexpr std::size_t kEach = 1000;

  void SetUp() override {
    config.max_unwritten = 5 * kEach;
    sink.on_write = [this](const Result& result) {
      held_.insert(result.index);
      while (held_.erase(turn_) > 0) ++turn_;
      most_ = std::max(most_, held_.size());
    };
    sink.on_backlog = [this] {
      return Backlog{.bytes = held_.size() * kEach, .waiting_for = turn_};
    };
  }

  std::set<std::uint64_t> held_;
  std::uint64_t turn_ = 0;
  std::size_t most_ = 0;
};

TEST_F(BacklogTest, AFullBacklogStartsOnlyLinesNearTheOneWaitedFor) {
  config.concurrency = 4;
  transport.script = [](const Attempt& attempt) {
    return reply(200, attempt.order == 0 ? ms(5000) : ms(1));
  };
  FakeSource source(requests_to("a.test", 300));
  std::size_t started = 0;
  transport.at(ms(4999), [&] { started = transport.records().size(); });
  const Summary summary = run(source);

  // 0 is under way; five were held when starting stopped; what was in flight then came too.
  EXPECT_GE(started, 6U);
  EXPECT_LE(started, 9U);
  EXPECT_LE(most_, 5U + 3U);
  EXPECT_EQ(summary.ok, 300U) << "and all go on when it has drained";
}

TEST_F(BacklogTest, TheTransportIsToldOfIt) {
  transport.script = [](const Attempt& attempt) {
    return reply(200, attempt.order == 0 ? ms(50) : ms(1));
  };
  run(requests_to("a.test", 3));
  EXPECT_EQ(transport.backlogs().front(), 0U);
  EXPECT_THAT(transport.backlogs(), testing::Contains(2 * kEach));
}

TEST_F(BacklogTest, AFullBacklogStopsTheReading) {
  config.concurrency = 4;
  FakeSource source;
  source.fd = kFd;
  transport.script = [](const Attempt& attempt) {
    return reply(200, attempt.order == 0 ? ms(5000) : ms(1));
  };
  // A line at a time, so that no batch is read at once.
  for (auto& line : requests_to("a.test", 3)) source.put(std::move(line));
  for (int i = 3; i < 40; ++i) {
    transport.at(ms(10 * i), [&source, i] {
      source.put(request("http://a.test/" + std::to_string(i)));
      if (i == 39) source.end();
    });
  }
  std::size_t read = 0;
  transport.at(ms(4999), [&] { read = source.read; });
  config.tick = ms(5);
  const Summary summary = run(source);
  EXPECT_LE(read, 6U + 3U);
  EXPECT_EQ(summary.ok, 40U);
}

TEST_F(BacklogTest, TheLineWaitedForMayStartHoweverFullTheBacklogIs) {
  // Line 1 waits for its host while others fill the backlog.
  config.concurrency = 10;
  config.per_host = 1;
  transport.script = [](const Attempt& attempt) {
    return reply(200, attempt.target.origin.key() == "http://slow.test:80" ? ms(1000) : ms(1));
  };
  std::vector<Request> lines = requests_to("slow.test", 3);
  for (int i = 0; i < 100; ++i) {
    lines.push_back(request("http://h" + std::to_string(i) + ".test/"));
  }
  const Summary summary = run(std::move(lines));
  EXPECT_EQ(summary.ok, 103U);
  EXPECT_EQ(transport.record_of("http://slow.test/2").started, ms(2000));
  EXPECT_LE(most_, 5U + 9U);
}

TEST_F(BacklogTest, ARedirectOfTheLineWaitedForMayStartHoweverFullTheBacklogIs) {
  config.concurrency = 2;
  transport.script = [](const Attempt& attempt) {
    if (attempt.target.url == "http://a.test/0") return redirect("http://b.test/0", ms(1000));
    return reply(200, ms(1));
  };
  EXPECT_EQ(run(requests_to("a.test", 50)).ok, 50U);
  EXPECT_EQ(transport.record_of("http://b.test/0").started, ms(1000));
}

}  // namespace
}  // namespace urlfan::engine_flow_test
