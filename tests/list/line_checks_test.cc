#include "src/list/line_checks.h"

#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "src/check/body_checks.h"
#include "src/check/header_check.h"
#include "src/check/json_check.h"
#include "src/check/status_check.h"
#include "src/list/line_parser.h"
#include "src/model/line_problem.h"
#include "tests/support/requests.h"
#include "urlfan/config_error.h"

namespace urlfan::line_checks_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

MATCHER_P(IsText, text, "") { return std::get<std::string>(arg.value) == text; }

/// A line, read with these checks as defaults.
Request read(std::string_view line, Checks defaults) {
  auto request = parse_line(line, {.parse_url = any_url,
                                   .format = InputFormat::automatic,
                                   .checks = std::make_shared<const Checks>(std::move(defaults))});
  EXPECT_TRUE(request) << line;
  return std::move(*request);
}

Checks defaults() {
  Checks checks;
  checks.status = status_value("", "2xx");
  checks.max_time = std::chrono::seconds(9);
  checks.cert_days = 30;
  checks.contains = {{.value = "all"}};
  checks.matches = {matches_check({.key = "", .value = "a+"})};
  checks.headers = {header_check({.key = "", .name = "server", .value = "nginx"}),
                    header_check({.key = "", .name = "x-a", .value = "1"})};
  checks.json = {json_check({.key = "", .name = "/a", .value = "1"}),
                 json_check({.key = "", .name = "/b", .value = "2"})};
  return checks;
}

TEST(CheckDefaults, ALineWithoutChecksHasThemAll) {
  const Checks checks = read("x", defaults()).expected();
  EXPECT_EQ(checks.status->text, "2xx");
  EXPECT_EQ(checks.max_time, std::chrono::seconds(9));
  EXPECT_EQ(checks.cert_days, 30);
  EXPECT_THAT(checks.contains, ElementsAre(IsText("all")));
  EXPECT_THAT(checks.matches, SizeIs(1));
  EXPECT_THAT(checks.headers, SizeIs(2));
  EXPECT_THAT(checks.json, SizeIs(2));
}

TEST(CheckDefaults, ALinesOwnCheckOfOneValueGoesFirst) {
  const Checks checks = read("x status=404 max=1s cert-days=7", defaults()).expected();
  EXPECT_EQ(checks.status->text, "404");
  EXPECT_EQ(checks.max_time, std::chrono::seconds(1));
  EXPECT_EQ(checks.cert_days, 7);
}

TEST(CheckDefaults, TextsAddUp) {
  const Checks checks = read("x contains=own matches=b", defaults()).expected();
  EXPECT_THAT(checks.contains, ElementsAre(IsText("own"), IsText("all")));
  EXPECT_THAT(checks.matches, SizeIs(2));
}

TEST(CheckDefaults, AHeaderOrPointerOfTheLineStandsForTheDefaultOfTheSame) {
  const Checks checks =
      read("x header:Server=other header:x-b=1 json:/a=7 json:/c=8", defaults()).expected();
  ASSERT_THAT(checks.headers, SizeIs(3));
  EXPECT_EQ(std::get<std::string>(checks.headers[0].value), "other");
  EXPECT_EQ(checks.headers[2].name, "x-a");
  ASSERT_THAT(checks.json, SizeIs(3));
  EXPECT_THAT(checks.json[0], IsText("7"));
  EXPECT_EQ(checks.json[1].name, "/c");
  EXPECT_EQ(checks.json[2].name, "/b");
}

TEST(CheckDefaults, ALinesOwnCheckOfAPartStandsForAllDefaultsOfThat) {
  Checks all = parse_checks(
      "size>=1 size<=9 redirects=0 url=http://a.test/ contains!=Exception contains=b matches!=c+");
  const Checks checks =
      read("x size<=99 redirects<=2 url=~b contains=Exception matches=c+", all).expected();
  EXPECT_THAT(checks.size, ElementsAre(IsText("99")));
  EXPECT_THAT(checks.redirects, ElementsAre(IsText("2")));
  EXPECT_THAT(checks.url, SizeIs(1));
  EXPECT_THAT(checks.contains, ElementsAre(IsText("Exception"), IsText("b")));
  EXPECT_EQ(checks.contains[0].op, Operator::equal);
  ASSERT_THAT(checks.matches, SizeIs(1));
  EXPECT_EQ(checks.matches[0].op, Operator::matches);
  EXPECT_THAT(read("x", all).expected().size, SizeIs(2));
}

TEST(CheckDefaults, NoChecksMeansNoneOfTheLineEither) {
  Checks none;
  none.none = true;
  const Checks checks = read("x status=404 contains=y", none).expected();
  EXPECT_TRUE(checks.none);
  EXPECT_FALSE(checks.status);
}

TEST(CheckDefaults, ACheckOfTheBodyIsImpossibleForHead) {
  const Request request = read("HEAD x", defaults());
  ASSERT_TRUE(request.bad);
  EXPECT_THAT(request.bad->message, HasSubstr("HEAD has no body"));
}

TEST(CheckValues, ThatCanNeverPassAreRefused) {
  EXPECT_THROW(status_value("", "99"), LineProblem);
  EXPECT_THROW(pattern_value("", "("), LineProblem);
  EXPECT_THROW(json_check({.key = "", .name = "a", .value = "1"}), LineProblem);
  EXPECT_THROW(header_check({.key = "", .name = "a b", .value = "c"}), LineProblem);
  EXPECT_THROW(sha256_value("", std::string(63, 'a')), LineProblem);
  EXPECT_THROW(sha256_value("", std::string(64, 'g')), LineProblem);
}

TEST(JsonCheck, AValueThatIsNestedTooDeepIsRefused) {
  const auto read_nested = [](std::size_t depth) {
    const std::string value = std::string(depth, '[') + std::string(depth, ']');
    json_check({.key = "json:/a=", .name = "/a", .value = value});
  };
  EXPECT_NO_THROW(read_nested(100));
  EXPECT_THROW(read_nested(102), LineProblem);
  EXPECT_THROW(read_nested(30'000), LineProblem);
}

std::string complaint(std::string_view text) {
  try {
    parse_checks(text);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "none";
}

TEST(ParseChecks, ReadsWhatStandsBehindAUrl) {
  const std::string text =
      "status=2xx contains=\"all is well\" contains=b matches=a+ max=2s header:Server=nginx "
      "header:x-a~b json:/a=word json:/b~0c=1 cert-days=7 sha256=" +
      std::string(64, 'A') + "  # and no more";
  const Checks checks = parse_checks(text);
  EXPECT_EQ(checks.status->text, "2xx");
  EXPECT_THAT(checks.contains, ElementsAre(IsText("all is well"), IsText("b")));
  EXPECT_EQ(std::get<Pattern>(checks.matches.at(0).value).text(), "a+");
  EXPECT_EQ(checks.max_time, std::chrono::seconds(2));
  ASSERT_THAT(checks.headers, SizeIs(2));
  EXPECT_EQ(checks.headers[0].name, "server");
  EXPECT_EQ(std::get<Pattern>(checks.headers[1].value).text(), "b");
  ASSERT_THAT(checks.json, SizeIs(2));
  EXPECT_THAT(checks.json[0], IsText("\"word\""));
  EXPECT_EQ(checks.json[1].name, "/b~0c");
  EXPECT_EQ(checks.cert_days, 7);
  EXPECT_EQ(checks.sha256, std::string(64, 'a'));
  EXPECT_FALSE(checks.none);
}

TEST(ParseChecks, OfNothingIsNoCheck) {
  const Checks checks = parse_checks(" \t ");
  EXPECT_FALSE(checks.status);
  EXPECT_FALSE(checks.needs_body());
}

TEST(ParseChecks, SaysWhatWasExpected) {
  EXPECT_EQ(complaint("status=99"),
            "status= can match nothing: 99; expected a comma list of 200, 2xx or 200-299");
  EXPECT_EQ(complaint("status=200 status=201"), "status= stands twice; expected once");
  EXPECT_EQ(complaint("statu=200"),
            "unknown key \"statu\"; did you mean status? expected status, contains, matches, max, "
            "header:NAME, "
            "json:/POINTER, length:/POINTER, url, redirects, size, cert-days, sha256, http or tls");
  EXPECT_EQ(complaint("http://h/"), "unexpected \"http://h/\"; expected key=value");
  EXPECT_EQ(complaint("json:/a=1 json:/a=2"), "json:/a cannot have two values; expected one");
  EXPECT_EQ(complaint("contains=\"a"),
            "a quote is not closed; expected \" before the end of the line");
  EXPECT_EQ(complaint("contains=\xFF"), "not valid UTF-8; expected UTF-8 text");
}

TEST(ParseChecks, KnowsNoKeyThatIsNoCheck) {
  for (const char* text : {"name=a", "timeout=2s", "connect-timeout=2s", "retries=1"}) {
    EXPECT_THAT(complaint(text), HasSubstr("unknown key")) << text;
  }
}

TEST(ParseChecks, AUrlIsAbsoluteAndNormalWithoutItsFragment) {
  EXPECT_THAT(parse_checks("url=HTTP://ann:word@A.test/a#b").url.at(0), IsText("http://a.test/a"));
  EXPECT_THAT(complaint("url=/a"), HasSubstr("url= is no URL"));
}

TEST(ParseChecks, LooksNothingUpInTheEnvironment) {
  EXPECT_THAT(complaint("contains=${HOME}"), HasSubstr("only a list has those"));
  EXPECT_THAT(parse_checks("contains=$${HOME}").contains, ElementsAre(IsText("${HOME}")));
}

}  // namespace
}  // namespace urlfan::line_checks_test
