#include "src/cli/outputs.h"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

using testing::HasSubstr;

class OutputsTest : public testing::Test {
 protected:
  OutputsTest() {
    settings.file = folder.path("main.json");
    log.set_level(spdlog::level::warn);
  }

  /// Two results, the second line's first.
  int run() {
    MainOutput main(settings, {}, signals);
    Reports reports(settings.reports, signals, log);
    Outputs outputs(narrator, main, reports);
    outputs.write({}, failed(1));
    outputs.take({}, passed(0));
    Summary summary;
    summary.total = 2;
    summary.exit_code = 3;
    outputs.finish(summary);
    main.file().commit();
    return outputs.exit_code();
  }

  TemporaryFolder folder;
  OutputSettings settings;
  StopSignals signals;
  std::ostringstream told;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::ostream_sink_st>(told)};
  ProgressLine line{false, {}};
  Narrator narrator{line, log, {.list_failures = true}};
};

TEST_F(OutputsTest, ReportsHaveAllResultsInTheOrderOfTheList) {
  settings.format = Format::ndjson;
  settings.input_order = false;
  settings.failed_only = true;
  settings.reports = {{.kind = find_report_kind("json"), .file = folder.path("report.json")}};
  EXPECT_EQ(run(), 3);
  const auto report = nlohmann::json::parse(read_file(folder.path("report.json")));
  ASSERT_EQ(report["results"].size(), 2U);
  EXPECT_EQ(report["results"][0]["index"], 0);
  const std::string main = read_file(folder.path("main.json"));
  EXPECT_THAT(main, HasSubstr("\"index\":1"));
  EXPECT_THAT(main, testing::Not(HasSubstr("\"index\":0")));
}

/// The indices of the results in a document.
std::vector<int> indices(const std::string& file) {
  std::vector<int> all;
  const auto document = nlohmann::json::parse(read_file(file));
  for (const auto& result : document["results"]) all.push_back(result["index"]);
  return all;
}

TEST_F(OutputsTest, TheOrderOfTheListIsRestoredOnceForTheMainOutputAndAllReports) {
  settings.reports = {{.kind = find_report_kind("json"), .file = folder.path("one.json")},
                      {.kind = find_report_kind("json"), .file = folder.path("two.json")}};
  MainOutput main(settings, {}, signals);
  Reports reports(settings.reports, signals, log);
  Outputs outputs(narrator, main, reports);
  Result large = passed(1);
  large.response.body = std::string(100'000, 'x');
  outputs.take({}, std::move(large));
  EXPECT_GE(outputs.backlog().bytes, 100'000U);
  EXPECT_LT(outputs.backlog().bytes, 110'000U) << "held once";
  EXPECT_EQ(outputs.backlog().waiting_for, 0U);
  outputs.take({}, passed(0));
  EXPECT_EQ(outputs.backlog().bytes, 0U);
  outputs.finish(Summary());
  main.file().commit();
  for (const char* name : {"main.json", "one.json", "two.json"}) {
    EXPECT_THAT(indices(folder.path(name)), testing::ElementsAre(0, 1)) << name;
  }
}

TEST_F(OutputsTest, ReportsAloneWaitForTheOrderOfTheListWhereTheMainOutputDoesNot) {
  settings.format = Format::ndjson;
  settings.input_order = false;
  settings.reports = {{.kind = find_report_kind("json"), .file = folder.path("report.json")}};
  run();
  const std::string main = read_file(folder.path("main.json"));
  EXPECT_LT(main.find("\"index\":1"), main.find("\"index\":0"));
  EXPECT_THAT(indices(folder.path("report.json")), testing::ElementsAre(0, 1));
}

TEST_F(OutputsTest, NothingWaitsWhereNothingIsInTheOrderOfTheList) {
  settings.format = Format::ndjson;
  settings.input_order = false;
  MainOutput main(settings, {}, signals);
  Reports reports({}, signals, log);
  Outputs outputs(narrator, main, reports);
  outputs.take({}, passed(1));
  EXPECT_EQ(outputs.backlog().bytes, 0U);
}

TEST_F(OutputsTest, TheSummaryIsWrittenBeforeTheFailuresAreTold) {
  // Who reads both on one terminal should see the reasons last.
  settings.file = "/dev/full";
  MainOutput main(settings, {}, signals);
  Reports reports({}, signals, log);
  Outputs outputs(narrator, main, reports);
  outputs.take({}, failed(0));
  EXPECT_THROW(outputs.finish(Summary()), OutputError);
  EXPECT_EQ(told.str(), "") << "the summary was not written";
}

TEST_F(OutputsTest, AReportThatCannotBeWrittenDoesNotHarmTheOthers) {
  settings.reports = {{.kind = find_report_kind("tap"), .file = "/dev/full"},
                      {.kind = find_report_kind("ndjson"), .file = folder.path("report.ndjson")}};
  EXPECT_EQ(run(), 5);
  EXPECT_THAT(told.str(), HasSubstr("cannot write /dev/full"));
  EXPECT_THAT(told.str(), HasSubstr("exit code 5"));
  EXPECT_THAT(read_file(folder.path("report.ndjson")), HasSubstr("\"summary\""));
  EXPECT_EQ(nlohmann::json::parse(read_file(folder.path("main.json")))["summary"]["exit_code"], 5);
}

TEST_F(OutputsTest, ReportsThatAreAllGivenUpHoldNothingBack) {
  settings.format = Format::ndjson;
  settings.input_order = false;
  settings.reports = {{.kind = find_report_kind("tap"), .file = "/dev/full"}};
  MainOutput main(settings, {}, signals);
  Reports reports(settings.reports, signals, log);
  Outputs outputs(narrator, main, reports);
  Result large = passed(2);
  large.response.body = std::string(100'000, 'x');
  outputs.take({}, std::move(large));
  EXPECT_GE(outputs.backlog().bytes, 100'000U) << "it waits for the first line";
  Result first = passed(0);
  first.name = std::string(100'000, 'n');  // more than is buffered
  outputs.take({}, std::move(first));
  EXPECT_TRUE(reports.failed());
  EXPECT_EQ(outputs.backlog().bytes, 0U);
  outputs.take({}, passed(1));
  outputs.finish(Summary());
  EXPECT_EQ(outputs.exit_code(), 5);
}

TEST_F(OutputsTest, MarkdownIsAddedToWhatTheFileHas) {
  folder.write("summary.md", "before\n");
  settings.reports = {{.kind = find_report_kind("markdown"), .file = folder.path("summary.md")}};
  run();
  run();
  const std::string text = read_file(folder.path("summary.md"));
  EXPECT_TRUE(text.starts_with("before\n"));
  EXPECT_NE(text.find("connect_refused"), text.rfind("connect_refused"));
}

TEST_F(OutputsTest, AFileThatCannotBeOpenedIsToldBeforeTheRun) {
  settings.reports = {
      {.kind = find_report_kind("junit"), .file = folder.path("no/such/folder.xml")}};
  EXPECT_THROW(Reports(settings.reports, signals, log), OutputError);
}

}  // namespace
}  // namespace urlfan
