#include "src/report/har_report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/report/samples.h"
#include "tests/support/fake_clock.h"

namespace urlfan::har_report_test {
namespace {

using nlohmann::json;
using testing::SizeIs;

json entries(const std::vector<Result>& results) {
  return json::parse(report<HarReport>(results)).at("log").at("entries");
}

/// Sent at once, and answered.
Result answered() {
  Result result = passed();
  result.effective_url = result.url = "https://a.test/b?c=1&d&e=f=g#h";
  result.method = "GET";
  result.started_at = result.exchange_started_at = FakeClock::wall_start();
  result.response.status = 200;
  result.response.http_version = "2";
  result.response.remote_ip = "192.0.2.1";
  result.response.body_bytes = 5;
  result.timings = {.dns = Duration(1000),
                    .connect = Duration(2000),
                    .tls = Duration(4000),
                    .wait = Duration(8000),
                    .receive = Duration(16'000),
                    .total = Duration(32'000)};
  return result;
}

TEST(HarReport, AnEntryHasItsPartsAndTheirSum) {
  const json entry = entries({answered()}).at(0);
  EXPECT_EQ(entry.at("startedDateTime"), "2026-11-21T04:41:28.000000Z");
  EXPECT_EQ(entry.at("time"), 32);
  EXPECT_EQ(entry.at("timings"), json::parse(R"({"blocked":1,"dns":1,"connect":6,"ssl":4,"send":0,
                                                 "wait":8,"receive":16})"));
  EXPECT_EQ(entry.at("request").at("method"), "GET");
  EXPECT_EQ(entry.at("request").at("queryString"),
            json::parse(R"([{"name":"c","value":"1"},{"name":"d","value":""},
                            {"name":"e","value":"f=g"}])"));
  EXPECT_EQ(entry.at("response").at("status"), 200);
  EXPECT_EQ(entry.at("response").at("httpVersion"), "HTTP/2");
  EXPECT_EQ(entry.at("response").at("content").at("size"), 5);
  EXPECT_EQ(entry.at("serverIPAddress"), "192.0.2.1");
}

TEST(HarReport, StagesThatDidNotHappenAreMinusOne) {
  Result result = answered();
  result.timings.dns = result.timings.connect = result.timings.tls = {};
  const json times = entries({result}).at(0).at("timings");
  for (const char* stage : {"dns", "connect", "ssl"}) EXPECT_EQ(times.at(stage), -1) << stage;
}

TEST(HarReport, EachRequestIsAnEntry) {
  Result result = answered();
  result.method = "POST";
  result.attempts = 2;
  result.redirects = {{.status = 303,
                       .location = "/there",
                       .method = "POST",
                       .url = "https://a.test/b",
                       .started_at = FakeClock::wall_start(),
                       .timings = result.timings}};
  result.redirect_time = Duration(12'000);
  result.history = {{.status = 503,
                     .error = ErrorCode::http_status,
                     .total = Duration(5),
                     .effective_url = "https://a.test/b",
                     .exchange_started_at = FakeClock::wall_start(),
                     .timings = result.timings}};
  const json all = entries({result});
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].at("response").at("status"), 503);
  EXPECT_EQ(all[0].at("response").at("_error"), "http_status");
  EXPECT_EQ(all[1].at("response").at("redirectURL"), "/there");
  EXPECT_EQ(all[1].at("request").at("method"), "POST");
  EXPECT_EQ(all[2].at("request").at("method"), "GET") << "after 303";
  EXPECT_EQ(all[2].at("timings").at("blocked"), 0) << "20 of 32 ms are its own, 31 are known";
}

TEST(HarReport, WithoutAnAnswerItSaysWhy) {
  Result result = failed(3, ErrorCode::connect_timeout, "no connection after 2 s");
  result.exchange_started_at = FakeClock::wall_start();
  const json response = entries({result}).at(0).at("response");
  EXPECT_EQ(response.at("status"), 0);
  EXPECT_EQ(response.at("_error"), "connect_timeout: no connection after 2 s");
}

TEST(HarReport, HeadersAndBodyAreThereWhereTheyWereKept) {
  Result result = answered();
  result.response.headers = {{"set-cookie", "a"}, {"set-cookie", "b"}};
  result.response.body = std::string("\xFF\x00", 2);
  result.response.content_type = "image/png";
  const json response = entries({result}).at(0).at("response");
  EXPECT_THAT(response.at("headers"), SizeIs(2));
  EXPECT_EQ(response.at("content").at("encoding"), "base64");
  EXPECT_EQ(response.at("content").at("text"), "/wA=");
  EXPECT_EQ(response.at("content").at("mimeType"), "image/png");
}

TEST(HarReport, WritesAsItGoes) {
  std::ostringstream out;
  HarReport har(out);
  har.write(answered());
  const std::string first = out.str();
  EXPECT_THAT(first, testing::HasSubstr("https://a.test/b"));
  har.write(answered());
  EXPECT_GT(out.str().size(), first.size());
}

TEST(HarReport, LinesThatWereNeverSentAreCounted) {
  Summary summary = whole_run();
  summary.total = 2;
  Result result = failed(0, ErrorCode::skipped, "other lines failed");
  result.started_at.reset();
  const json log = json::parse(report<HarReport>({result, answered()}, summary)).at("log");
  EXPECT_THAT(log.at("entries"), SizeIs(1));
  EXPECT_EQ(log.at("comment"), "2 lines, 1 of them never sent, exit code 0");
  EXPECT_THAT(json::parse(report<HarReport>({})).at("log").at("entries"), SizeIs(0));
}

}  // namespace
}  // namespace urlfan::har_report_test
