#include "src/cli/log.h"

#include <gmock/gmock.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace urlfan::log_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What goes to standard error, line by line.
std::vector<std::string> logged(const TalkSettings& settings,
                                const std::function<void(spdlog::logger&)>& talk) {
  testing::internal::CaptureStderr();
  {
    const auto log = make_logger(settings);
    talk(*log);
    log->flush();
  }
  std::vector<std::string> all;
  std::istringstream stream(testing::internal::GetCapturedStderr());
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

TEST(Log, OnlyTheLevelAndAboveIsTold) {
  const auto talk = [](spdlog::logger& log) {
    log.debug("d");
    log.info("i");
    log.warn("w");
    log.error("e");
  };
  TalkSettings settings;
  EXPECT_THAT(logged(settings, talk), ElementsAre("urlfan: warning: w", "urlfan: error: e"));
  settings.log_level = LogLevel::error;
  EXPECT_THAT(logged(settings, talk), ElementsAre("urlfan: error: e"));
  settings.log_level = LogLevel::off;
  EXPECT_THAT(logged(settings, talk), IsEmpty());
  settings.log_level = LogLevel::debug;
  EXPECT_EQ(logged(settings, talk).size(), 4U);
}

TEST(Log, AMessageIsOneLineWithoutEscapeSequences) {
  const auto lines =
      logged({}, [](spdlog::logger& log) { log.warn("{}", "a\nb\x1b[31m\xC2\x9B\xFF"); });
  EXPECT_THAT(lines, ElementsAre("urlfan: warning: a\\x0ab\\x1b[31m\\xc2\\x9b\\xff"));
}

TEST(Log, JsonLinesAreJsonWhateverTheMessage) {
  TalkSettings settings;
  settings.log_json = true;
  const auto lines = logged(settings, [](spdlog::logger& log) {
    log.warn("{}", "a \"quoted\"\n\x1b[31m \xFF");
    log.error("e");
  });
  ASSERT_EQ(lines.size(), 2U);
  const auto first = nlohmann::json::parse(lines[0]);
  EXPECT_EQ(first.at("level"), "warning");
  EXPECT_EQ(first.at("message"), "a \"quoted\"\n\x1b[31m \xEF\xBF\xBD");
  EXPECT_THAT(first.at("time").get<std::string>(),
              testing::MatchesRegex("....-..-..T..:..:......Z"));
  EXPECT_EQ(lines[0].find('\x1b'), std::string::npos);
}

TEST(Log, JsonLinesHaveTheFieldsOfTheLineThatTheyAreAbout) {
  Result result;
  result.where = {.file = "a \"b\".txt", .line = 7};
  result.name = "ho\nme";
  result.url = "http://a.test/";
  result.error = make_error(ErrorCode::http_status, "HTTP 404");
  result.response.status = 404;
  result.attempts = 2;
  TalkSettings settings;
  settings.log_json = true;
  const auto lines = logged(settings, [&](spdlog::logger& log) {
    log_with(log, spdlog::level::warn, log_fields(result), "100 {} % of it");
    log_with(log, spdlog::level::warn, log_fields(Result()), "nothing known");
    log.warn("of the run");
  });
  ASSERT_EQ(lines.size(), 3U);
  const auto about = nlohmann::json::parse(lines[0]);
  EXPECT_EQ(about.at("message"), "100 {} % of it");
  EXPECT_EQ(about.at("file"), "a \"b\".txt");
  EXPECT_EQ(about.at("line"), 7);
  EXPECT_EQ(about.at("name"), "ho\nme");
  EXPECT_EQ(about.at("url"), "http://a.test/");
  EXPECT_EQ(about.at("code"), "http_status");
  EXPECT_EQ(about.at("status"), 404);
  EXPECT_EQ(about.at("attempt"), 2);
  const auto unknown = nlohmann::json::parse(lines[1]);
  for (const char* field : {"file", "line", "name", "url", "code", "status"}) {
    EXPECT_TRUE(unknown.at(field).is_null()) << field;
  }
  EXPECT_FALSE(nlohmann::json::parse(lines[2]).contains("file"));
}

TEST(Log, TextHasNoFields) {
  const auto lines = logged({}, [](spdlog::logger& log) {
    log_with(log, spdlog::level::warn, log_fields(Result()), "a\nb");
  });
  EXPECT_THAT(lines, ElementsAre("urlfan: warning: a\\x0ab"));
}

}  // namespace
}  // namespace urlfan::log_test
