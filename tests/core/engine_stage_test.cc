// Stages: what is done with a result before it counts.

#include <gmock/gmock.h>

#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_stage_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class EngineStageTest : public EngineTest {
 protected:
  void add(Stage stage) { config.stages.push_back(std::move(stage)); }
};

TEST_F(EngineStageTest, StagesFollowEachOtherAndTheSinkGetsWhatTheyMade) {
  add([](Result& result) { result.name = "first"; });
  add([](Result& result) { result.name = *result.name + ", second"; });
  run(requests_to("a.test", 2));
  EXPECT_EQ(sink.of(0).name, "first, second");
  EXPECT_EQ(sink.of(1).name, "first, second");
}

TEST_F(EngineStageTest, AStageSeesEveryLineOnceAlsoOneThatIsBadOrGivenUp) {
  std::map<std::uint64_t, std::string> seen;
  add([&seen](Result& result) {
    EXPECT_TRUE(seen.try_emplace(result.index, outcome(result)).second) << result.index;
  });
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url.ends_with("/slow") ? never() : reply(200);
  };
  stop_at(ms(10), StopCause::interrupt);
  run({request("http://a.test/"), bad_request("no"), request("http://a.test/slow")});
  EXPECT_THAT(seen, ElementsAre(std::pair(0U, "ok"), std::pair(1U, "invalid_input"),
                                std::pair(2U, "cancelled")));
}

TEST_F(EngineStageTest, AStageSeesNoSecret) {
  std::vector<std::string> bodies;
  add([&bodies](Result& result) { bodies.push_back(*result.response.body); });
  transport.script = [](const Attempt&) {
    Reply told = reply(200);
    told.body = "you are ann:her5";
    return told;
  };
  run({request("http://ann:her5@a.test/")});
  EXPECT_THAT(bodies, ElementsAre("you are ann:***"));
}

TEST_F(EngineStageTest, WhatAStageMakesAFailureCountsAsOne) {
  add([](Result& result) {
    if (result.index == 1) result.error = make_error(ErrorCode::check_failed, "not as agreed");
  });
  const Summary summary = run(requests_to("a.test", 3));
  EXPECT_EQ(summary.ok, 2U);
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_EQ(summary.exit_code, 1);
  EXPECT_EQ(outcome(sink.of(1)), "check_failed");
}

TEST_F(EngineStageTest, WhatAStageThrowsEndsTheRunAndReachesItsOwner) {
  add([](Result&) { throw std::domain_error("no such line"); });
  EXPECT_THROW(run(requests_to("a.test", 3)), std::domain_error);
  EXPECT_THAT(sink.results, IsEmpty());
  EXPECT_FALSE(sink.summary);
}

TEST_F(EngineStageTest, ALineThatAStageHadNoMemoryForComesAgainAndCountsOnce) {
  bool once = true;
  add([&once](Result&) {
    if (std::exchange(once, false)) throw std::bad_alloc();
  });
  const Summary summary = run(requests_to("a.test", 3));
  EXPECT_EQ(summary.exit_code, 5);
  EXPECT_EQ(summary.total, 3U);
  EXPECT_EQ(summary.ok + summary.failed + summary.skipped, 3U);
  for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(sink.of(i).method, "GET");
}

}  // namespace
}  // namespace urlfan::engine_stage_test
