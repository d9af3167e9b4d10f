#include "src/cli/narrator.h"

#include <gmock/gmock.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/results.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class NarratorTest : public testing::Test {
 protected:
  NarratorTest() {
    log.set_pattern("%l %v");
    log.set_level(spdlog::level::warn);
  }

  Narrator narrator(bool list_failures = true) {
    return {line, log, {.results_on_terminal = false, .list_failures = list_failures}};
  }
  std::vector<std::string> told() const {
    std::vector<std::string> all;
    std::istringstream stream(text.str());
    for (std::string each; std::getline(stream, each);) all.push_back(each);
    return all;
  }
  static Summary summary(std::uint64_t total, int exit_code) {
    Summary result;
    result.total = total;
    result.exit_code = exit_code;
    return result;
  }

  std::ostringstream text;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::ostream_sink_st>(text)};
  ProgressLine line{false, {}};
};

TEST_F(NarratorTest, AllWellIsSilence) {
  Narrator tested = narrator();
  for (std::uint64_t i = 0; i < 30; ++i) tested.write({}, passed(i));
  tested.idle({});
  tested.finish(summary(30, 0));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(NarratorTest, AFailureIsOneLineThatSaysWhereWhatAndWhy) {
  Narrator tested = narrator();
  Result named = failed(11, ErrorCode::dns_failed, "no such name");
  named.name = "web";
  tested.write({}, named);
  tested.write({}, unreadable(12));
  EXPECT_THAT(told(), IsEmpty()) << "at the end";
  tested.finish(summary(13, 3));
  EXPECT_THAT(
      told(),
      ElementsAre("warning urls.txt:12: [web] GET http://a.test/11 dns_failed: no such name",
                  "warning urls.txt:13: invalid_input: not a URL",
                  "warning 2 of 13 lines failed; exit code 3"));
}

TEST_F(NarratorTest, AUrlOfTheCommandLineHasNoPlace) {
  Narrator tested = narrator();
  Result argument = failed(0);
  argument.where = {};
  tested.write({}, argument);
  tested.finish(summary(1, 3));
  EXPECT_THAT(told().at(0), StartsWith("warning GET http://a.test/0 connect_refused: "));
}

TEST_F(NarratorTest, TheFirstTwentyFailuresAreToldAndAllAreCounted) {
  Narrator tested = narrator();
  for (std::uint64_t i = 0; i < 50; ++i) tested.write({}, i % 2 == 0 ? failed(i) : passed(i));
  tested.finish(summary(50, 3));
  const auto lines = told();
  ASSERT_THAT(lines, SizeIs(21));
  EXPECT_THAT(lines[0], HasSubstr("urls.txt:1:"));
  EXPECT_THAT(lines[19], HasSubstr("urls.txt:39:"));
  EXPECT_EQ(lines[20], "warning 25 of 50 lines failed (5 not shown); exit code 3");
}

TEST_F(NarratorTest, ExactlyTwentyFailuresAreAllShown) {
  Narrator tested = narrator();
  for (std::uint64_t i = 0; i < 20; ++i) tested.write({}, failed(i));
  tested.finish(summary(20, 3));
  ASSERT_THAT(told(), SizeIs(21));
  EXPECT_EQ(told().back(), "warning 20 of 20 lines failed; exit code 3");
}

TEST_F(NarratorTest, FailuresThatAreBeforeThePersonsEyesAreNotToldAgain) {
  Narrator tested = narrator(false);
  tested.write({}, failed(0));
  tested.finish(summary(1, 3));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(NarratorTest, VerboseTellsEveryResultAsItComes) {
  log.set_level(spdlog::level::info);
  Narrator tested = narrator(false);
  tested.write({}, passed(0));
  tested.write({}, failed(1));
  EXPECT_THAT(told(), ElementsAre("info urls.txt:1: GET http://a.test/0 200 in 12.5 ms",
                                  "info urls.txt:2: GET http://a.test/1 connect_refused: nothing "
                                  "listens there"));
}

TEST_F(NarratorTest, MoreVerboseTellsRedirects) {
  log.set_level(spdlog::level::debug);
  Narrator tested = narrator(false);
  Result result = passed(0);
  result.redirects = {{.status = 301, .location = "http://b.test/"}};
  tested.write({}, result);
  ASSERT_THAT(told(), SizeIs(2));
  EXPECT_EQ(told()[0], "debug 301 redirects to http://b.test/");
}

}  // namespace
}  // namespace urlfan
