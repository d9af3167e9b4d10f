// The summary, as src/output/result_json.cc writes it.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "src/output/result_json.h"
#include "tests/support/fake_clock.h"
#include "urlfan/version.h"

namespace urlfan::summary_json_test {
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
  summary.stop = StopCause::terminate;
  summary.exit_code = 143;
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
  summary.checks = {{.name = "max-latency:p95", .ok = false, .expected = "<=4ms", .actual = "5ms"}};
  json expected = json::parse(R"({
    "type":"summary","schema":"urlfan/1","total":4,"ok":1,"failed":2,"skipped":1,"flaky":1,
    "complete":false,"input_complete":true,"stop":"SIGTERM","exit_code":143,"started_at":"2026-11-21T04:41:28.000Z",
    "wall_ms":240.1,"attempts":3,"body_bytes":11,"by_status":{"200":1,"503":1},
    "by_error":{"http_status":1,"cancelled":1},
    "latency_ms":{"min":0.001,"mean":2,"p50":3,"p90":4,"p95":5,"p99":6,"max":7.001},
    "checks":[{"name":"max-latency:p95","ok":false,"expected":"<=4ms","actual":"5ms"}],"list":null})");
  expected["urlfan_version"] = kVersion;
  EXPECT_EQ(json::parse(to_json(summary)), expected);
}

TEST(SummaryJson, OfARunThatWentToItsEndTheStopIsNull) {
  EXPECT_TRUE(json::parse(to_json(Summary())).at("stop").is_null());
}

TEST(SummaryJson, TellsOfWhichListTheRunIs) {
  Summary summary;
  summary.list = ListFacts{.digest = "0f", .lines = 7, .shard = Shard{.k = 2, .n = 3}};
  EXPECT_EQ(json::parse(to_json(summary)).at("list"), json::parse(R"({
    "digest":"0f","lines":7,"shard":{"k":2,"n":3,"by":"host","hash":"sha256-64"},"shards":null})"));
  summary.list = ListFacts{.shard = Shard{.k = 1, .n = 3, .by = ShardBy::line}};
  EXPECT_EQ(json::parse(to_json(summary)).at("list"), json::parse(R"({
    "digest":null,"lines":null,"shard":{"k":1,"n":3,"by":"line","hash":"sha256-64"},"shards":null})"))
      << "of a list that was not read to its end";
  summary.list = ListFacts{.digest = "0f", .lines = 7};
  summary.list->shards = {{.k = 2, .started_at = WallTime(), .wall = Duration(1'500)}};
  EXPECT_EQ(json::parse(to_json(summary)).at("list").at("shards"), json::parse(R"([
    {"k":2,"started_at":"1970-01-01T00:00:00.000Z","wall_ms":1.5}])"));
  EXPECT_TRUE(json::parse(to_json(summary)).at("list").at("shard").is_null());
}

TEST(ListRecordJson, TellsOfWhichListTheFileIs) {
  const ListOutline outline{
      .lines = 3, .digest = 0xf, .stride = 2, .checkpoints = {0x123456789abcdef0U}};
  const ListFacts list{.digest = "000000000000000f", .lines = 3, .shard = Shard{.k = 2, .n = 3}};
  EXPECT_EQ(json::parse(to_json(list, outline)), json::parse(R"({"type":"list",
    "schema":"urlfan/1","digest":"000000000000000f","lines":3,
    "shard":{"k":2,"n":3,"by":"host","hash":"sha256-64"},"stride":2,
    "checkpoints":["123456789abcdef0"]})"));
}

TEST(SummaryJson, WithoutAnAnswerTheLatencyIsNull) {
  const json summary = json::parse(to_json(Summary()));
  EXPECT_TRUE(summary.at("latency_ms").is_null());
  EXPECT_EQ(summary.at("by_status"), json::object());
  EXPECT_EQ(summary.at("by_error"), json::object());
}

}  // namespace
}  // namespace urlfan::summary_json_test
