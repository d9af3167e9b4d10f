#include "src/history/result_reader.h"

#include <gmock/gmock.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "src/output/document_sink.h"
#include "src/output/ndjson_sink.h"
#include "src/output/result_json.h"
#include "tests/support/fake_clock.h"
#include "tests/support/results.h"

namespace urlfan::result_reader_test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct ReadRun : EarlierRun {
  std::vector<Result> results = {};
};

/// Fails where a result cannot be had once more.
std::vector<ReadRun> read(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::vector<Result>> results;
  const auto runs = read_results(in, "old.json", [&](const EarlierResult& earlier) {
    if (results.size() <= earlier.run) results.resize(earlier.run + 1);
    results[earlier.run].push_back(earlier.result);
    EXPECT_EQ(to_json(result_of(earlier.text)), to_json(earlier.result));
    if (earlier.offset) {
      EXPECT_EQ(text.substr(*earlier.offset, earlier.text.size()), earlier.text);
    }
  });
  results.resize(runs.size());
  std::vector<ReadRun> all;
  for (std::size_t i = 0; i < runs.size(); ++i) all.push_back({runs[i], results[i]});
  return all;
}

std::string complaint(const std::string& text) {
  try {
    read(text);
    return "";
  } catch (const ResultsError& error) {
    return error.what();
  }
}

/// A result in which everything is set.
Result full() {
  Result result = failed(3, ErrorCode::http_status, "HTTP 503, \"expected\" below 400");
  result.name = "n\xC3\xA9";
  result.error->retryable = true;
  result.error->curl_code = 7;
  result.effective_url = "http://b.test/";
  result.response.status = 503;
  result.response.http_version = "1.1";
  result.response.remote_ip = "127.0.0.1";
  result.response.remote_port = 8080;
  result.response.content_type = "text/plain";
  result.response.body = std::string("\0\xFF\x01", 3);
  result.response.body_bytes = 11;
  result.response.sha256 = std::string(64, 'a');
  result.response.tls = TlsFacts{.version = "TLSv1.3",
                                 .subject = "CN=a",
                                 .issuer = "CN=b",
                                 .not_after = FakeClock::wall_start() + std::chrono::hours(999)};
  result.timings = {.dns = Duration(1),
                    .connect = Duration(1'001),
                    .tls = Duration(2'000'002),
                    .wait = Duration(3),
                    .receive = Duration(4),
                    .total = Duration(12'345'678)};
  result.checks = {{.name = "status", .ok = false, .expected = "<400", .actual = "503"},
                   {.name = "contains", .ok = false, .expected = "x", .actual = {}}};
  result.attempts = 3;
  result.history = {
      {.status = 503, .error = ErrorCode::http_status, .total = ms(3), .backoff = ms(9)},
      {.status = {}, .error = ErrorCode::timeout, .total = {}, .backoff = ms(0)}};
  result.redirects = {{.status = 301,
                       .location = "http://b.test/",
                       .method = "POST",
                       .url = "http://a.test/",
                       .started_at = FakeClock::wall_start() + Duration(123'456),
                       .timings = result.timings}};
  result.history[1].started_at = FakeClock::wall_start() + Duration(9);
  result.history[1].effective_url = "http://c.test/";
  result.history[1].exchange_started_at = FakeClock::wall_start() + Duration(10);
  result.history[1].timings.dns = Duration(11);
  result.history[1].redirects = result.redirects;
  result.exchange_started_at = FakeClock::wall_start() + Duration(13);
  result.queued = ms(1);
  result.redirect_time = ms(2);
  result.started_at = FakeClock::wall_start() + std::chrono::milliseconds(123);
  result.elapsed = ms(4321);
  result.ready = ms(99);
  result.baseline = BaselineVerdict::known;
  result.drift = {{.field = "status", .before = "200", .now = "503"}};
  return result;
}

Summary ended() {
  Summary summary;
  summary.total = 1;
  summary.input_complete = true;
  summary.exit_code = 1;
  summary.started_at = FakeClock::wall_start();
  summary.wall = ms(250);
  return summary;
}

template <typename AnySink>
std::string written(const std::vector<Result>& results, bool finished = true) {
  std::ostringstream out;
  AnySink sink(out);
  for (const auto& result : results) sink.write(result);
  if (finished) sink.finish(ended());
  return out.str();
}

TEST(ResultReader, WhatIsReadIsWhatWasWritten) {
  const std::vector<Result> all{full(), passed(1), unreadable(2), failed(4, ErrorCode::cancelled)};
  for (const std::string& text : {written<NdjsonSink>(all), written<DocumentSink>(all)}) {
    const auto runs = read(text);
    ASSERT_THAT(runs, SizeIs(1));
    ASSERT_THAT(runs[0].results, SizeIs(4));
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(to_json(runs[0].results[i]), to_json(all[i]));
    }
    ASSERT_TRUE(runs[0].summary);
    EXPECT_EQ(runs[0].summary->started_at, ended().started_at);
    EXPECT_EQ(runs[0].summary->wall, ms(250));
    EXPECT_TRUE(runs[0].summary->input_complete);
    EXPECT_EQ(runs[0].summary->exit_code, 1);
    EXPECT_FALSE(runs[0].cut_line);
  }
}

/// All that there are, and a signal that has no name.
std::vector<StopCause> all_causes() {
  return {StopCause::none,      StopCause::deadline,  StopCause::failures,
          StopCause::internal,  StopCause::caller,    StopCause::hangup,
          StopCause::interrupt, StopCause::terminate, stopped_by_signal(40)};
}

nlohmann::json summary_of(StopCause cause, int exit_code, bool complete) {
  Summary summary = ended();
  summary.stop = cause;
  summary.exit_code = exit_code;
  summary.complete = complete;
  return nlohmann::json::parse(to_json(summary));
}

StopCause cause_read_from(const nlohmann::json& summary) {
  return read(summary.dump() + "\n").at(0).summary->stop;
}

TEST(ResultReader, WhyARunStoppedIsReadAsItWasWrittenWhateverItsExitCode) {
  for (const StopCause cause : all_causes()) {
    for (const int code : {0, 4, 5, 130}) {
      EXPECT_EQ(cause_read_from(summary_of(cause, code, false)), cause) << to_string(cause);
    }
  }
}

TEST(ResultReader, WhereItIsNotToldTheExitCodeTellsWhyARunStopped) {
  struct Case {
    int exit_code;
    bool complete;
    StopCause cause;
  };
  for (const auto& [code, complete, cause] :
       {Case{0, true, StopCause::none}, Case{1, true, StopCause::none},
        Case{1, false, StopCause::failures}, Case{4, false, StopCause::deadline},
        Case{5, false, StopCause::internal}, Case{130, false, StopCause::interrupt},
        Case{138, false, stopped_by_signal(10)}}) {
    auto earlier = summary_of(StopCause::none, code, complete);
    earlier.erase("stop");
    EXPECT_EQ(cause_read_from(earlier), cause) << code;
  }
}

TEST(ResultReader, ACauseThatUrlfanDoesNotKnowIsRefused) {
  for (const nlohmann::json& wrong : {nlohmann::json("boredom"), nlohmann::json(""),
                                      nlohmann::json(4), nlohmann::json("signal 0")}) {
    auto json = summary_of(StopCause::none, 0, true);
    json["stop"] = wrong;
    EXPECT_THAT(complaint(json.dump() + "\n"), HasSubstr("old.json:1: ")) << wrong;
  }
}

/// As a stream that can be gone on with begins.
std::string list_record(const std::string& digest, const char* shard = "null") {
  return R"({"type":"list","schema":"urlfan/1","digest":")" + digest + R"(","lines":2,"shard":)" +
         shard +
         R"(,"stride":1,"checkpoints":["00","01"]})"
         "\n";
}

/// Its end, at one second after the start, of 250 ms.
std::string end_of_go(const std::string& digest) {
  Summary summary = ended();
  summary.started_at += std::chrono::seconds(1);
  summary.list = ListFacts{.digest = digest, .lines = 2};
  return to_json(summary) + "\n";
}

TEST(ResultReader, AllGoesAtOneListAreOneRun) {
  Result first = passed(0);
  first.started_at = FakeClock::wall_start();
  first.elapsed = ms(100);
  const std::string killed = list_record("0f") + to_json(first) + "\n";
  const auto runs = read(killed + list_record("0f") + to_json(passed(1)) + "\n" + end_of_go("0f"));
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_THAT(runs[0].results, SizeIs(2));
  ASSERT_TRUE(runs[0].list);
  EXPECT_EQ(runs[0].list->digest, "0f");
  EXPECT_EQ(runs[0].list->lines, 2U);
  EXPECT_TRUE(runs[0].summary) << "that of the last";
  EXPECT_EQ(runs[0].began, FakeClock::wall_start());
  EXPECT_EQ(runs[0].ended, FakeClock::wall_start() + std::chrono::milliseconds(1'250));
  EXPECT_EQ(runs[0].wall, ms(350)) << "without the time between";
}

TEST(ResultReader, AGoThatWasKilledLeavesTheSummaryOfTheOneBeforeIt) {
  const auto runs =
      read(list_record("0f") + end_of_go("0f") + list_record("0f") + to_json(passed(1)) + "\n");
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_TRUE(runs[0].summary);
  EXPECT_THAT(runs[0].results, SizeIs(1));
}

TEST(ResultReader, AnotherListOrShardInTheSameFileIsAnotherRun) {
  const std::string second = R"({"k":2,"n":3,"by":"host","hash":"sha256-64"})";
  const auto runs = read(list_record("0f") + list_record("0e") + list_record("0e", second.c_str()) +
                         to_json(passed(0)) + "\n");
  ASSERT_THAT(runs, SizeIs(3));
  EXPECT_EQ(runs[2].list->shard, (Shard{.k = 2, .n = 3}));
  EXPECT_THAT(runs[2].results, SizeIs(1));
}

TEST(ResultReader, WhatFollowsTheEndOfAGoWithoutARecordIsAnotherRun) {
  EXPECT_THAT(read(list_record("0f") + end_of_go("0f") + to_json(passed(0)) + "\n"), SizeIs(2));
}

TEST(ResultReader, ASummaryOfAnotherListThanItsRecordIsRefused) {
  EXPECT_THAT(complaint(list_record("0f") + end_of_go("0e")),
              HasSubstr("old.json:2: the summary of another list"));
}

TEST(ResultReader, ARecordThatIsCutOffIsLeftOut) {
  const auto runs = read(list_record("0f") + list_record("0f").substr(0, 30));
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs[0].cut_line, 2U);
}

TEST(ResultReader, AShardOfAnUnknownHashIsRefused) {
  const char* shard = R"({"k":2,"n":3,"by":"host","hash":"crc"})";
  EXPECT_THAT(complaint(list_record("0f", shard)), HasSubstr("no hash of shards: crc"));
}

TEST(ResultReader, WhenEachShardRanIsReadBack) {
  Summary summary = ended();
  summary.list = ListFacts{.digest = "0f",
                           .lines = 2,
                           .shards = {{.k = 3, .started_at = ended().started_at, .wall = ms(7)}}};
  const auto runs = read(to_json(summary) + "\n");
  ASSERT_TRUE(list_of(runs.at(0)));
  ASSERT_THAT(list_of(runs[0])->shards, SizeIs(1));
  EXPECT_EQ(list_of(runs[0])->shards[0].k, 3U);
  EXPECT_EQ(list_of(runs[0])->shards[0].started_at, ended().started_at);
  EXPECT_EQ(list_of(runs[0])->shards[0].wall, ms(7));
}

TEST(ResultReader, ADocumentMayBeLaidOutAnew) {
  const auto document = nlohmann::json::parse(written<DocumentSink>({full(), passed(1)}));
  for (const int indent : {-1, 0, 2}) {
    const auto runs = read(document.dump(indent) + "\n");
    ASSERT_THAT(runs, SizeIs(1)) << indent;
    EXPECT_THAT(runs[0].results, SizeIs(2)) << indent;
    EXPECT_TRUE(runs[0].summary) << indent;
  }
}

TEST(ResultReader, ALastLineThatIsCutOffIsLeftOutAndNamed) {
  const std::string whole = written<NdjsonSink>({full(), passed(1)}, false);
  for (const std::size_t lost : {2U, 10U, 200U}) {
    const auto runs = read(whole.substr(0, whole.size() - lost));
    ASSERT_THAT(runs, SizeIs(1));
    EXPECT_THAT(runs[0].results, SizeIs(1));
    EXPECT_EQ(runs[0].cut_line, 2U);
    EXPECT_FALSE(runs[0].summary);
  }
}

TEST(ResultReader, ADocumentThatIsCutOffKeepsItsWholeLines) {
  const std::string whole = written<DocumentSink>({full(), passed(1), passed(2)});
  const auto runs = read(whole.substr(0, whole.find("\"index\":2")));
  EXPECT_THAT(runs.at(0).results, SizeIs(2));
  EXPECT_EQ(runs.at(0).cut_line, 4U);
}

TEST(ResultReader, OnlyTheLineEndIsMissing) {
  std::string text = written<NdjsonSink>({passed(0)});
  text.pop_back();
  const auto runs = read(text);
  EXPECT_TRUE(runs.at(0).summary);
  EXPECT_FALSE(runs.at(0).cut_line);
}

TEST(ResultReader, SeveralStreamsInOneFileAreSeveralRuns) {
  const std::string one = written<NdjsonSink>({passed(0)});
  const auto runs = read(one + one + written<NdjsonSink>({passed(0)}, false));
  ASSERT_THAT(runs, SizeIs(3));
  EXPECT_TRUE(runs[1].summary);
  EXPECT_FALSE(runs[2].summary);
}

TEST(ResultReader, AnEmptyFileIsARunThatNeverEnded) {
  for (const char* text : {"", "\n\n"}) {
    const auto runs = read(text);
    ASSERT_THAT(runs, SizeIs(1));
    EXPECT_THAT(runs[0].results, IsEmpty());
    EXPECT_FALSE(runs[0].summary);
  }
}

TEST(ResultReader, AKeyOfALaterVersionIsPassedOver) {
  auto json = nlohmann::json::parse(to_json(passed(0)));
  json["news"] = {1, 2};
  json.erase("drift");
  EXPECT_THAT(read(json.dump() + "\n").at(0).results, SizeIs(1));
}

TEST(ResultReader, WhatIsNoOutputOfUrlfanIsRefusedWithFileAndLine) {
  const std::string good = to_json(passed(0)) + "\n";
  const std::pair<std::string, const char*> cases[] = {
      {good + "hello\n" + good, "old.json:2: not valid JSON"},
      {good + "{}\n", "old.json:2: neither a result nor a summary"},
      {good + "[1]\n", "old.json:2: neither a result nor a summary"},
      {good + R"({"type":"request"})"
              "\n",
       "old.json:2: neither"},
      {good + R"({"type":"result","index":"x"})"
              "\n",
       "old.json:2: not as urlfan writes it"},
      {R"({"schema":"urlfan/9","results":[]})"
       "\n",
       "old.json:1: written in the form \"urlfan/9\""},
      {R"({"type":"summary","schema":"urlfan/9"})"
       "\n",
       "urlfan/9"},
      {"<html>\n<body>\n", "old.json:1: neither a result nor a document"},
      {"hello\n", "old.json:1: neither a result nor a document"},
      {good + "hello", "old.json:2: not valid JSON"},
      {"http://a.test/\nhttp://b.test/\n", "old.json:1: neither"},
  };
  for (const auto& [text, wanted] : cases) {
    EXPECT_THAT(complaint(text), HasSubstr(wanted)) << text;
    EXPECT_THAT(complaint(text), HasSubstr("expected what urlfan")) << text;
  }
}

TEST(ResultReader, NestingWithoutEndIsRefused) {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  EXPECT_THAT(complaint(R"({"type":"result","index":)" + deep + "}\n" + to_json(passed(0)) + "\n"),
              HasSubstr("old.json:1: "));
}

TEST(ResultReader, ValuesThatUrlfanNeverWritesAreRefused) {
  const auto with = [](const char* key, const nlohmann::json& value) {
    auto json = nlohmann::json::parse(to_json(full()));
    json[nlohmann::json::json_pointer(key)] = value;
    if (std::string(key) == "/error") json["status"] = nullptr;
    return json.dump() + "\n";
  };
  EXPECT_EQ(complaint(with("/status", 200)), "");
  for (const auto& [key, value] : std::vector<std::pair<const char*, nlohmann::json>>{
           {"/error/code", "no_such_code"},
           {"/error/phase", "nowhere"},
           {"/started_at", "today"},
           {"/started_at", "2026-13-01T00:00:00.000Z"},
           {"/elapsed_ms", -1},
           {"/elapsed_ms", 1e300},
           {"/error", nullptr},
           {"/started_at", "9999-01-01T00:00:00.000Z"},
           {"/body", "%%%"},
           {"/baseline", "old"},
           {"/index", -1.5},
           {"/attempts", "2"}}) {
    EXPECT_THAT(complaint(with(key, value)), HasSubstr("old.json:1: ")) << key << value;
  }
}

TEST(ResultReader, WhatStandsInOnePieceIsToldWithItsPlace) {
  const std::vector<Result> all{passed(0), full()};
  for (const std::string& text : {written<NdjsonSink>(all), written<DocumentSink>(all)}) {
    std::size_t places = 0;
    std::istringstream in(text);
    read_results(in, "x", [&](const EarlierResult& result) { places += result.offset ? 1 : 0; });
    EXPECT_EQ(places, 2U);
  }
}

TEST(ResultReader, ARunWithoutItsEndTellsWhenItsResultsWere) {
  Result first = passed(0);
  first.started_at = FakeClock::wall_start() + std::chrono::seconds(2);
  first.elapsed = ms(500);
  Result second = passed(1);
  second.started_at = FakeClock::wall_start() + std::chrono::seconds(1);
  const auto runs = read(written<NdjsonSink>({first, second}, false));
  EXPECT_EQ(runs.at(0).began, second.started_at);
  EXPECT_EQ(runs.at(0).ended, *first.started_at + std::chrono::milliseconds(500));
}

TEST(ResultReader, ALineOverTheLimitIsRefusedBeforeItIsHeld) {
  std::istringstream in(std::string((std::size_t{64} << 20U) + 20'000, '['));
  EXPECT_THROW(read_results(in, "long", [](const auto& /*result*/) {}), ResultsError);
}

}  // namespace
}  // namespace urlfan::result_reader_test
