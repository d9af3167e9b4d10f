// Servers that mean harm, and lists that do not know where they lead.

#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"

namespace urlfan::safety_test {
namespace {

using testing::HasSubstr;
using testing::Not;

Json only_result(const Outcome& run) { return run.document()["results"][0]; }

TEST(DenyPrivate, BlocksEveryWayToWriteThisMachine) {
  const Nginx nginx;
  const std::string port = ":" + std::to_string(nginx.port()) + "/ok\n";
  std::string list;
  const std::vector<std::string> hosts{
      "127.0.0.1",       "2130706433",        "0177.0.0.1", "0x7f000001",         "127.1",
      "0x7f.1",          "localhost",         "[::1]",      "[::ffff:127.0.0.1]", "0.0.0.0",
      "[::ffff:7f00:1]", "017700000001",      "LOCALHOST",  "a.localhost",        "10.0.0.1",
      "169.254.169.254", "[64:ff9b::7f00:1]", "[fe80::1]",  "[2002:7f00:1::1]",   "192.168.1.1"};
  for (const auto& host : hosts) list += "http://" + host + port;
  const Json results =
      run_urlfan({"--deny-private", "--timeout", "5s"}, list).document()["results"];
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    EXPECT_EQ(results[i]["error"]["code"], "blocked_address")
        << hosts[i] << " " << results[i]["error"];
    EXPECT_EQ(results[i]["error"]["retryable"], false);
  }
  EXPECT_THAT(nginx.log(), testing::IsEmpty());
}

TEST(DenyPrivate, BlocksANameThatLeadsToThisMachine) {
  const Nginx nginx;
  const std::string port = std::to_string(nginx.port());
  const Outcome run = run_urlfan({"--deny-private", "http://one.hosts.test:" + port + "/ok",
                                  "http://both.hosts.test:" + port + "/ok"},
                                 {}, {.arguments = no_names()});
  const Json document = run.document();
  for (const auto& result : document["results"]) {
    EXPECT_EQ(result["error"]["code"], "blocked_address") << result["error"];
    EXPECT_THAT(result["error"]["message"], HasSubstr("loopback"));
  }
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(nginx.log(), testing::IsEmpty());
}

TEST(DenyPrivate, BlocksWhatTheCommandLineLeadsTo) {
  const Nginx nginx;
  const std::string port = std::to_string(nginx.port());
  for (const std::vector<std::string>& way :
       {std::vector<std::string>{"--resolve", "a.test:80:127.0.0.1"},
        std::vector<std::string>{"--connect-to", "a.test:80:127.0.0.1:" + port}}) {
    auto arguments = way;
    arguments.insert(arguments.end(), {"--deny-private", "http://a.test/"});
    EXPECT_EQ(only_result(run_urlfan(arguments))["error"]["code"], "blocked_address") << way[0];
  }
  EXPECT_THAT(nginx.log(), testing::IsEmpty());
}

TEST(DenyPrivate, TakesNoNoticeOfProxiesAndRefusesOne) {
  const Nginx nginx;
  const Launch launch{.environment = {{"http_proxy", nginx.url("")}}};
  const Outcome run = run_urlfan({"--deny-private", "http://10.0.0.1/"}, {}, launch);
  EXPECT_EQ(only_result(run)["error"]["code"], "blocked_address");
  EXPECT_THAT(nginx.log(), testing::IsEmpty());
  const Outcome refused = run_urlfan({"--deny-private", "-x", nginx.url(""), "http://10.0.0.1/"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--proxy"));
}

/// The namespace of a name server that changes its mind; see the script.
std::vector<std::string> changing_names() {
  return {"unshare", "--map-root-user",  "--mount",
          "--net",   "/usr/bin/python3", URLFAN_SOURCE_DIR "/tests/e2e/changing_names.py"};
}

TEST(DenyPrivate, ANameThatChangesItsAddressGainsNothing) {
  const std::string url = "http://changing.test:8080/";
  // The first answer is public and every later one is this machine, also for a redirect.
  const Outcome run =
      run_urlfan({"--deny-private", "-4", "--retries", "2", "--retry-wait", "1ms", url, url,
                  "http://first.test:8080/to/" + url, "http://also-changing.test:8080/",
                  "http://first.test:8080/to/http://private.test:8080/",
                  "http://first.test:8080/to/http://127.0.0.1:8080/"},
                 {}, {.arguments = changing_names()});
  const Json results = run.document()["results"];
  const auto code = [&results](std::size_t i) {
    return results[i]["error"].is_null() ? "ok" : results[i]["error"]["code"].get<std::string>();
  };
  EXPECT_EQ(code(0), "ok") << results[0]["error"];
  EXPECT_EQ(results[0]["remote_ip"], "9.9.9.9");
  EXPECT_EQ(code(1), "ok") << results[1]["error"];
  EXPECT_EQ(code(2), "ok") << results[2]["error"];
  EXPECT_EQ(code(3), "ok") << results[3]["error"];
  EXPECT_EQ(code(4), "blocked_address") << results[4]["error"];
  EXPECT_EQ(results[4]["redirects"].size(), 1U);
  EXPECT_EQ(code(5), "blocked_address") << results[5]["error"];
  EXPECT_THAT(run.err, HasSubstr("requests that came to 127.0.0.1: 0\n"));
  EXPECT_THAT(run.err, Not(HasSubstr("requests that came to 9.9.9.9: 0\n")));
}

TEST(DenyPrivate, ANameThatHasChangedWhenItIsLookedUpAgainIsBlocked) {
  // Through --connect-to, libcurl looks the name up itself, for each connection anew.
  const Outcome run =
      run_urlfan({"--deny-private", "-4", "-c", "1", "-H", "Connection: close", "--connect-to",
                  "a.test:80:once.test:8080", "http://a.test/one", "http://a.test/two"},
                 {}, {.arguments = changing_names()});
  const Json results = run.document()["results"];
  EXPECT_EQ(results[0]["status"], 200) << results[0]["error"];
  EXPECT_THAT(run.err, HasSubstr("requests that came to 127.0.0.1: 0\n"));
}

TEST(Stall, EndsAnAnswerInWhichNothingMoves) {
  const FaultServer faults;
  const Nginx nginx;
  const std::vector<std::string> options{"--stall-timeout", "300ms", "--timeout", "20s"};
  auto arguments = options;
  arguments.insert(arguments.end(), {faults.url("/silent"), faults.url("/stuck-body"),
                                     faults.url("/stuck-headers"), nginx.url("/slow")});
  const Json results = run_urlfan(arguments).document()["results"];
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(results[i]["error"]["code"], "stalled") << i << results[i]["error"];
    EXPECT_EQ(results[i]["error"]["retryable"], true);
    EXPECT_GE(results[i]["timings_ms"]["total"], 300) << "the time in which nothing came counts";
  }
  EXPECT_EQ(results[1]["body_bytes"], 5) << "what came is told";
  EXPECT_EQ(results[3]["status"], 200);
}

TEST(Stall, LeavesAnAnswerAloneThatComesInDrops) {
  const FaultServer faults;
  const Json result = only_result(
      run_urlfan({"--stall-timeout", "2500ms", "--timeout", "4s", faults.url("/drip")}));
  EXPECT_EQ(result["error"]["code"], "timeout") << "a byte a second is no stall";
}

TEST(Limits, TooManyHeadersAreTooMany) {
  const FaultServer faults;
  const Json result = only_result(run_urlfan({"--headers", faults.url("/many-headers")}));
  EXPECT_EQ(result["error"]["code"], "headers_too_large");
  EXPECT_THAT(result["error"]["message"], HasSubstr("1000"));
}

TEST(Headers, NeverShowTheUserOfALocation) {
  const FaultServer faults;
  const Outcome run = run_urlfan({"--no-follow", "--headers", faults.url("/to-user")});
  EXPECT_EQ(only_result(run)["headers"]["location"], Json::array({"http://***@a.test/x@y"}));
  const Outcome followed = run_urlfan({faults.url("/to-user-of-ftp")});
  EXPECT_THAT(followed.out, Not(HasSubstr("s3cret")));
  EXPECT_THAT(only_result(followed)["redirects"][0]["location"], HasSubstr("***@"));
}

TEST(Headers, OfTheAnswerAreShownWhenAskedFor) {
  const Nginx nginx;
  const Json result = only_result(run_urlfan({"--headers", nginx.url("/json")}));
  EXPECT_EQ(result["headers"]["x-answer"], Json::array({"yes"}));
  EXPECT_EQ(result["headers"]["content-type"], Json::array({"application/json"}));
  EXPECT_EQ(only_result(run_urlfan({nginx.url("/json")}))["headers"], nullptr);
}

TEST(Headers, WhateverAServerCallsThemTheOutputIsJson) {
  const FaultServer faults;
  const Outcome run = run_urlfan({"--headers", "-vv", faults.url("/hostile-headers")});
  const Json result = only_result(run);
  EXPECT_EQ(result["headers"]["x-\"quote"], Json::array({"\x1b[31mred"}));
  EXPECT_EQ(result["headers"]["x-twice"], Json::array({"1", "2"}));
  EXPECT_THAT(run.out + run.err, Not(HasSubstr("\x1b")));
}

TEST(Tls, FactsOfTheConnectionAreTold) {
  const Nginx nginx;
  const Json tls = only_result(
      run_urlfan({"--cacert", nginx.ca_file(), Nginx::tls_url(nginx.tls_port())}))["tls"];
  EXPECT_THAT(tls["version"], testing::StartsWith("TLSv1."));
  EXPECT_THAT(tls["issuer"], HasSubstr("urlfan test authority"));
  EXPECT_EQ(tls["days_left"], 89);
  EXPECT_THAT(tls["not_after"], HasSubstr("T"));
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    names.push_back(each.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(SaveDir, HasEachBodyOnceUnderItsDigest) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string to = folder.path("new/bodies");
  const Outcome run =
      run_urlfan({"--save-dir", to, nginx.url("/ok"), nginx.url("/redirect"), nginx.url("/big"),
                  nginx.url("/status/404"), nginx.url("/status/204")});
  const Json results = run.document()["results"];
  const std::string fine = results[0]["saved_to"];
  EXPECT_EQ(fine, to + "/" + results[0]["sha256"].get<std::string>());
  EXPECT_EQ(read_file(fine), "fine\n");
  EXPECT_EQ(results[1]["saved_to"], fine) << "equal bodies are one file";
  EXPECT_EQ(read_file(results[2]["saved_to"]), std::string(std::size_t{10} << 20U, 'b'));
  EXPECT_EQ(results[2]["body"].get<std::string>().size(), 100U);
  EXPECT_TRUE(results[3]["saved_to"].is_string()) << "a body is a body, whatever the status";
  EXPECT_EQ(read_file(results[4]["saved_to"]), "") << "and so is an empty one";
  EXPECT_EQ(names_in(to).size(), 4U) << "none of a redirect, nothing half done";
}

TEST(SaveDir, NothingHalfDoneStays) {
  const FaultServer faults;
  const TemporaryFolder folder;
  const Outcome run =
      run_urlfan({"--save-dir", folder.path(), "--timeout", "1s", "--max-body", "1M", "--retries",
                  "1", "--retry-wait", "1ms", faults.url("/shorter-body"), faults.url("/drip"),
                  faults.url("/endless-body"), faults.url("/reset-in-body"), faults.url("/close")});
  const Json document = run.document();
  for (const auto& result : document["results"]) EXPECT_EQ(result["saved_to"], nullptr);
  EXPECT_THAT(names_in(folder.path()), testing::IsEmpty());
}

TEST(SaveDir, NothingHalfDoneStaysWhenTheRunIsStopped) {
  const FaultServer faults;
  const TemporaryFolder folder;
  Process process({.arguments = urlfan_command({"--save-dir", folder.path(), "--format", "ndjson",
                                                faults.url("/drip"), faults.url("/ok")})});
  ASSERT_TRUE(process.read_until([&](const Process& each) {
    return each.out().find('\n') != std::string::npos && names_in(folder.path()).size() == 2;
  }));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  EXPECT_EQ(names_in(folder.path()).size(), 1U);
}

TEST(SaveDir, NothingHalfDoneStaysWhenTheOutputFails) {
  const FaultServer faults;
  const TemporaryFolder folder;
  const Outcome run = run_urlfan({"--save-dir", folder.path(), "--format", "ndjson", "-o",
                                  "/dev/full", faults.url("/drip"), faults.url("/silent")});
  EXPECT_EQ(run.code, 5);
  EXPECT_THAT(names_in(folder.path()), testing::IsEmpty());
}

TEST(SaveDir, AFolderThatCannotBeWrittenIsAUsageErrorThatNamesIt) {
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "");
  const Outcome run = run_urlfan({"--save-dir", file, "http://127.0.0.1:1/"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr(file));
  EXPECT_EQ(run.out, "");
}

}  // namespace
}  // namespace urlfan::safety_test
