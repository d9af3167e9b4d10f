#include "src/report/junit_report.h"

#include <gmock/gmock.h>

#include <pugixml.hpp>

#include "tests/report/samples.h"

namespace urlfan::junit_report_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StrEq;

/// The report, read again.
class Read {
 public:
  explicit Read(const std::vector<Result>& results, const Summary& summary = whole_run()) {
    const auto text = report<JunitReport>(results, summary);
    EXPECT_TRUE(document_.load_string(text.c_str(), pugi::parse_full)) << text;
  }

  pugi::xml_node suite() const { return document_.child("testsuites").child("testsuite"); }
  /// The only testcase.
  pugi::xml_node testcase() const { return suite().child("testcase"); }
  std::string of_suite(const char* name) const { return suite().attribute(name).value(); }
  std::vector<std::string> of_cases(const char* name) const {
    std::vector<std::string> values;
    for (const auto node : suite().children("testcase")) {
      values.emplace_back(node.attribute(name).value());
    }
    return values;
  }

 private:
  pugi::xml_document document_;
};

TEST(JunitReport, EveryLineIsATestcase) {
  Result named = passed(1);
  named.name = "web";
  EXPECT_THAT(Read({passed(0), named, unreadable(2)}).of_cases("name"),
              ElementsAre("GET http://a.test/0", "web", "urls.txt:3"));
}

TEST(JunitReport, LinesAreGroupedByTheirList) {
  Result argument = passed(0);
  argument.where = {};
  Result piped = passed(1);
  piped.where.file = "-";
  Result listed = passed(2);
  listed.where.file = "urls/v1.2/all.txt";
  EXPECT_THAT(
      Read({argument, piped, listed}).of_cases("classname"),
      ElementsAre("urlfan.command line", "urlfan.standard input", "urlfan.urls/v1_2/all_txt"));
}

TEST(JunitReport, NamesakesInOneListAreToldApart) {
  Result first = passed(0);
  Result second = passed(7);
  first.name = second.name = "web";
  Result elsewhere = first;
  elsewhere.where.file = "other.txt";
  EXPECT_THAT(Read({second, first, elsewhere, passed(3)}).of_cases("name"),
              ElementsAre("web [index 7]", "web [index 0]", "web", "GET http://a.test/3"));
}

TEST(JunitReport, AnAnswerThatFailsACheckIsAFailure) {
  const Read read({unavailable(11)});
  const auto failure = read.testcase().child("failure");
  EXPECT_THAT(failure.attribute("type").value(), StrEq("http_status"));
  EXPECT_THAT(failure.attribute("message").value(),
              StrEq("http_status: HTTP 503, expected below 400"));
  EXPECT_THAT(failure.text().get(),
              StrEq("http_status: HTTP 503, expected below 400\nat urls.txt:12\n"
                    "GET http://a.test/11\ncheck status: expected <400, got 503\n"
                    "check cert-days: expected >=14, but nothing to judge came\nattempts: 2\n"));
  EXPECT_THAT(read.testcase().attribute("time").value(), StrEq("1.250000"));
}

TEST(JunitReport, ALineThatCannotBeReadIsAFailure) {
  EXPECT_TRUE(Read({unreadable()}).testcase().child("failure"));
}

TEST(JunitReport, WhatIsNoAnswerIsAnError) {
  for (const auto code : {ErrorCode::dns_failed, ErrorCode::timeout, ErrorCode::internal}) {
    const Read read({failed(0, code)});
    EXPECT_THAT(read.testcase().child("error").attribute("type").value(), StrEq(to_string(code)));
  }
}

TEST(JunitReport, ALineThatWasNeverStartedIsSkipped) {
  EXPECT_THAT(Read({never_started()}).testcase().child("skipped").attribute("message").value(),
              StrEq("deadline: the time was over before it was started"));
}

TEST(JunitReport, AKnownFailureIsSkipped) {
  EXPECT_THAT(Read({known_failure()}).testcase().child("skipped").attribute("message").value(),
              StrEq("known failure: http_status: HTTP 503, expected below 400"));
}

TEST(JunitReport, AFlakyLinePassesAndIsNamedInTheOutput) {
  const Read read({flaky(4)});
  EXPECT_FALSE(read.testcase().first_child());
  EXPECT_THAT(read.suite().child("system-out").text().get(),
              StrEq("urls.txt:5: GET http://a.test/4: passed on attempt 2 of 2: first http_status "
                    "503\n"));
}

TEST(JunitReport, TheCountsAreThoseOfTheTestcases) {
  const Read read({passed(0), unavailable(1), unreadable(2), failed(3), never_started(4),
                   known_failure(5), known_failure(6), flaky(7)});
  EXPECT_EQ(read.of_suite("tests"), "8");
  EXPECT_EQ(read.of_suite("failures"), "2");
  EXPECT_EQ(read.of_suite("errors"), "1");
  EXPECT_EQ(read.of_suite("skipped"), "3");
}

TEST(JunitReport, TellsWhenTheRunWasAndHowLongItTook) {
  const Read read({passed()});
  EXPECT_EQ(read.of_suite("timestamp"), "2026-11-21T04:41:28");
  EXPECT_EQ(read.of_suite("time"), "1.234500");
}

TEST(JunitReport, SaysThatTheRunWasCutShort) {
  EXPECT_THAT(Read({passed()}).suite().child("system-err").text().get(), StrEq(""));
  const Read read({passed()}, cut_short_run(1, 0));
  EXPECT_THAT(read.suite().child("system-err").text().get(),
              HasSubstr("cut short by its deadline"));
  const auto complete =
      read.suite().child("properties").find_child_by_attribute("name", "complete");
  EXPECT_THAT(complete.attribute("value").value(), StrEq("false"));
}

TEST(JunitReport, TextFromOutsideIsTextAgain) {
  const std::string shown = report<JunitReport>(all_kinds());
  EXPECT_TRUE(is_plain_lines(shown));
  EXPECT_THAT(shown, Not(HasSubstr("<script>")));
  const Read read({hostile(failed())});
  EXPECT_THAT(read.testcase().child("error").text().get(), HasSubstr("]]>\\x0d\\x0a::error::x"));
  EXPECT_THAT(read.testcase().child("error").text().get(),
              HasSubstr("<script>alert(1)</script>&amp;<!-- @octocat"));
  EXPECT_THAT(read.testcase().child("error").text().get(), HasSubstr("\\x00\\x01\\x1b[31m"));
}

TEST(JunitReport, AnEmptyListIsAnEmptySuite) { EXPECT_EQ(Read({}).of_suite("tests"), "0"); }

TEST(JunitReport, ChecksOfTheRunAreCases) {
  const std::string shown = report<JunitReport>({passed()}, run_over_its_limit());
  EXPECT_THAT(shown, testing::HasSubstr("tests=\"3\" failures=\"1\""));
  EXPECT_THAT(shown, testing::HasSubstr("<testcase name=\"max-latency:p95\" classname=\"urlfan\""));
  EXPECT_THAT(shown, testing::HasSubstr("expected &lt;=1000ms, got 2000ms"));
}

}  // namespace
}  // namespace urlfan::junit_report_test
