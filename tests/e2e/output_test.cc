#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/keeping_server.h"
#include "tests/support/nginx.h"

namespace urlfan {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string mixed_list(const Nginx& nginx, const FaultServer& faults) {
  return nginx.url("/ok") + " name=web max=9s\n" + nginx.url("/redirect") + "\n" +
         nginx.url("/missing") + "\nHEAD " + nginx.url("/file") + " status=2xx\nbroken line\n" +
         faults.url("/hostile") + "\n" + faults.url("/reset") + "\n" + faults.url("/shorter-body") +
         "\nhttp://127.0.0.1:1/\n" + nginx.url("/status/204") + "\n";
}

TEST(Output, HoldsToTheSchemaInEveryFormat) {
  const Nginx nginx;
  const FaultServer faults;
  const std::string list = mixed_list(nginx, faults);
  expect_valid(run_urlfan({}, list).out);
  expect_valid(run_urlfan({"--format", "ndjson"}, list).out);
  expect_valid(run_urlfan({"--body", "full"}, list).out);
  expect_valid(run_urlfan({"--body", "none", "--show", "failed"}, list).out);
  expect_valid(run_urlfan({"--dry-run"}, list).out);
  expect_valid(run_urlfan({"--dry-run", "--format", "ndjson"}, list).out);
  expect_valid(run_urlfan({"--dry-run", "--shard", "2/3"}, list).out);
  expect_valid(run_urlfan({"--shard", "2/3"}, list).out);
  expect_valid(run_urlfan({"--allow-empty"}, "").out);
  expect_valid(run_urlfan({"--format", "ndjson", "--fields", "url,error.code,checks"}, list).out);
  expect_valid(run_urlfan({"--max-latency", "p95=1ms"}, list).out);
  const TemporaryFolder folder;
  run_urlfan({"--summary", folder.path("summary.json")}, list);
  expect_valid(read_file(folder.path("summary.json")));
  run_urlfan({"--resume", folder.path("all.ndjson")}, list);
  expect_valid(read_file(folder.path("all.ndjson")));
}

TEST(Output, HoldsToTheSchemaWithChecksRetriesAndABaseline) {
  const Nginx nginx;
  const FaultServer faults;
  const TemporaryFolder folder;
  const std::string list = folder.write(
      "urls.txt", Nginx::tls_url(nginx.tls_port()) + " cert-days=1 name=tls\n" +
                      nginx.url("/json") +
                      " name=json json:/items=[1] header:x-answer~y contains=a "
                      "matches=j.e max=9s sha256=" +
                      std::string(64, 'a') + "\n" + faults.url("/fails-twice") + " name=flaky\n" +
                      faults.url("/close") + " contains=x name=lost\n");
  const std::string before = folder.path("before.json");
  const std::string earlier =
      folder.write("earlier.txt", nginx.url("/ok") + " name=json\n" + nginx.url("/missing") +
                                      " name=lost\n" + nginx.url("/missing") + " name=flaky\n");
  run_urlfan({"-o", before, earlier});
  const std::vector<std::string> options{"--retries",  "3",    "--retry-wait", "1ms",
                                         "--baseline", before, "--cacert",     nginx.ca_file(),
                                         "--hash",     list};
  const Outcome run = run_urlfan(options);
  expect_valid(run.out);
  for (const auto& [index, verdict] : std::vector<std::pair<std::size_t, Json>>{
           {0, nullptr}, {1, "new"}, {2, "fixed"}, {3, "known"}}) {
    EXPECT_EQ(run.document()["results"][index]["baseline"], verdict) << index;
  }
  expect_valid(run_urlfan({"report", "-"}, run.out).out);
  expect_valid(
      run_urlfan({"--wait-for", "1s", "--interval", "100ms", list, "--cacert", nginx.ca_file()})
          .out);
  expect_valid(run_urlfan({"--dry-run", list}).out);
  expect_valid(run_urlfan({"--dry-run", "--no-checks", list}).out);
}

TEST(Output, HoldsToTheSchemaHoweverTheRunEnds) {
  const Nginx nginx;
  const FaultServer faults;
  const std::string list = faults.url("/silent") + "\n" + nginx.url("/missing") + "\n";
  expect_valid(run_urlfan({"--deadline", "300ms"}, list).out);
  expect_valid(run_urlfan({"--fail-fast", "--format", "ndjson"}, list).out);
  for (const int signal : {SIGINT, SIGSTKFLT}) {
    const int before = faults.requests("/silent");
    Process process({.arguments = urlfan_command({faults.url("/silent")})});
    while (faults.requests("/silent") == before) {
      process.read_until([](const Process&) { return false; }, std::chrono::seconds(0));
    }
    process.signal(signal);
    EXPECT_EQ(process.wait(), 128 + signal);
    expect_valid(process.out());
  }
}

TEST(Output, TheValidatorCanFail) {
  const TemporaryFolder folder;
  const std::string schema = folder.write("schema.json", run_urlfan({"--schema"}).out);
  Process python({.arguments = {"/usr/bin/python3", "-c",
                                "import json,sys,jsonschema\n"
                                "v=jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))\n"
                                "sys.exit(0 if v.is_valid({'type':'result','index':0}) else 9)",
                                schema}});
  const int code = python.wait();
  skip_without_module("jsonschema", python.err());
  EXPECT_EQ(code, 9);
}

TEST(Output, TheSummaryCountsWhatHappened) {
  const Nginx nginx;
  const FaultServer faults;
  const Outcome run = run_urlfan({}, mixed_list(nginx, faults));
  const Json summary = run.document()["summary"];
  EXPECT_EQ(summary["total"], 10);
  EXPECT_EQ(summary["ok"], 5);
  EXPECT_EQ(summary["failed"], 5);
  EXPECT_EQ(summary["skipped"], 0);
  EXPECT_EQ(summary["exit_code"], 1);
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(summary["by_status"], Json({{"200", 5}, {"204", 1}, {"404", 1}}));
  EXPECT_EQ(summary["complete"], true);
  EXPECT_TRUE(summary["latency_ms"]["p99"].is_number());
}

/// Answers /late only when it is let go.
class LateServer {
 public:
  LateServer()
      : late_(let_go_.get_future()), server_([this](const KeepingServer::Asked& asked) {
          if (asked.path == "/late") late_.wait_for(std::chrono::seconds(60));
          return KeepingServer::Deed{.answer = kept_answer("fine")};
        }) {}

  void let_go() { let_go_.set_value(); }
  std::string url(const char* path) const { return server_.url(path); }

 private:
  std::promise<void> let_go_;
  std::shared_future<void> late_;
  const KeepingServer server_;
};

/// The indices of the results of a run, of which the first is answered when the second is written.
Json order_of_completion(const std::vector<std::string>& options) {
  LateServer server;
  std::vector<std::string> arguments = options;
  arguments.insert(arguments.end(), {server.url("/late"), server.url("/soon")});
  Process process({.arguments = urlfan_command(arguments)});
  EXPECT_TRUE(process.read_until(
      [](const Process& each) { return each.out().find("\"index\":1") != std::string::npos; }));
  EXPECT_EQ(process.out().find("\"index\":0"), std::string::npos);
  server.let_go();
  EXPECT_EQ(process.wait(), 0);
  Json order = Json::array();
  std::istringstream lines(process.out());
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(",")) line.pop_back();
    const Json value = Json::parse(line, nullptr, false);
    if (value.is_object() && value.contains("index")) order.push_back(value["index"]);
  }
  return order;
}

TEST(Output, InTheOrderOfCompletionNothingWaitsForAnEarlierLine) {
  EXPECT_EQ(order_of_completion({"--order", "completion"}), Json::array({1, 0}));
  EXPECT_EQ(order_of_completion({"--format", "ndjson"}), Json::array({1, 0}));
}

TEST(Output, InTheOrderOfTheListAnEarlierLineGoesFirst) {
  const Nginx nginx;
  const std::string list = nginx.url("/slow") + "\n" + nginx.url("/ok") + "\n";
  const auto order = [](const Json& results) {
    return Json::array({results[0]["index"], results[1]["index"]});
  };
  EXPECT_EQ(order(run_urlfan({}, list).document()["results"]), Json::array({0, 1}));
  EXPECT_EQ(order(run_urlfan({"--format", "ndjson", "--order", "input"}, list).lines()),
            Json::array({0, 1}));
}

TEST(Output, ShowFailedLeavesTheSummaryWhole) {
  const Nginx nginx;
  const Outcome run =
      run_urlfan({"--show", "failed"}, nginx.url("/ok") + "\n" + nginx.url("/missing") + "\n");
  EXPECT_EQ(run.document()["results"].size(), 1U);
  EXPECT_EQ(run.document()["results"][0]["index"], 1);
  EXPECT_EQ(run.document()["summary"]["total"], 2);
}

TEST(Output, BodiesAreShownAsFarAsAskedFor) {
  const Nginx nginx;
  const auto body_of = [&nginx](const std::string& amount, const std::string& path) {
    return run_urlfan({"--body", amount, nginx.url(path)}).document()["results"][0];
  };
  const Json preview = body_of("100", "/file");
  EXPECT_EQ(preview["body"], std::string(100, 'f'));
  EXPECT_EQ(preview["body_truncated"], true);
  EXPECT_EQ(preview["body_bytes"], 1024);
  EXPECT_EQ(body_of("full", "/file")["body"], std::string(1024, 'f'));
  EXPECT_EQ(body_of("full", "/file")["body_truncated"], false);
  EXPECT_EQ(body_of("none", "/file")["body"], nullptr);
  EXPECT_EQ(body_of("none", "/file")["body_bytes"], 1024);
  EXPECT_EQ(body_of("full", "/big")["body"].get<std::string>().size(), std::size_t{10} << 20U);
  const FaultServer faults;
  const Json hostile = run_urlfan({faults.url("/hostile")}).document()["results"][0];
  EXPECT_EQ(hostile["body_encoding"], "base64");
  EXPECT_EQ(hostile["body"], "G10wO3RpdGxlB/8=");
}

TEST(Output, TheHashIsThatOfTheWholeDecodedBody) {
  const Nginx nginx;
  const auto hash_of = [&nginx](const std::string& path, const char* method = "GET") {
    const std::string line = std::string(method) + " " + nginx.url(path) + "\n";
    return run_urlfan({"--hash", "--compressed", "--body", "none"}, line)
        .document()["results"][0]["sha256"];
  };
  // What sha256sum says of "fine\n", of 4096 times z, and of nothing.
  EXPECT_EQ(hash_of("/ok"), "8ecc5f94c57b05d6c5e0ee316bee4875427e1845bbeef3ead59df29c72aab36e");
  EXPECT_EQ(hash_of("/gzip"), "80f1830e2934a1c06ceb7512d00bb936a9437c80411da172c1a274238b974795");
  EXPECT_EQ(hash_of("/status/204"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hash_of("/ok", "HEAD"), nullptr) << "no body came";
  EXPECT_EQ(run_urlfan({nginx.url("/ok")}).document()["results"][0]["sha256"], nullptr);
}

TEST(Output, ABodyThatBrokeOffHasNoHash) {
  const FaultServer faults;
  const Json result = run_urlfan({"--hash", faults.url("/shorter-body")}).document()["results"][0];
  EXPECT_EQ(result["error"]["code"], "truncated_body");
  EXPECT_EQ(result["sha256"], nullptr);
}

TEST(Output, CompressedAnswersAreDecodedOnDemand) {
  const Nginx nginx;
  const Json plain = run_urlfan({nginx.url("/gzip")}).document()["results"][0];
  const Json decoded = run_urlfan({"--compressed", nginx.url("/gzip")}).document()["results"][0];
  EXPECT_EQ(plain["body_bytes"], 4096);
  EXPECT_EQ(decoded["body_bytes"], 4096);
  EXPECT_EQ(decoded["body"], std::string(100, 'z'));
}

TEST(Output, AFileAppearsWhole) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string file = folder.write("out.json", "the one before");
  EXPECT_EQ(run_urlfan({"-o", file, nginx.url("/ok")}).code, 0);
  EXPECT_EQ(Json::parse(read_file(file))["summary"]["ok"], 1);
  EXPECT_EQ(run_urlfan({"-o", file}, "# empty\n").code, 2);
  EXPECT_EQ(Json::parse(read_file(file))["summary"]["ok"], 1);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Output, ADeviceStaysADevice) {
  const Nginx nginx;
  EXPECT_EQ(run_urlfan({"-o", "/dev/null", nginx.url("/ok")}).code, 0);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(Output, WhatCannotBeWrittenIsExitTwoBeforeTheRunAndFiveAfter) {
  const Nginx nginx;
  const std::vector<std::pair<const char*, int>> files{
      {"/no/such/folder/out.json", 2}, {"/", 2}, {"/dev/full", 5}};
  for (const auto& [file, code] : files) {
    const std::string report = std::string("csv=") + file;
    for (const auto& [option, value] : {std::pair<std::string, std::string>("-o", file),
                                        {"--summary", file},
                                        {"--report", report}}) {
      const Outcome run = run_urlfan({option, value, nginx.url("/ok")});
      EXPECT_EQ(run.code, code) << option << " " << file;
      EXPECT_THAT(run.err, HasSubstr("cannot write " + std::string(file)));
    }
  }
  EXPECT_EQ(nginx.log_of(3).size(), 3U) << "those that were not opened sent nothing";
  const Outcome closed = run_urlfan({nginx.url("/ok")}, "", {.output_closed = true});
  EXPECT_EQ(closed.code, 2);
  EXPECT_THAT(closed.err, HasSubstr("standard output"));
}

/// Put before a command: its descriptor does not block, as that of some CI runners.
std::vector<std::string> without_blocking(const std::string& fd) {
  return {"/usr/bin/python3", "-c",
          "import fcntl, os, sys\n"
          "fcntl.fcntl(" +
              fd +
              ", fcntl.F_SETFL, os.O_NONBLOCK)\n"
              "os.execvp(sys.argv[1], sys.argv[1:])"};
}

TEST(Output, IsWholeThroughAPipeThatDoesNotBlock) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 500; ++i) list += nginx.url("/file") + "\n";
  for (const char* format : {"json", "ndjson", "table"}) {
    const Outcome run = run_urlfan({"--body", "full", "--format", format, "-v"}, list,
                                   {.arguments = without_blocking("1")});
    EXPECT_EQ(run.code, 0) << format;
    EXPECT_GE(std::count(run.out.begin(), run.out.end(), '\n'), 501) << format;
  }
}

TEST(Talk, IsWholeThroughAPipeThatDoesNotBlock) {
  std::string list;
  for (int i = 0; i < 2000; ++i) list += "http://127.0.0.1:1/" + std::to_string(i) + "\n";
  Process process({.arguments = [] {
    auto command = without_blocking("2");
    for (const char* word : {URLFAN_BINARY, "-v", "-o", "/dev/null"}) command.emplace_back(word);
    return command;
  }()});
  process.write(list);
  EXPECT_EQ(process.wait(), 3);
  EXPECT_GE(std::count(process.err().begin(), process.err().end(), '\n'), 2000 + 1);
}

TEST(Output, AFileThatIsReadIsNeverWritten) {
  const TemporaryFolder folder;
  const std::string before = run_urlfan({"http://127.0.0.1:1/"}).out;
  const std::string list = folder.write("list.txt", "http://127.0.0.1:1/\n");
  const std::string baseline = folder.write("before.json", before);
  const std::string config = folder.write("urlfan.toml", "timeout = \"2s\"\n");
  const std::string data = folder.write("data", "Name: value\n");
  const std::string link = folder.path("link");
  std::filesystem::create_symlink(list, link);
  const std::vector<std::vector<std::string>> commands{
      {"-o", list, list},
      {"-o", link, list},
      {"--report", "junit=" + list, list},
      {"-o", baseline, "--baseline", baseline, list},
      {"-o", config, "--config", config, list},
      {"--dry-run", "-o", list, list},
      {"-o", data, "--data", "@" + data, list},
      {"-o", data, "--header", "@" + data, list},
      {"report", baseline, "-o", baseline}};
  for (const auto& command : commands) {
    const Outcome run = run_urlfan(command);
    EXPECT_EQ(run.code, 2) << command[1];
    EXPECT_THAT(run.err, HasSubstr("the same file")) << command[1];
  }
  const Outcome added =
      run_program({.arguments = {"sh", "-c", "exec \"$0\" \"$1\" >> \"$1\"", URLFAN_BINARY, list}});
  EXPECT_EQ(added.code, 2);
  EXPECT_EQ(read_file(list), "http://127.0.0.1:1/\n");
  EXPECT_EQ(read_file(baseline), before);
}

TEST(Output, AFileThatIsAMountOfItsOwnIsWrittenOver) {
  const TemporaryFolder folder;
  const std::string file = folder.write("out.json", std::string(100'000, 'o'));
  const std::string under = folder.write("under", "the file that is mounted over it");
  const Outcome run = run_program(
      {.arguments = {"unshare", "--map-root-user", "--mount", "sh", "-c",
                     "mount --bind \"$1\" \"$2\" && \"$0\" -o \"$2\" http://127.0.0.1:1/",
                     URLFAN_BINARY, under, file}});
  EXPECT_EQ(run.code, 3) << run.err;
  EXPECT_EQ(Json::parse(read_file(under))["summary"]["total"], 1);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2);
}

TEST(Output, AFileOverTheLimitOfSizesIsAWriteError) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string file = folder.path("out.json");
  const Outcome run =
      run_program({.arguments = {"sh", "-c", "ulimit -f 8; exec \"$@\"", "sh", URLFAN_BINARY,
                                 "--body", "full", "-o", file, nginx.url("/big")}});
  EXPECT_EQ(run.code, 5);
  EXPECT_THAT(run.err, HasSubstr("cannot write " + file));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Talk, IsSilentWhenAllIsWell) {
  const Nginx nginx;
  const Outcome run = run_urlfan({nginx.url("/ok"), nginx.url("/redirect")});
  EXPECT_EQ(run.err, "");
}

TEST(Talk, TellsTheFirstTwentyFailuresAndTheTotal) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 30; ++i) list += nginx.url("/missing?" + std::to_string(i)) + "\n";
  const Outcome run = run_urlfan({}, list);
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 21);
  EXPECT_THAT(run.err, HasSubstr("standard input:1: GET " + nginx.url("/missing?0") +
                                 " http_status: HTTP 404"));
  EXPECT_THAT(run.err, HasSubstr("30 of 30 lines failed"));
  EXPECT_EQ(run_urlfan({"-q"}, list).err, "");
}

TEST(Talk, LogsJsonLines) {
  const Nginx nginx;
  const Outcome run = run_urlfan({"--log-format", "json", "-v", nginx.url("/missing")});
  std::istringstream lines(run.err);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_TRUE(Json::parse(line).contains("message")) << line;
  }
  EXPECT_GE(count, 2);
}

TEST(Talk, ErrorsBeforeTheRunAreJsonLinesToo) {
  const auto message_of = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--log-format", "json"});
    const Outcome run = run_urlfan(std::move(arguments));
    EXPECT_EQ(run.code, 2);
    const Json line = Json::parse(run.err);
    EXPECT_EQ(line.at("level"), "error");
    return line.at("message").get<std::string>();
  };
  EXPECT_THAT(message_of({"/no/such/list"}), HasSubstr("cannot open the list /no/such/list"));
  EXPECT_THAT(message_of({"--timeuot=3s", "x"}), HasSubstr("did you mean --timeout?"));
  EXPECT_THAT(message_of({"--retries=many", "x"}), HasSubstr("--retries"));
}

TEST(Talk, TheLiveLineLeavesNothingBehind) {
  const Nginx nginx;
  const TemporaryFolder folder;
  std::string list;
  for (int i = 0; i < 10; ++i) list += nginx.url("/slow") + "\n";
  const std::string file = folder.write("list.txt", list);
  Process process({.arguments = urlfan_command({"--per-host", "2", file}), .terminal = true});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_THAT(process.err(), HasSubstr("/10 done"));
  EXPECT_THAT(process.err(), testing::EndsWith("\r\x1b[K"));
  Process without({.arguments = urlfan_command({"--no-progress", file}), .terminal = true});
  EXPECT_EQ(without.wait(), 0);
  EXPECT_EQ(without.err(), "");
}

TEST(Help, NamesEveryOption) {
  const Outcome run = run_urlfan({"--help"});
  EXPECT_EQ(run.code, 0);
  for (const char* option : {"--base-url",
                             "--default-scheme",
                             "--allow-empty",
                             "--concurrency",
                             "--per-host",
                             "--threads",
                             "--timeout",
                             "--connect-timeout",
                             "--user-agent",
                             "--compressed",
                             "--follow",
                             "--max-redirs",
                             "--cacert",
                             "--capath",
                             "--max-body",
                             "--max-headers",
                             "--format",
                             "--order",
                             "--show",
                             "--output",
                             "--body",
                             "--verbose",
                             "--quiet",
                             "--log-level",
                             "--log-format",
                             "--progress",
                             "--no-color",
                             "--dry-run",
                             "--schema",
                             "--version",
                             "--config",
                             "--input-format",
                             "--rate",
                             "--host-rate",
                             "--deadline",
                             "--retries",
                             "--retry-wait",
                             "--retry-max-wait",
                             "--retry-all-methods",
                             "--wait-for",
                             "--interval",
                             "--expect-status",
                             "--expect-contains",
                             "--expect-matches",
                             "--expect-header",
                             "--expect-json",
                             "--expect-time",
                             "--cert-days",
                             "--no-checks",
                             "--report",
                             "--fields",
                             "--summary",
                             "--max-latency",
                             "--baseline",
                             "--fail-fast",
                             "--max-fail",
                             "--fail-on",
                             "--reproduce",
                             "--hash",
                             "--http"}) {
    EXPECT_THAT(run.out, HasSubstr(option));
  }
  EXPECT_THAT(run_urlfan({"--version"}).out, HasSubstr("libcurl/"));
  EXPECT_THAT(run_urlfan({"explain", "dns_failed"}).out, HasSubstr("dns_failed"));
  EXPECT_EQ(run_urlfan({"explain", "nonsense"}).code, 2);
}

}  // namespace
}  // namespace urlfan
