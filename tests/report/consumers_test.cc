// The reports in the hands of those that they are for.

#include <gmock/gmock.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

#include "src/report/har_report.h"
#include "src/report/junit_report.h"
#include "src/report/markdown_report.h"
#include "src/report/prometheus_report.h"
#include "src/report/tap_report.h"
#include "src/report/wording.h"
#include "tests/report/samples.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::consumers_test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

Ran run(const Launch& launch, const std::string& input) {
  Process process(launch);
  process.write(input);
  const int code = process.wait();
  return {code, process.out(), process.err()};
}

/// Failed lines that hold all of hostile_text(), each so little that no report shortens it.
std::vector<Result> hostile_pieces() {
  const std::string text = hostile_text();
  std::vector<Result> results;
  for (std::size_t at = 0; at < text.size(); at += 20) {
    // One piece ends where the next one is halfway, so that no combination is cut apart.
    results.push_back(failed(results.size(), ErrorCode::protocol_error, text.substr(at, 40)));
  }
  return results;
}

class JunitSchema : public testing::TestWithParam<const char*> {
 protected:
  static Ran validate(const std::string& report) {
    const TemporaryFolder folder;
    const std::string schema = std::string(URLFAN_SOURCE_DIR "/tests/report/") + GetParam();
    return run({.arguments = {"xmllint", "--nonet", "--noout", "--schema", schema,
                              folder.write("report.xml", report)}},
               "");
  }
};

TEST_P(JunitSchema, AcceptsEveryKindOfLine) {
  const Ran ran = validate(report<JunitReport>(all_kinds(), cut_short_run(17, 2)));
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST_P(JunitSchema, AcceptsChecksOfTheRun) {
  const Ran ran = validate(report<JunitReport>({passed()}, run_over_its_limit()));
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST_P(JunitSchema, AcceptsAnEmptyList) {
  const Ran ran = validate(report<JunitReport>({}));
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST_P(JunitSchema, WouldSeeAMistake) {
  EXPECT_NE(validate("<testsuites><testsuite name='a'/></testsuites>").code, 0);
}

INSTANTIATE_TEST_SUITE_P(OfAntAndJenkins, JunitSchema,
                         testing::Values("junit-ant.xsd", "junit-10.xsd"), [](const auto& param) {
                           return std::string(param.param) == "junit-10.xsd" ? "Jenkins" : "Ant";
                         });

// By the schema that the package har-schema has of the published format.
const char* const kHarSchema = R"(
import json, pathlib, sys
import jsonschema
schemas = {schema["$id"].rstrip("#"): schema for schema in (
    json.loads(path.read_text()) for path in
    pathlib.Path("/usr/share/nodejs/har-schema/lib").glob("*.json"))}
resolver = jsonschema.RefResolver("har.json", schemas["har.json"], store=schemas)
jsonschema.Draft6Validator(schemas["har.json"], resolver=resolver).validate(json.load(sys.stdin))
)";

class HarSchema : public testing::Test {
 protected:
  void SetUp() override {
    if (run({.arguments = {"/usr/bin/python3", "-c", "import jsonschema"}}, "").code != 0 ||
        run({.arguments = {"test", "-e", "/usr/share/nodejs/har-schema/lib/har.json"}}, "").code !=
            0) {
      GTEST_SKIP() << "needs Python's jsonschema and har-schema of Node.js";
    }
  }
  static Ran validate(const std::string& report) {
    return run({.arguments = {"/usr/bin/python3", "-W", "ignore", "-c", kHarSchema}}, report);
  }
};

TEST_F(HarSchema, AcceptsEveryKindOfLine) {
  std::vector<Result> results = all_kinds();
  for (auto& result : results) result.exchange_started_at = result.started_at;
  const Ran ran = validate(report<HarReport>(results, cut_short_run(17, 2)));
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST_F(HarSchema, AcceptsAnEmptyList) {
  const Ran ran = validate(report<HarReport>({}));
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST_F(HarSchema, WouldSeeAMistake) {
  EXPECT_NE(validate(R"({"log":{"version":"1.2","entries":[{}]}})").code, 0);
}

Ran promtool(const std::string& report) {
  return run({.arguments = {"promtool", "check", "metrics"}}, report);
}

TEST(Promtool, HasNoComplaint) {
  Summary summary = cut_short_run(17, 2);
  summary.by_error = {{ErrorCode::dns_failed, 3}};
  summary.checks = run_over_its_limit().checks;
  summary.latency.emplace();
  for (const auto& text :
       {report<PrometheusReport>(all_kinds(), summary),
        report<PrometheusReport>({passed(), passed(), failed()}), report<PrometheusReport>({})}) {
    const Ran ran = promtool(text);
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out + ran.err, "");
  }
}

TEST(Promtool, WouldSeeAMistake) { EXPECT_NE(promtool("a{b=\"1\"} 1\na{b=\"1\"} 1\n").code, 0); }

/// What node-tap's parser has read: a list of events.
json tap_events(const std::string& report) {
  // Its modules are Debian's, where another node than Debian's does not look by itself.
  const Ran ran = run({.arguments = {"tap-parser", "--strict", "--json=0"},
                       .environment = {{"NODE_PATH", "/usr/share/nodejs"}}},
                      report);
  EXPECT_THAT(ran.err, IsEmpty());
  return json::parse(ran.out, nullptr, false);
}

/// The contents of the events of that name.
std::vector<json> events_of(const json& events, const std::string& name) {
  std::vector<json> found;
  for (const auto& event : events) {
    if (event.at(0) == name) found.push_back(event.at(1));
  }
  return found;
}

TEST(TapParser, UnderstandsWhatBecameOfALine) {
  const json events = tap_events(
      report<TapReport>({passed(0), unavailable(1), never_started(2), known_failure(3), flaky(4)}));
  EXPECT_THAT(events_of(events, "version"), ElementsAre(14));
  const auto points = events_of(events, "assert");
  ASSERT_EQ(points.size(), 5U);
  EXPECT_EQ(points[1]["ok"], false);
  EXPECT_EQ(points[1]["name"], "GET http://a.test/1");
  EXPECT_EQ(points[1]["diag"],
            json({{"message", "HTTP 503, expected below 400"},
                  {"severity", "fail"},
                  {"code", "http_status"},
                  {"file", "urls.txt"},
                  {"line", 2},
                  {"method", "GET"},
                  {"url", "http://a.test/1"},
                  {"attempts", 2},
                  {"checks",
                   {{{"name", "status"}, {"expected", "<400"}, {"actual", "503"}},
                    {{"name", "cert-days"}, {"expected", ">=14"}, {"actual", nullptr}}}}}));
  EXPECT_EQ(points[2]["skip"], "deadline: the time was over before it was started");
  EXPECT_EQ(points[3]["todo"], "known failure");
  EXPECT_EQ(points[4]["diag"]["message"], "passed on attempt 2 of 2: first http_status 503");
  const json verdict = events_of(events, "complete").at(0);
  EXPECT_EQ(verdict["ok"], false);
  EXPECT_EQ(verdict["failures"].size(), 1U) << "only one of them counts";
}

TEST(TapParser, IsContentWhenNothingCounts) {
  const json events =
      tap_events(report<TapReport>({passed(0), never_started(1), known_failure(2)}));
  EXPECT_EQ(events_of(events, "complete").at(0)["ok"], true);
  EXPECT_EQ(events_of(tap_events(report<TapReport>({})), "complete").at(0)["ok"], true);
}

/// Without the blanks around it, and with a harmless end.
std::string as_description(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  if (text.ends_with('{')) text.replace(text.size() - 1, 1, "\\x7b");
  return text;
}

TEST(TapParser, ReadsHostileTextAsItWas) {
  auto results = hostile_pieces();
  for (auto& result : results) result.name = result.error->message;
  const auto points = events_of(tap_events(report<TapReport>(results)), "assert");
  ASSERT_EQ(points.size(), results.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string text = harmless(results[i].error->message);
    EXPECT_EQ(points[i].value("ok", true), false);
    EXPECT_EQ(points[i]["diag"]["message"], text);
    // Version 13, of Debian 13, says what is not so, too.
    EXPECT_EQ(points[i].value("todo", json(false)), false) << text;
    EXPECT_EQ(points[i].value("name", ""), as_description(text));
  }
}

TEST(TapParser, HostileTextStartsNothing) {
  const json events = tap_events(report<TapReport>(all_kinds()));
  EXPECT_EQ(events_of(events, "assert").size(), 17U);
  for (const char* sign : {"extra", "child", "bailout"}) {
    EXPECT_THAT(events_of(events, sign), IsEmpty());
  }
  EXPECT_EQ(events_of(events, "complete").at(0)["plan"]["end"], 17);
}

/// Debian 12's perl knows TAP up to version 13, whose points and directives are the same; that of
/// Debian 13 knows 14.
Ran prove(std::string report) {
  report.replace(0, std::string("TAP version 14").size(), "TAP version 13");
  const TemporaryFolder folder;
  return run({.arguments = {"prove", "--exec", "cat", folder.write("report.tap", report)}}, "");
}

TEST(Prove, HonoursSkipsAndTodos) {
  const Ran ran = prove(report<TapReport>({passed(0), never_started(1), known_failure(2)}));
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Result: PASS"));
}

TEST(Prove, CountsTheOthersOnly) {
  const Ran ran = prove(report<TapReport>(all_kinds()));
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("Tests: 17 Failed: 7)"));
  EXPECT_THAT(ran.out, Not(HasSubstr("Parse errors")));
}

/// What GitHub's renderer makes of it, as one element.
std::string rendered(const std::string& report) {
  const Ran ran = run({.arguments = {"cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e",
                                     "strikethrough", "-e", "tagfilter"}},
                      report);
  EXPECT_EQ(ran.code, 0) << ran.err;
  return "<report>" + ran.out + "</report>";
}

std::string text_of(const pugi::xml_node& node) {
  std::string text = node.value();
  for (const auto child : node) text += text_of(child);
  return text;
}

TEST(Cmark, ShowsHostileTextLetterByLetterInOneCell) {
  const auto results = hostile_pieces();
  const std::string html = rendered(report<MarkdownReport>(results));
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(html.c_str(), pugi::parse_default | pugi::parse_ws_pcdata));
  std::size_t row = 0;
  for (const auto line : document.child("report").child("table").child("tbody").children("tr")) {
    ASSERT_LT(row, results.size());
    std::vector<std::string> cells;
    for (const auto cell : line.children("td")) cells.push_back(text_of(cell));
    EXPECT_THAT(cells, ElementsAre(place(results[row].where), subject(results[row]),
                                   "protocol_error", harmless(results[row].error->message), "1"));
    ++row;
  }
  EXPECT_EQ(row, results.size());
}

TEST(Cmark, SeesNoMarkupButOurs) {
  const std::string html = rendered("Before.\n" + report<MarkdownReport>(all_kinds()) +
                                    report<MarkdownReport>(all_kinds()));
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(html.c_str()));
  const std::set<std::string> ours{"",      "report", "p",  "h2", "h3", "table",
                                   "thead", "tbody",  "tr", "th", "td", "code"};
  EXPECT_FALSE(document.find_node([&](const auto& node) { return !ours.contains(node.name()); }));
  const auto sections = document.child("report").children("h2");
  EXPECT_EQ(std::distance(sections.begin(), sections.end()), 2);
}

}  // namespace
}  // namespace urlfan::consumers_test
