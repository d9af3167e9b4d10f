// What an earlier run has found counts in this one.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/core/engine_fixture.h"
#include "tests/support/results.h"

namespace urlfan::engine_earlier_test {
namespace {

class EngineEarlierTest : public EngineTest {};

TEST_F(EngineEarlierTest, CountsAndTheSinkDoesNotGetIt) {
  engine().count(passed(7));
  engine().count(failed(8, ErrorCode::connect_refused));
  const Summary summary = run(requests_to("a.test", 2));
  EXPECT_EQ(summary.total, 4U);
  EXPECT_EQ(summary.ok, 3U);
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_EQ(summary.exit_code, 3);
  EXPECT_EQ(sink.results.size(), 2U);
}

TEST_F(EngineEarlierTest, IsAllThereIsWhereNothingIsLeft) {
  engine().count(passed(0));
  const Summary summary = run(std::vector<Request>());
  EXPECT_EQ(summary.total, 1U);
  EXPECT_EQ(summary.exit_code, 0) << "the list is not empty";
  EXPECT_TRUE(summary.complete);
}

TEST_F(EngineEarlierTest, GoesThroughTheStages) {
  std::vector<std::string> seen;
  config.stages.emplace_back([&](Result& result) {
    seen.push_back(result.url);
    if (!result.ok()) result.baseline = BaselineVerdict::known;
  });
  engine().count(failed(0, ErrorCode::connect_refused));
  const Summary summary = run(requests_to("b.test", 1));
  EXPECT_THAT(seen, testing::ElementsAre("http://a.test/0", "http://b.test/0"));
  EXPECT_EQ(summary.exit_code, 0) << "it was known";
}

TEST_F(EngineEarlierTest, IsAmongTheFailuresThatEndARun) {
  config.fail_fast = true;
  engine().count(failed(0, ErrorCode::connect_refused));
  const Summary summary = run(requests_to("a.test", 2));
  EXPECT_EQ(summary.stop, StopCause::failures);
  EXPECT_TRUE(transport.records().empty()) << "nothing is sent";
}

}  // namespace
}  // namespace urlfan::engine_earlier_test
