#include "src/cli/outputs.h"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>

#include <filesystem>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>

#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::outputs_test {
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
    Reports reports(settings, signals, log);
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
  ProgressLine line{ProgressDisplay::none, {}, log};
  Narrator narrator{line, log, {}};
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
  Reports reports(settings, signals, log);
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
  Reports reports(settings, signals, log);
  Outputs outputs(narrator, main, reports);
  outputs.take({}, passed(1));
  EXPECT_EQ(outputs.backlog().bytes, 0U);
}

TEST_F(OutputsTest, TheSummaryIsWrittenBeforeTheFailuresAreTold) {
  // Who reads both on one terminal should see the reasons last.
  settings.file = "/dev/full";
  MainOutput main(settings, {}, signals);
  Reports reports(settings, signals, log);
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
  Reports reports(settings, signals, log);
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

/// Finds no memory the first time.
class ShortOfMemory final : public ResultWriter {
 public:
  void write(const Result& /*result*/) override {
    if (std::exchange(once_, false)) throw std::bad_alloc();
  }
  void finish(const Summary& /*summary*/) override {}

 private:
  bool once_ = true;
};

TEST_F(OutputsTest, ALineThatComesAgainIsToldOnce) {
  const ReportKind kind{
      .name = "short",
      .make = [](std::ostream&, const RecordForm&) -> std::unique_ptr<ResultWriter> {
        return std::make_unique<ShortOfMemory>();
      }};
  settings.reports = {{.kind = &kind, .file = folder.path("short")}};
  MainOutput main(settings, {}, signals);
  Reports reports(settings, signals, log);
  Outputs outputs(narrator, main, reports);
  EXPECT_THROW(outputs.take({}, failed(0)), std::bad_alloc);
  outputs.take({}, failed(0, ErrorCode::internal, "memory ran out"));
  Summary summary;
  summary.total = 1;
  outputs.finish(summary);
  EXPECT_THAT(told.str(), HasSubstr("1 of 1 lines failed"));
  EXPECT_THAT(told.str(), testing::Not(HasSubstr("connect_refused")));
}

TEST_F(OutputsTest, ALineThatWaitsForItsTurnIsToldWhole) {
  MainOutput main(settings, {}, signals);
  Reports reports(settings, signals, log);
  Outputs outputs(narrator, main, reports);
  outputs.take({}, failed(1));
  outputs.take({}, passed(0));
  outputs.finish(Summary());
  EXPECT_THAT(told.str(), HasSubstr("urls.txt:2: GET http://a.test/1 connect_refused"));
}

TEST_F(OutputsTest, TheSummaryHasAFileOfItsOwnAndTheStreamResultsAlone) {
  settings.format = Format::ndjson;
  settings.summary_file = folder.path("summary.json");
  settings.records = {.fields = {"index", "error.code"}, .without_summary = true};
  EXPECT_EQ(run(), 3);
  EXPECT_EQ(read_file(folder.path("main.json")),
            "{\"index\":0,\"error.code\":null}\n"
            "{\"index\":1,\"error.code\":\"connect_refused\"}\n");
  const auto summary = nlohmann::json::parse(read_file(folder.path("summary.json")));
  EXPECT_EQ(summary["type"], "summary");
  EXPECT_EQ(summary["exit_code"], 3);
}

TEST_F(OutputsTest, NothingWaitsForTheSummary) {
  settings.format = Format::ndjson;
  settings.input_order = false;
  settings.summary_file = folder.path("summary.json");
  MainOutput main(settings, {}, signals);
  Reports reports(settings, signals, log);
  Outputs outputs(narrator, main, reports);
  outputs.take({}, passed(1));
  EXPECT_EQ(outputs.backlog().bytes, 0U);
}

TEST_F(OutputsTest, TheSummaryOfAFileTellsThatAReportFailed) {
  settings.reports = {{.kind = find_report_kind("csv"), .file = "/dev/full"}};
  settings.summary_file = folder.path("summary.json");
  EXPECT_EQ(run(), 5);
  EXPECT_EQ(nlohmann::json::parse(read_file(folder.path("summary.json")))["exit_code"], 5);
}

TEST_F(OutputsTest, ANewFileThatIsAddedToHasTheModeOfTheOthers) {
  settings.reports = {{.kind = find_report_kind("markdown"), .file = folder.path("new.md")},
                      {.kind = find_report_kind("tap"), .file = folder.path("new.tap")}};
  run();
  const auto mode = [this](const char* name) {
    return std::filesystem::status(folder.path(name)).permissions();
  };
  EXPECT_EQ(mode("new.md"), mode("new.tap"));
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

TEST_F(OutputsTest, NoFormatIsNoOutputButReportsAndFailuresAreTold) {
  settings.format = Format::none;
  settings.reports = {{.kind = find_report_kind("ndjson"), .file = folder.path("report.ndjson")}};
  EXPECT_EQ(run(), 3);
  EXPECT_EQ(read_file(folder.path("main.json")), "");
  EXPECT_THAT(read_file(folder.path("report.ndjson")), HasSubstr("\"summary\""));
  EXPECT_THAT(told.str(), HasSubstr("1 of 2 lines failed"));
}

TEST_F(OutputsTest, AFileThatCannotBeOpenedIsToldBeforeTheRun) {
  settings.reports = {
      {.kind = find_report_kind("junit"), .file = folder.path("no/such/folder.xml")}};
  EXPECT_THROW(Reports(settings, signals, log), UsageError);
}

}  // namespace
}  // namespace urlfan::outputs_test
