// Reports of a run, its baseline, `urlfan report`, and the commands of --reproduce.

#include <gmock/gmock.h>
#include <signal.h>

#include <chrono>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::report_test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Reports : public testing::Test {
 protected:
  Reports() {
    list = folder.write("urls.txt", "# a list\n" + nginx.url("/ok") + " name=good\n" +
                                        nginx.url("/status/404") + " name=lost\n" +
                                        server.url("/close") + "\n" + "bad line here\n");
  }

  Outcome run(std::vector<std::string> options) const {
    options.push_back(list);
    return run_urlfan(options);
  }
  std::string read(const char* name) const { return read_file(folder.path(name)); }
  std::string file(const char* name) const { return folder.path(name); }

  const Nginx nginx;
  const FaultServer server;
  TemporaryFolder folder;
  std::string list;
};

TEST_F(Reports, AllKindsComeFromOneRunBesideItsOutput) {
  const Outcome told = run({"--format", "table",
                            "--report", "junit=" + file("r.xml"),
                            "--report", "tap=" + file("r.tap"),
                            "--report", "markdown=" + file("r.md"),
                            "--report", "github=-",
                            "--report", "prometheus=" + file("r.prom"),
                            "--report", "ndjson=" + file("r.ndjson"),
                            "--report", "json=" + file("r.json"),
                            "--report", "html=" + file("r.html"),
                            "--report", "har=" + file("r.har")});
  EXPECT_EQ(told.code, 1);
  EXPECT_THAT(told.out, HasSubstr("4 lines"));

  const std::string schema = URLFAN_SOURCE_DIR "/tests/report/junit-10.xsd";
  const Outcome xml =
      run_program({.arguments = {"xmllint", "--noout", "--schema", schema, file("r.xml")}});
  EXPECT_EQ(xml.code, 0) << xml.err;
  EXPECT_THAT(read("r.xml"), HasSubstr("tests=\"4\" failures=\"2\" errors=\"1\""));

  const Outcome metrics =
      run_program({.arguments = {"promtool", "check", "metrics"}}, read("r.prom"));
  EXPECT_EQ(metrics.code, 0) << metrics.err;
  EXPECT_EQ(metrics.out + metrics.err, "");

  EXPECT_THAT(read("r.html"), StartsWith("<!doctype html>"));
  const auto har = Json::parse(read("r.har")).at("log");
  ASSERT_EQ(har.at("entries").size(), 3U) << "one line is bad, and was never sent";
  EXPECT_EQ(har.at("entries")[1].at("response").at("status"), 404);
  EXPECT_THAT(read("r.tap"), StartsWith("TAP version 14\n"));
  EXPECT_THAT(read("r.tap"), HasSubstr("\nnot ok 2 - lost\n"));
  EXPECT_THAT(read("r.md"), HasSubstr("lost"));
  EXPECT_THAT(told.err, HasSubstr("::error file=" + list + ",line=3,"));
  EXPECT_THAT(told.err, HasSubstr("::error file=" + list + ",line=5,"));

  const Json document = Json::parse(read("r.json"));
  EXPECT_EQ(document["results"].size(), 4U);
  EXPECT_EQ(document["summary"]["exit_code"], 1);
  std::istringstream lines(read("r.ndjson"));
  std::string line;
  for (std::size_t i = 0; i < 4; ++i) {
    std::getline(lines, line);
    EXPECT_EQ(Json::parse(line), document["results"][i]);
  }
}

TEST_F(Reports, OneThatCannotBeOpenedStopsTheRunBeforeItBegins) {
  const Outcome told = run({"--report", "junit=" + file("no/such/folder.xml")});
  EXPECT_EQ(told.code, 2);
  EXPECT_EQ(told.out, "");
  EXPECT_THAT(told.err, HasSubstr("no/such/folder.xml"));
  EXPECT_TRUE(nginx.log().empty());
}

TEST_F(Reports, OneThatCannotBeWrittenIsToldAndTheOutputStaysWhole) {
  const Outcome told = run({"--report", "tap=/dev/full"});
  EXPECT_EQ(told.code, 5);
  EXPECT_EQ(told.document()["summary"]["exit_code"], 5);
  EXPECT_EQ(told.document()["results"].size(), 4U);
  EXPECT_THAT(told.err, HasSubstr("cannot write /dev/full"));
}

TEST_F(Reports, UnknownKindsAndTwoOutputsInOneFileAreRefused) {
  EXPECT_THAT(run({"--report", "pdf=x"}).err, HasSubstr("expected junit, tap"));
  EXPECT_THAT(run({"--report", "junit"}).err, HasSubstr("expected KIND=FILE"));
  const Outcome twice = run({"--report", "tap=" + file("x"), "-o", file("x")});
  EXPECT_EQ(twice.code, 2);
  EXPECT_THAT(twice.err, HasSubstr("two outputs"));
}

TEST_F(Reports, AreCompleteAfterAnInterruption) {
  std::string lines = nginx.url("/ok") + "\n";
  for (int i = 0; i < 5; ++i) lines += server.url("/silent?" + std::to_string(i)) + "\n";
  Process process({.arguments = urlfan_command(
                       {"--format", "ndjson", "--report", "junit=" + file("r.xml"), "--report",
                        "tap=" + file("r.tap"), "--report", "json=" + file("r.json"), "--report",
                        "html=" + file("r.html"), "--report", "har=" + file("r.har"),
                        folder.write("slow.txt", lines)})});
  ASSERT_TRUE(process.read_until([](const Process& p) { return !p.out().empty(); }));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  EXPECT_EQ(run_program({.arguments = {"xmllint", "--noout", file("r.xml")}}).code, 0);
  EXPECT_THAT(read("r.xml"), HasSubstr("tests=\"6\""));
  EXPECT_THAT(read("r.tap"), HasSubstr("1..6\n"));
  EXPECT_EQ(Json::parse(read("r.json"))["summary"]["exit_code"], 130);
  EXPECT_THAT(read("r.html"), EndsWith("</html>\n"));
  EXPECT_EQ(Json::parse(read("r.har")).at("log").at("entries").size(), 6U);
}

class Baselines : public Reports {
 protected:
  Baselines() { run({"-o", file("before.json")}); }

  /// The list anew, with this added or changed.
  Outcome again(const std::string& lines, std::vector<std::string> options = {}) const {
    const std::string changed = folder.write("changed.txt", lines);
    options.insert(options.end(), {"--baseline", file("before.json"), changed});
    return run_urlfan(options);
  }
};

TEST_F(Baselines, OnlyNewFailuresFailTheRun) {
  const std::string known = nginx.url("/status/404") + " name=lost\n" + server.url("/close") + "\n";
  const Outcome same = again(nginx.url("/ok") + " name=good\n" + known);
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_EQ(same.document()["summary"]["failed"], 2);
  EXPECT_EQ(same.document()["results"][0]["baseline"], nullptr);
  EXPECT_EQ(same.document()["results"][1]["baseline"], "known");
  EXPECT_EQ(same.document()["results"][2]["baseline"], "known");
  EXPECT_THAT(same.err, HasSubstr("2 of 3 lines failed, 2 of them known; exit code 0"));

  const Outcome worse = again(known + nginx.url("/status/500") + " name=fresh\n");
  EXPECT_EQ(worse.code, 1);
  EXPECT_EQ(worse.document()["results"][2]["baseline"], "new");
  EXPECT_THAT(worse.err, HasSubstr("[fresh]"));
  EXPECT_THAT(worse.err, Not(HasSubstr("[lost]")));
}

TEST_F(Baselines, WhatIsFixedAndWhatDriftsIsTold) {
  const Outcome told =
      again(nginx.url("/json") + " name=lost\n" + nginx.url("/json") + " name=good\n");
  EXPECT_EQ(told.code, 0);
  const Json results = told.document()["results"];
  EXPECT_EQ(results[0]["baseline"], "fixed");
  EXPECT_EQ(results[1]["baseline"], nullptr);
  EXPECT_EQ(results[1]["drift"], Json::parse(R"([{"field": "content_type", "before": "text/plain",
                                                  "now": "application/json"}])"));
  EXPECT_THAT(told.err, HasSubstr("content_type was text/plain, is application/json"));
}

TEST_F(Baselines, OneThatIsNoneIsRefused) {
  const Outcome told = run({"--baseline", list});
  EXPECT_EQ(told.code, 2);
  EXPECT_EQ(told.out, "");
  EXPECT_THAT(told.err, HasSubstr(list + ":1: "));
  EXPECT_EQ(run({"--baseline", file("missing.json")}).code, 2);
}

class ReportCommand : public Reports {
 protected:
  static Outcome report(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "report");
    return run_urlfan(arguments);
  }
};

TEST_F(ReportCommand, WritesTheDocumentAndTheExitCodeOfTheRun) {
  const Outcome first = run({});
  run({"--format", "ndjson", "-o", file("run.ndjson")});
  const Outcome again = report({file("run.ndjson"), "--report", "junit=" + file("r.xml")});
  EXPECT_EQ(again.code, first.code);
  const Json results = again.document()["results"];
  ASSERT_EQ(results.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(results[i]["index"], i);
    EXPECT_EQ(results[i]["url"], first.document()["results"][i]["url"]);
  }
  for (const char* key : {"total", "ok", "failed", "skipped", "complete", "input_complete",
                          "by_status", "by_error", "exit_code"}) {
    EXPECT_EQ(again.document()["summary"][key], first.document()["summary"][key]) << key;
  }
  EXPECT_THAT(read("r.xml"), HasSubstr("tests=\"4\""));
}

TEST_F(ReportCommand, ReadsADocumentOrStandardInputBack) {
  const Outcome first = run({"--body", "full"});
  const Outcome again = run_urlfan({"report", "-"}, first.out);
  EXPECT_EQ(again.document()["results"], first.document()["results"]);
}

TEST_F(ReportCommand, TellsWhyARunStoppedAsThatRunDid) {
  const std::string hangs = server.url("/silent") + "\n" + nginx.url("/status/404") + "\n";
  const auto written = [&](const std::vector<std::string>& options) {
    return run_urlfan(options, hangs);
  };
  const Outcome late = written({"--deadline", "300ms", "--fail-on", "never"});
  const Outcome failed = written({"--fail-fast"});
  for (const auto& [first, cause] : {std::pair(late, "deadline"), std::pair(failed, "failures")}) {
    EXPECT_EQ(first.document()["summary"]["stop"], cause);
    const Outcome again = run_urlfan({"report", "-"}, first.out);
    EXPECT_EQ(again.document()["summary"]["stop"], cause);
    EXPECT_EQ(again.code, first.code);
  }
  EXPECT_EQ(run_urlfan({"report", "-"}, failed.out + late.out).document()["summary"]["stop"],
            "deadline");
}

TEST_F(ReportCommand, TellsASignalByItsNameAlsoInAReport) {
  Process process({.arguments = urlfan_command({server.url("/silent")})});
  while (server.requests("/silent") == 0) {
    process.read_until([](const Process&) { return false; }, std::chrono::seconds(0));
  }
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  Json earlier = Json::parse(process.out());
  EXPECT_EQ(earlier["summary"]["stop"], "SIGINT");
  const std::string junit = "junit=" + file("all.xml");
  const Outcome again = run_urlfan({"report", "-", "--report", junit}, earlier.dump());
  EXPECT_EQ(again.code, 130);
  EXPECT_EQ(again.document()["summary"]["stop"], "SIGINT");
  EXPECT_THAT(read("all.xml"), HasSubstr("cut short by SIGINT"));
  earlier["summary"].erase("stop");  // as a version wrote it that did not tell
  EXPECT_EQ(run_urlfan({"report", "-"}, earlier.dump()).document()["summary"]["stop"], "SIGINT");
}

TEST_F(ReportCommand, PutsShardsTogether) {
  const std::string a = folder.write("a.txt", nginx.url("/ok") + "\n");
  const std::string b = folder.write("b.txt", nginx.url("/status/404") + "\n");
  run_urlfan({"--format", "ndjson", "-o", file("a.ndjson"), a});
  run_urlfan({"--format", "ndjson", "-o", file("b.ndjson"), b});
  const Outcome told = report({file("a.ndjson"), file("b.ndjson")});
  EXPECT_EQ(told.code, 1);
  EXPECT_EQ(told.document()["summary"]["total"], 2);
  EXPECT_EQ(told.document()["summary"]["complete"], true);
  EXPECT_EQ(told.document()["results"][1]["file"], b);
}

TEST_F(ReportCommand, AnInterruptedRunAndTheRestOfItAreOneRun) {
  Process process(
      {.arguments = urlfan_command(
           {"--format", "ndjson", "-o", file("one.ndjson"), "-v",
            folder.write("two.txt",
                         nginx.url("/ok") + "\n" + server.url("/silent-once") + " name=late\n")})});
  ASSERT_TRUE(process.read_until([](const Process& p) { return !p.err().empty(); }));
  for (int i = 0; i < 500 && server.requests("/silent-once") == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  process.signal(SIGINT);
  ASSERT_EQ(process.wait(), 130);
  EXPECT_EQ(report({file("one.ndjson")}).code, 130);

  run_urlfan({"--format", "ndjson", "-o", file("rest.ndjson")},
             server.url("/silent-once") + " name=late\n");
  const Outcome told = report({file("one.ndjson"), file("rest.ndjson")});
  EXPECT_EQ(told.code, 0) << told.err;
  EXPECT_EQ(told.document()["summary"]["total"], 2);
  EXPECT_EQ(told.document()["summary"]["complete"], true);
}

TEST_F(ReportCommand, AStreamThatBrokeOffIsReadAsFarAsItCameAndIsNoSuccess) {
  run_urlfan(
      {"--format", "ndjson", "-o", file("run.ndjson"), nginx.url("/ok"), nginx.url("/file")});
  const std::string whole = read("run.ndjson");
  const std::string cut = folder.write("cut.ndjson", whole.substr(0, whole.find('\n') + 40));
  const Outcome told = report({cut});
  EXPECT_EQ(told.code, 5);
  EXPECT_EQ(told.document()["results"].size(), 1U);
  EXPECT_EQ(told.document()["summary"]["complete"], false);
  EXPECT_THAT(told.err, HasSubstr(cut + ":2: cut off in the middle"));
  EXPECT_THAT(told.err, HasSubstr("no summary at its end"));
}

TEST_F(ReportCommand, JudgesAnewByItsOwnOptions) {
  run({"-o", file("run.json")});
  EXPECT_EQ(report({file("run.json")}).code, 1);
  EXPECT_EQ(report({file("run.json"), "--fail-on", "transport"}).code, 3);
  EXPECT_EQ(report({file("run.json"), "--max-fail", "2"}).code, 2) << "the bad line is left";
  EXPECT_EQ(report({file("run.json"), "--baseline", file("run.json")}).code, 2);
}

TEST_F(ReportCommand, WhatIsNoResultIsRefused) {
  const Outcome told = report({list});
  EXPECT_EQ(told.code, 2);
  EXPECT_EQ(told.out, "");
  EXPECT_THAT(told.err, HasSubstr(list + ":1: "));
  EXPECT_EQ(report({}).code, 2);
  EXPECT_EQ(report({folder.path()}).code, 2);
  EXPECT_EQ(report({"--help"}).code, 0);
}

TEST_F(Reports, TheCommandsOfReproduceRepeatTheRequests) {
  const std::string lines = nginx.url("/headers?a=1&b='x'") + " contains=nope\nPOST " +
                            nginx.url("/headers") + " contains=nope\nHEAD " +
                            nginx.url("/status/404") + "\n" + nginx.url("/same-host") +
                            " contains=nope\n" + nginx.url("/ok") + "\n";
  const Outcome told = run_urlfan({"--reproduce", "--per-host", "1", "-A", "me \"too\""}, lines);
  const auto before = nginx.log_of(6);  // five lines and a redirect
  const Outcome again = run_program(
      {.arguments = {"sh", "-c", told.err.substr(0, told.err.find("urlfan: warning"))}});
  EXPECT_EQ(again.code, 0) << again.err;
  auto after = nginx.log_of(before.size() + 5);
  after.erase(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(before.size()));
  // "METHOD URI connection": all but the connection is the same, and the line that passed is not
  // there.
  const auto requests = [](std::vector<std::string> log) {
    for (auto& line : log) line.erase(line.rfind(' '));
    return log;
  };
  auto expected = requests(before);
  std::erase(expected, "GET /ok");
  EXPECT_EQ(requests(after), expected);
  const Json document = told.document();
  for (const auto& result : document["results"]) {
    const std::string body = result["body"].is_null() ? "" : result["body"];
    if (body.starts_with("method=")) {
      EXPECT_THAT(again.out, HasSubstr(body));
    }
  }
}

TEST_F(Reports, TheCommandsOfReproduceHideSecrets) {
  std::string secret = nginx.url("/status/404");
  secret.insert(7, "joe:s3cret@");
  const Outcome told = run_urlfan({"--reproduce", secret});
  EXPECT_THAT(told.err, HasSubstr("joe:***@127.0.0.1"));
  EXPECT_THAT(told.err, Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace urlfan::report_test
