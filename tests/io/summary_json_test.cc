// The summary and the requests of --dry-run, as src/io/result_json.cc writes them.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "src/io/result_json.h"
#include "src/io/version.h"
#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan {
namespace {

using nlohmann::json;

TEST(SummaryJson, IsTheContractsExample) {
  Summary summary;
  summary.total = 4;
  summary.ok = 1;
  summary.failed = 2;
  summary.skipped = 1;
  summary.flaky = 1;
  summary.complete = false;
  summary.input_complete = true;
  summary.exit_code = 1;
  summary.started_at = FakeClock::wall_start();
  summary.wall = Duration(240'100);
  summary.attempts = 3;
  summary.body_bytes = 11;
  summary.by_status = {{200, 1}, {503, 1}};
  summary.by_error = {{ErrorCode::http_status, 1}, {ErrorCode::cancelled, 1}};
  summary.latency = Latency{.min = Duration(1),
                            .mean = Duration(2000),
                            .p50 = Duration(3000),
                            .p90 = Duration(4000),
                            .p95 = Duration(5000),
                            .p99 = Duration(6000),
                            .max = Duration(7001)};
  json expected = json::parse(R"({
    "type":"summary","schema":"urlfan/1","total":4,"ok":1,"failed":2,"skipped":1,"flaky":1,
    "complete":false,"input_complete":true,"exit_code":1,"started_at":"2026-11-21T04:41:28.000Z",
    "wall_ms":240.1,"attempts":3,"body_bytes":11,"by_status":{"200":1,"503":1},
    "by_error":{"http_status":1,"cancelled":1},
    "latency_ms":{"min":0.001,"mean":2,"p50":3,"p90":4,"p95":5,"p99":6,"max":7.001}})");
  expected["urlfan_version"] = kVersion;
  EXPECT_EQ(json::parse(to_json(summary)), expected);
}

TEST(SummaryJson, WithoutAnAnswerTheLatencyIsNull) {
  const json summary = json::parse(to_json(Summary()));
  EXPECT_TRUE(summary.at("latency_ms").is_null());
  EXPECT_EQ(summary.at("by_status"), json::object());
  EXPECT_EQ(summary.at("by_error"), json::object());
}

TEST(RequestJson, ShowsWhatALineMeans) {
  Request line = request("https://joe:secret@a.test/x");
  line.where = {.file = "-", .line = 3};
  line.name = "web";
  line.method = "HEAD";
  line.timeout = ms(1500);
  line.checks.status = StatusSet{.ranges = {{200, 299}}, .text = "2xx"};
  line.retries = 2;
  line.checks.max_time = Duration(500);
  line.checks.contains = {"a", "b"};
  line.checks.matches = {std::get<Pattern>(Pattern::compile("c+"))};
  line.checks.headers = {{.name = "x-a", .value = "1"},
                         {.name = "x-b", .value = std::get<Pattern>(Pattern::compile("2"))}};
  line.checks.json = {{.pointer = "/d", .value = "[1, true]"}};
  line.checks.cert_days = 14;
  line.checks.sha256 = "ab";
  EXPECT_EQ(json::parse(to_json(line, 7)), json::parse(R"({
    "type":"request","index":7,"file":"-","line":3,"name":"web","method":"HEAD",
    "url":"https://joe:***@a.test/x","timeout_ms":1500,"connect_timeout_ms":null,
    "retries":2,"expect":{"status":"2xx","contains":["a","b"],"matches":["c+"],"max_ms":0.5,
    "headers":[{"name":"x-a","equals":"1"},{"name":"x-b","matches":"2"}],
    "json":[{"pointer":"/d","value":[1,true]}],"cert_days":14,"sha256":"ab"},"error":null})"));
}

TEST(RequestJson, ABadLineShowsItsErrorAndNoUrl) {
  const json bad = json::parse(to_json(bad_request("what was expected"), 0));
  EXPECT_TRUE(bad.at("url").is_null());
  EXPECT_TRUE(bad.at("method").is_null());
  EXPECT_EQ(bad.at("error").at("code"), "invalid_input");
  EXPECT_EQ(bad.at("error").at("message"), "what was expected");
  EXPECT_EQ(bad.at("expect"), json::parse(R"({"status":null,"contains":[],"matches":[],
    "max_ms":null,"headers":[],"json":[],"cert_days":null,"sha256":null})"));
}

TEST(RequestJson, WithoutChecksThereIsNothingToExpect) {
  Request line = request("http://a.test/");
  line.checks.none = true;
  EXPECT_TRUE(json::parse(to_json(line, 0)).at("expect").is_null());
}

}  // namespace
}  // namespace urlfan
