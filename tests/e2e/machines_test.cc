// What is for other programs to read: CSV, fields, a summary apart, limits of latency.

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::machines_test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Machines : public testing::Test {
 protected:
  Machines()
      : list(folder.write("urls.txt",
                          nginx.url("/ok") + " name==good\n" + nginx.url("/status/404") +
                              " name=\"lost, \\\"it\\\"\"\n" + server.url("/close") + "\n")) {}

  std::string read(const char* name) const { return read_file(folder.path(name)); }
  std::string file(const char* name) const { return folder.path(name); }

  const Nginx nginx;
  const FaultServer server;
  const TemporaryFolder folder;
  const std::string list;
};

/// What Python prints. Skipped where it does not have the module.
std::string python(const std::string& module, const std::string& script,
                   std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"/usr/bin/python3", "-c", script});
  const Outcome run = run_program({.arguments = std::move(arguments)});
  skip_without_module(module, run.err);
  EXPECT_EQ(run.code, 0) << run.err;
  return run.out;
}

constexpr const char* kReadCsv =
    "import csv, json, sys\n"
    "print(json.dumps(list(csv.reader(open(sys.argv[1], newline=''), strict=True))))\n";

TEST_F(Machines, CsvIsReadByOthersAndRunsNothing) {
  const Outcome run = run_urlfan({"--format", "csv", "--order", "input", "--fields",
                                  "index,name,ok,status,error.code,checks.0.actual", list});
  EXPECT_EQ(run.code, 1);
  const Json rows = Json::parse(python("csv", kReadCsv, {folder.write("out.csv", run.out)}));
  EXPECT_EQ(rows,
            Json::parse(R"([["index", "name", "ok", "status", "error.code", "checks.0.actual"],
      ["0", "'=good", "true", "200", "", "200"],
      ["1", "lost, \"it\"", "false", "404", "http_status", "404"],
      ["2", "", "false", "", "empty_reply", ""]])"));
}

TEST_F(Machines, CsvIsAlsoAReportOfARunAndOfEarlierOnes) {
  const Outcome run = run_urlfan({"--report", "csv=" + file("a.csv"), list});
  const Outcome again = run_urlfan({"report", "-", "--report", "csv=" + file("b.csv")}, run.out);
  const Outcome only = run_urlfan({"report", "-", "--format", "csv"}, run.out);
  EXPECT_EQ(read("b.csv"), read("a.csv"));
  EXPECT_EQ(only.out, read("a.csv"));
  EXPECT_EQ(only.code, 1);
}

TEST_F(Machines, TheSummaryApartLeavesResultsAloneAndPutsThemTogetherAgain) {
  const Outcome run = run_urlfan(
      {"--format", "ndjson", "-o", file("run.ndjson"), "--summary", file("run.json"), list});
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(read("run.ndjson"), Not(HasSubstr("\"summary\"")));
  const Json summary = Json::parse(read("run.json"));
  EXPECT_EQ(summary["total"], 3);
  EXPECT_EQ(summary["exit_code"], 1);
  const Outcome whole = run_urlfan({"report", file("run.ndjson"), file("run.json")});
  EXPECT_EQ(whole.code, 1);
  EXPECT_THAT(whole.err, Not(HasSubstr("no summary")));
  EXPECT_EQ(whole.document()["summary"]["input_complete"], true);
  EXPECT_EQ(run_urlfan({"report", "-"}, read("run.ndjson") + read("run.json")).code, 1);
  const Outcome alone = run_urlfan({"report", file("run.ndjson")});
  EXPECT_EQ(alone.code, 5);
  EXPECT_THAT(alone.err, HasSubstr("no summary at its end"));
}

TEST_F(Machines, ShardsHaveTheirSummariesBehindThem) {
  for (const char* shard : {"a", "b"}) {
    run_urlfan({"--format", "ndjson", "-o", file(shard), "--summary",
                file((std::string(shard) + ".json").c_str()), nginx.url("/ok?") + shard});
  }
  const Outcome whole =
      run_urlfan({"report", file("a"), file("a.json"), file("b"), file("b.json")});
  EXPECT_EQ(whole.code, 0) << whole.err;
  EXPECT_EQ(whole.document()["summary"]["total"], 2);
}

TEST_F(Machines, FieldsAreNoResultsToReadBack) {
  const Outcome run = run_urlfan({"--format", "ndjson", "--fields", "url,ok", list});
  const Outcome told = run_urlfan({"report", "-"}, run.out);
  EXPECT_EQ(told.code, 2);
  EXPECT_THAT(told.err, HasSubstr("without --fields"));
}

TEST_F(Machines, PandasReadsTheStreamAsItIs) {
  run_urlfan({"--format", "ndjson", "-o", file("run.ndjson"), "--summary", file("run.json"), list});
  run_urlfan({"--format", "ndjson", "-o", file("few.ndjson"), "--summary", file("run.json"),
              "--fields", "name,status,timings_ms.total", "--order", "input", list});
  run_urlfan({"--format", "csv", "-o", file("run.csv"), "--order", "input", list});
  const std::string script =
      "import pandas, sys\n"
      "whole = pandas.read_json(sys.argv[1], lines=True)\n"
      "few = pandas.read_json(sys.argv[2], lines=True)\n"
      "table = pandas.read_csv(sys.argv[3])\n"
      "print(len(whole), sorted(whole['status'].dropna().astype(int)), "
      "list(whole['type'].unique()))\n"
      "print(list(few.columns), few['timings_ms.total'].dtype)\n"
      "print(len(table), list(table['ok']), table['timings_ms.total'].dtype)\n";
  EXPECT_EQ(python("pandas", script, {file("run.ndjson"), file("few.ndjson"), file("run.csv")}),
            "3 [200, 404] ['result']\n"
            "['name', 'status', 'timings_ms.total'] float64\n"
            "3 [True, False, False] float64\n");
}

TEST_F(Machines, ALimitOfLatencyIsACheckOfTheRun) {
  const auto limited = [this](std::vector<std::string> options) {
    options.insert(options.end(), {"--max-latency", "p95=1ms", "--max-latency", "max=1m",
                                   nginx.url("/slow"), nginx.url("/ok")});
    return run_urlfan(options);
  };
  const Outcome run = limited({});
  EXPECT_EQ(run.code, 1);
  const Json summary = run.document()["summary"];
  EXPECT_EQ(summary["ok"], 2);
  EXPECT_EQ(summary["exit_code"], 1);
  ASSERT_EQ(summary["checks"].size(), 2U);
  EXPECT_EQ(summary["checks"][0]["name"], "max-latency:p95");
  EXPECT_EQ(summary["checks"][0]["ok"], false);
  EXPECT_EQ(summary["checks"][0]["expected"], "<=1ms");
  EXPECT_EQ(summary["checks"][1]["ok"], true);
  EXPECT_THAT(run.err, HasSubstr("the run: max-latency:p95: expected <=1ms, got "));
  EXPECT_EQ(limited({"--fail-on", "never"}).code, 0);
  EXPECT_EQ(limited({"--fail-on", "transport"}).code, 0);
  EXPECT_EQ(limited({"--max-fail", "100%"}).code, 1);
}

TEST_F(Machines, SavedResultsAreJudgedByTheLimitsOfTheReport) {
  const Outcome run = run_urlfan({nginx.url("/slow"), nginx.url("/ok")});
  EXPECT_EQ(run.code, 0);
  const Outcome over = run_urlfan({"report", "-", "--max-latency", "max=1ms"}, run.out);
  EXPECT_EQ(over.code, 1);
  EXPECT_EQ(over.document()["summary"]["checks"][0]["ok"], false);
  EXPECT_EQ(run_urlfan({"report", "-", "--max-latency", "max=1m"}, run.out).code, 0);
  EXPECT_EQ(run_urlfan({"report", "-"}, over.out).code, 0) << "each by its own";
  const Outcome few = run_urlfan({"--show", "failed", nginx.url("/ok")});
  const Outcome unknown = run_urlfan({"report", "-", "--max-latency", "max=1m"}, few.out);
  EXPECT_EQ(unknown.code, 1) << "how long it took is not there";
  EXPECT_EQ(unknown.document()["summary"]["checks"][0]["actual"], nullptr);
}

TEST_F(Machines, AnEmptyListHasNoLatencyToLimit) {
  const Outcome run = run_urlfan({"--allow-empty", "--max-latency", "p95=1ms"}, "");
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.document()["summary"]["checks"], Json::array());
}

TEST_F(Machines, AnUnknownFieldIsRefusedBeforeAnythingRuns) {
  const Outcome run = run_urlfan({"--format", "csv", "--fields", "url,staus", list});
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("did you mean status?"));
  EXPECT_TRUE(nginx.log().empty());
}

}  // namespace
}  // namespace urlfan::machines_test
