#include "src/watch/watched_lines.h"

#include <gmock/gmock.h>

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/requests.h"
#include "tests/support/results.h"

namespace urlfan::watched_lines_test {
namespace {

using testing::ElementsAre;

Request named(const std::string& name, const std::string& url) {
  Request line = request(url);
  line.name = name;
  return line;
}

class WatchedLinesTest : public testing::Test {
 protected:
  /// Makes the lines down whose numbers these are.
  void call_down(const std::vector<std::size_t>& numbers) {
    for (const auto number : numbers) {
      lines.lines()[number].health.take(false, {.down_after = 1}, {});
    }
  }
  std::vector<bool> down() const {
    std::vector<bool> all;
    for (const auto& line : lines.lines()) all.push_back(line.health.health() == Health::down);
    return all;
  }

  WatchedLines lines;
};

TEST_F(WatchedLinesTest, LinesKeepWhatIsKnownOfThemWhereverTheyAre) {
  lines.replace({request("http://a.test/"), request("http://b.test/")}, nullptr);
  call_down({1});
  const auto difference = lines.replace(
      {request("http://new.test/"), request("http://b.test/"), request("http://a.test/")}, nullptr);
  EXPECT_EQ(difference.added, 1U);
  EXPECT_EQ(difference.removed, 0U);
  EXPECT_THAT(down(), ElementsAre(false, true, false));
}

TEST_F(WatchedLinesTest, ALineThatIsGoneIsForgotten) {
  lines.replace({request("http://a.test/")}, nullptr);
  call_down({0});
  EXPECT_EQ(lines.replace({}, nullptr).removed, 1U);
  lines.replace({request("http://a.test/")}, nullptr);
  EXPECT_THAT(down(), ElementsAre(false));
}

TEST_F(WatchedLinesTest, ANameMayMoveToAnotherUrl) {
  lines.replace({named("shop", "http://a.test/")}, nullptr);
  call_down({0});
  const auto difference = lines.replace({named("shop", "http://b.test/")}, nullptr);
  EXPECT_EQ(difference.added, 0U);
  EXPECT_THAT(down(), ElementsAre(true));
  EXPECT_EQ(lines.lines()[0].request.target.url, "http://b.test/") << "which is asked from now on";
}

TEST_F(WatchedLinesTest, AnotherMethodIsAnotherLine) {
  lines.replace({request("http://a.test/")}, nullptr);
  call_down({0});
  Request head = request("http://a.test/");
  head.method = "HEAD";
  EXPECT_EQ(lines.replace({head}, nullptr).added, 1U);
  EXPECT_THAT(down(), ElementsAre(false));
}

TEST_F(WatchedLinesTest, LinesThatAreAlikeAreToldApartByTheirOrder) {
  const auto same = request("http://a.test/");
  lines.replace({same, same}, nullptr);
  call_down({1});
  lines.replace({request("http://b.test/"), same, same}, nullptr);
  EXPECT_THAT(down(), ElementsAre(false, false, true));
}

TEST_F(WatchedLinesTest, AnotherSecretInAUrlIsNoOtherLine) {
  Secrets before;
  before.add("first-token", "${TOKEN}");
  lines.replace({request("http://a.test/?key=first-token")}, &before);
  call_down({0});
  Secrets after;
  after.add("other-token", "${TOKEN}");
  lines.replace({request("http://a.test/?key=other-token")}, &after);
  EXPECT_THAT(down(), ElementsAre(true));
}

TEST(TellsOfService, NotWhereAStopOrThisMachineIsToBlame) {
  EXPECT_TRUE(tells_of_service(passed()));
  EXPECT_TRUE(tells_of_service(failed()));
  EXPECT_TRUE(tells_of_service(failed(0, ErrorCode::timeout)));
  EXPECT_TRUE(tells_of_service(failed(0, ErrorCode::check_failed)));
  EXPECT_FALSE(tells_of_service(failed(0, ErrorCode::cancelled)));
  EXPECT_FALSE(tells_of_service(failed(0, ErrorCode::local_resources)));
  EXPECT_FALSE(tells_of_service(failed(0, ErrorCode::internal)));
}

}  // namespace
}  // namespace urlfan::watched_lines_test
