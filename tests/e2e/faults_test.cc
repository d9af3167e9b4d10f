// A hostile server: whatever it does, each line has exactly one result, and memory stays bounded.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"

namespace urlfan::faults_test {
namespace {

struct Fault {
  const char* path;
  /// Empty: the answer is fine.
  std::string code;
};

const std::vector<Fault> kFaults{
    {"/ok", ""},
    {"/silent", "timeout"},
    {"/close", "empty_reply"},
    {"/reset", "connection_reset"},
    {"/reset-in-headers", "connection_reset"},
    {"/reset-in-body", "connection_reset"},
    {"/half-headers", "connection_reset"},
    {"/stuck-headers", "timeout"},
    {"/endless-headers", "headers_too_large"},
    {"/long-header-line", "headers_too_large"},
    {"/endless-body", "body_too_large"},
    {"/longer-body", ""},  // what was announced came, whole
    {"/shorter-body", "truncated_body"},
    {"/drip", "timeout"},
    {"/garbage", "protocol_error"},
    {"/bad-status", "protocol_error"},
    {"/http09", "protocol_error"},
    {"/bad-chunk", "protocol_error"},
    {"/gzip-bomb", "body_too_large"},
    {"/bad-gzip", "bad_encoding"},
    {"/informational", "headers_too_large"},
    {"/to-file", "unsupported_scheme"},
    {"/loop", "too_many_redirects"},
    {"/hostile", ""},
};

TEST(Faults, EachHasItsCode) {
  const FaultServer server;
  std::string list;
  for (const auto& fault : kFaults) list += server.url(fault.path) + "\n";
  const Outcome run = run_urlfan({"--timeout", "3s", "--compressed", "--max-body", "4M"}, list);
  const Json document = run.document();
  ASSERT_EQ(document["results"].size(), kFaults.size());
  for (std::size_t i = 0; i < kFaults.size(); ++i) {
    const Json& result = document["results"][i];
    SCOPED_TRACE(kFaults[i].path);
    EXPECT_EQ(result["index"], i);
    if (kFaults[i].code.empty()) {
      EXPECT_TRUE(result["ok"]) << result["error"];
    } else {
      EXPECT_EQ(result["error"]["code"], kFaults[i].code) << result["error"];
    }
  }
}

TEST(Faults, NeverDropOrDoubleALine) {
  const FaultServer server;
  std::string list;
  constexpr std::size_t kLines = 600;
  for (std::size_t i = 0; i < kLines; ++i)
    list += server.url(kFaults[i % kFaults.size()].path) + "\n";
  const Outcome run = run_urlfan({"-c", "200", "--per-host", "0", "--timeout", "2s", "--compressed",
                                  "--max-body", "256K", "--format", "ndjson"},
                                 list);
  std::vector<int> seen(kLines);
  const auto lines = run.lines();
  ASSERT_EQ(lines.size(), kLines + 1);
  for (const auto& line : lines) {
    if (line["type"] == "result") ++seen.at(line["index"].get<std::size_t>());
  }
  EXPECT_THAT(seen, testing::Each(1));
  EXPECT_EQ(lines.back()["type"], "summary");
  EXPECT_EQ(lines.back()["total"], kLines);
}

TEST(Faults, WhatAServerSendsWithoutEndDoesNotFillTheMemory) {
  const FaultServer server;
  std::string list;
  for (int i = 0; i < 20; ++i) {
    list += server.url("/endless-body") + "\n" + server.url("/gzip-bomb") + "\n" +
            server.url("/endless-headers") + "\n";
  }
  const Outcome run = run_urlfan(
      {"--compressed", "--max-body", "30M", "--per-host", "0", "--timeout", "100s"}, list);
  EXPECT_EQ(run.document()["summary"]["by_error"],
            Json({{"body_too_large", 40}, {"headers_too_large", 20}}));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // 1.2 GB of bodies came. 60 transfers need a few MiB.
  EXPECT_GT(run.peak_memory, 0);
  EXPECT_LT(run.peak_memory, 100 * 1024);
#endif
}

TEST(Faults, ControlCharactersOfAServerAreInert) {
  const FaultServer server;
  const Outcome run = run_urlfan({server.url("/hostile"), "--body", "none", "-vv"});
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(run.err.find('\x1b'), std::string::npos);
  const Outcome table = run_urlfan({server.url("/hostile"), "--format", "table", "-vv"});
  EXPECT_EQ(table.out.find('\x1b'), std::string::npos);
}

TEST(Faults, AServerThatHangsUpOnKeptConnectionsGivesAnEmptyReply) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 10; ++i) list += nginx.url("/slow?" + std::to_string(i)) + "\n";
  // Ten connections are kept by then; libcurl tries five of them.
  const std::string later = list + nginx.url("/drop") + "\n";
  const Outcome run = run_urlfan({}, later);
  EXPECT_EQ(run.document()["results"][10]["error"]["code"], "empty_reply") << run.err;
}

}  // namespace
}  // namespace urlfan::faults_test
