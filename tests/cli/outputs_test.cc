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
  OutputsTest() { settings.file = folder.path("main.json"); }

  /// Two results, the second line's first.
  int run() {
    MainOutput main(settings, {});
    Reports reports(settings.reports, log);
    Outputs outputs(main.sink(), main.file().channel(), reports);
    outputs.write(failed(1));
    outputs.write(passed(0));
    Summary summary;
    summary.total = 2;
    summary.exit_code = 3;
    outputs.finish(summary);
    main.file().commit();
    return outputs.exit_code();
  }

  TemporaryFolder folder;
  OutputSettings settings;
  std::ostringstream told;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::ostream_sink_st>(told)};
};

TEST_F(OutputsTest, ReportsHaveAllResultsInTheOrderOfTheList) {
  settings.format = Format::ndjson;
  settings.input_order = false;
  settings.failed_only = true;
  settings.reports = {{.kind = ReportKind::json, .file = folder.path("report.json")}};
  EXPECT_EQ(run(), 3);
  const auto report = nlohmann::json::parse(read_file(folder.path("report.json")));
  ASSERT_EQ(report["results"].size(), 2U);
  EXPECT_EQ(report["results"][0]["index"], 0);
  const std::string main = read_file(folder.path("main.json"));
  EXPECT_THAT(main, HasSubstr("\"index\":1"));
  EXPECT_THAT(main, testing::Not(HasSubstr("\"index\":0")));
}

TEST_F(OutputsTest, AReportThatCannotBeWrittenDoesNotHarmTheOthers) {
  settings.reports = {{.kind = ReportKind::tap, .file = "/dev/full"},
                      {.kind = ReportKind::ndjson, .file = folder.path("report.ndjson")}};
  EXPECT_EQ(run(), 5);
  EXPECT_THAT(told.str(), HasSubstr("cannot write /dev/full"));
  EXPECT_THAT(read_file(folder.path("report.ndjson")), HasSubstr("\"summary\""));
  EXPECT_EQ(nlohmann::json::parse(read_file(folder.path("main.json")))["summary"]["exit_code"], 5);
}

TEST_F(OutputsTest, ReportsThatAreAllGivenUpHoldNothingBack) {
  settings.format = Format::ndjson;
  settings.input_order = false;
  settings.reports = {{.kind = ReportKind::tap, .file = "/dev/full"}};
  MainOutput main(settings, {});
  Reports reports(settings.reports, log);
  Outputs outputs(main.sink(), main.file().channel(), reports);
  Result large = passed(2);
  large.response.body = std::string(100'000, 'x');
  outputs.write(large);
  EXPECT_GE(outputs.backlog().bytes, 100'000U) << "it waits for the first line";
  Result first = passed(0);
  first.name = std::string(100'000, 'n');  // more than is buffered
  outputs.write(first);
  EXPECT_TRUE(reports.failed());
  EXPECT_EQ(outputs.backlog().bytes, 0U);
  outputs.write(passed(1));
  outputs.finish(Summary());
  EXPECT_EQ(outputs.exit_code(), 5);
}

TEST_F(OutputsTest, MarkdownIsAddedToWhatTheFileHas) {
  folder.write("summary.md", "before\n");
  settings.reports = {{.kind = ReportKind::markdown, .file = folder.path("summary.md")}};
  run();
  run();
  const std::string text = read_file(folder.path("summary.md"));
  EXPECT_TRUE(text.starts_with("before\n"));
  EXPECT_NE(text.find("connect_refused"), text.rfind("connect_refused"));
}

TEST_F(OutputsTest, AFileThatCannotBeOpenedIsToldBeforeTheRun) {
  settings.reports = {{.kind = ReportKind::junit, .file = folder.path("no/such/folder.xml")}};
  EXPECT_THROW(Reports(settings.reports, log), OutputError);
}

}  // namespace
}  // namespace urlfan
