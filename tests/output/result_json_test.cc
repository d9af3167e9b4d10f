#include "src/output/result_json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/base/text.h"
#include "src/output/request_json.h"
#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::result_json_test {
namespace {

using nlohmann::json;
using testing::UnorderedElementsAreArray;

json parsed(const Result& result) { return json::parse(to_json(result)); }

std::vector<std::string> keys(const json& object) {
  std::vector<std::string> all;
  for (const auto& [key, value] : object.items()) all.push_back(key);
  return all;
}

Timings took(std::optional<Duration> connect, std::optional<Duration> wait, Duration total) {
  return {.dns = {}, .connect = connect, .tls = {}, .wait = wait, .receive = {}, .total = total};
}

/// The result that the contract shows, as far as this version fills it.
Result contract_result() {
  Result result;
  result.where = {.file = "urls/demo.txt", .line = 4};
  result.method = "GET";
  result.url = "http://127.0.0.1:8080/busy";
  result.effective_url = "http://127.0.0.1:8080/slow-down";
  result.response.status = 503;
  result.response.http_version = "1.1";
  result.response.remote_ip = "127.0.0.1";
  result.response.remote_port = 8080;
  result.response.content_type = "text/plain";
  result.response.body = "slow down\n";
  result.response.body_bytes = 10;
  result.error = make_error(ErrorCode::http_status, "HTTP 503, expected below 400");
  result.error->retryable = true;
  result.checks = {{.name = "status", .ok = false, .expected = "<400", .actual = "503"}};
  result.attempts = 2;
  result.history = {{.status = 503,
                     .error = ErrorCode::http_status,
                     .total = Duration(3100),
                     .backoff = ms(212),
                     .started_at = FakeClock::wall_start() + ms(123),
                     .effective_url = "http://127.0.0.1:8080/busy",
                     .exchange_started_at = FakeClock::wall_start() + Duration(123'004),
                     .timings = took({}, Duration(3000), Duration(3100))}};
  result.redirects = {{.status = 301,
                       .location = "http://127.0.0.1:8080/slow-down",
                       .method = "GET",
                       .url = "http://127.0.0.1:8080/busy",
                       .started_at = FakeClock::wall_start() + Duration(338'104),
                       .timings = took(Duration(300), {}, Duration(700))}};
  result.started_at = FakeClock::wall_start() + ms(123);
  result.exchange_started_at = FakeClock::wall_start() + Duration(339'000);
  result.elapsed = Duration(219'200);
  result.queued = Duration(1200);
  result.redirect_time = Duration(700);
  result.timings = {.dns = Duration(400),
                    .connect = Duration(300),
                    .tls = {},
                    .wait = Duration(3000),
                    .receive = Duration(100),
                    .total = Duration(3900)};
  return result;
}

TEST(ResultJson, IsTheContractsExample) {
  EXPECT_EQ(parsed(contract_result()), json::parse(R"({
    "type":"result","index":0,"file":"urls/demo.txt","line":4,"name":null,"method":"GET",
    "url":"http://127.0.0.1:8080/busy","effective_url":"http://127.0.0.1:8080/slow-down",
    "ok":false,"status":503,"http_version":"1.1",
    "error":{"code":"http_status","phase":"check","message":"HTTP 503, expected below 400",
             "retryable":true,"curl_code":null},
    "checks":[{"name":"status","ok":false,"expected":"<400","actual":"503"}],
    "attempts":2,"flaky":false,
    "history":[{"status":503,"error_code":"http_status","total_ms":3.1,"backoff_ms":212,
                "started_at":"2026-11-21T04:41:28.123000Z",
                "effective_url":"http://127.0.0.1:8080/busy",
                "exchange_started_at":"2026-11-21T04:41:28.123004Z",
                "timings_ms":{"dns":null,"connect":null,"tls":null,"wait":3,"receive":null,
                              "total":3.1},
                "redirects":[]}],
    "redirects":[{"status":301,"location":"http://127.0.0.1:8080/slow-down","method":"GET",
                  "url":"http://127.0.0.1:8080/busy","started_at":"2026-11-21T04:41:28.338104Z",
                  "timings_ms":{"dns":null,"connect":0.3,"tls":null,"wait":null,"receive":null,
                                "total":0.7}}],
    "remote_ip":"127.0.0.1","remote_port":8080,"started_at":"2026-11-21T04:41:28.123Z",
    "exchange_started_at":"2026-11-21T04:41:28.339000Z","elapsed_ms":219.2,
    "timings_ms":{"queued":1.2,"dns":0.4,"connect":0.3,"tls":null,"wait":3,"receive":0.1,
                  "redirect":0.7,"total":3.9},
    "content_type":"text/plain","body_bytes":10,"body":"slow down\n","body_encoding":"utf-8",
    "body_truncated":false,"saved_to":null,"sha256":null,"headers":null,"tls":null,
    "ready_ms":null,"baseline":null,"drift":null})"));
}

TEST(ResultJson, IsOneLine) {
  Result result = contract_result();
  result.name = "two\nlines";
  result.response.body = "a\r\nb\xE2\x80\xA8";
  EXPECT_EQ(to_json(result).find_first_of("\r\n"), std::string::npos);
}

TEST(ResultJson, EveryKeyIsAlwaysThereAndNullWhenUnknown) {
  const json empty = parsed(Result());
  EXPECT_THAT(keys(empty), UnorderedElementsAreArray(keys(parsed(contract_result()))));
  EXPECT_EQ(empty, json::parse(R"({
    "type":"result","index":0,"file":null,"line":null,"name":null,"method":null,"url":null,
    "effective_url":null,"ok":true,"status":null,"http_version":null,"error":null,"checks":[],
    "attempts":0,"flaky":false,"history":[],"redirects":[],"remote_ip":null,"remote_port":null,
    "started_at":null,"exchange_started_at":null,"elapsed_ms":null,
    "timings_ms":{"queued":null,"dns":null,"connect":null,"tls":null,"wait":null,"receive":null,
                  "redirect":null,"total":null},
    "content_type":null,"body_bytes":null,"body":null,"body_encoding":null,"body_truncated":null,
    "saved_to":null,"sha256":null,"headers":null,"tls":null,"ready_ms":null,"baseline":null,"drift":null})"));
}

TEST(ResultJson, HasTheKeysOfTheSchema) {
  const json schema = json::parse(json_schema());
  const auto required = [&schema](const char* what) {
    return schema.at("$defs").at(what).at("required").get<std::vector<std::string>>();
  };
  EXPECT_THAT(keys(parsed(Result())), UnorderedElementsAreArray(required("result")));
  EXPECT_THAT(keys(json::parse(to_json(Summary()))),
              UnorderedElementsAreArray(required("summary")));
  EXPECT_THAT(keys(json::parse(to_json(Request(), 0))),
              UnorderedElementsAreArray(required("request")));
  EXPECT_THAT(keys(parsed(contract_result()).at("error")),
              UnorderedElementsAreArray(required("error")));
}

TEST(ResultJson, TheSchemaKnowsEveryErrorCodeAndPhase) {
  const json schema = json::parse(json_schema());
  std::vector<std::string> codes;
  for (const auto& error : all_errors()) codes.emplace_back(error.name);
  EXPECT_EQ(schema.at("$defs").at("code").at("enum"), json(codes));
}

TEST(ResultJson, OkIsExactlyWithoutAnError) {
  Result result = contract_result();
  EXPECT_FALSE(parsed(result).at("ok").get<bool>());
  result.error.reset();
  const json passed = parsed(result);
  EXPECT_TRUE(passed.at("ok").get<bool>());
  EXPECT_TRUE(passed.at("error").is_null());
  EXPECT_TRUE(passed.at("flaky").get<bool>()) << "it passed at the second attempt";
}

TEST(ResultJson, CurlsNumberStaysBesideTheCode) {
  Result result;
  result.error = make_error(ErrorCode::connect_refused, "refused");
  result.error->curl_code = 7;
  EXPECT_EQ(parsed(result).at("error"), json::parse(R"({"code":"connect_refused","phase":"connect",
      "message":"refused","retryable":true,"curl_code":7})"));
}

TEST(ResultJson, AKnownZeroIsZero) {
  Result result;
  result.response.status = 204;
  result.response.body.emplace();
  result.queued = Duration(0);
  const json found = parsed(result);
  EXPECT_EQ(found.at("body_bytes"), 0);
  EXPECT_EQ(found.at("body"), "");
  EXPECT_EQ(found.at("body_truncated"), false);
  EXPECT_EQ(found.at("timings_ms").at("queued"), 0);
}

struct BodyCase {
  std::string kept;
  std::uint64_t all;
  std::string shown;
  const char* encoding;
  bool truncated;
};

TEST(ResultJson, ABodyIsTextOrBase64AndNeverCutInsideACharacter) {
  const std::vector<BodyCase> cases{
      {"plain", 5, "plain", "utf-8", false},
      {"plain", 500, "plain", "utf-8", true},
      {"caf\xC3\xA9", 5, "caf\xC3\xA9", "utf-8", false},
      {"caf\xC3", 5, "caf", "utf-8", true},
      {"\xE2\x82", 3, "", "utf-8", true},
      {"ok \xF0\x9F\x98", 7, "ok ", "utf-8", true},
      {"caf\xE9 noir", 9, base64("caf\xE9 noir"), "base64", false},
      {"caf\xC3", 4, base64("caf\xC3"), "base64", false},  // its end is the body's own
      {"\x89PNG\r\n", 5000, base64("\x89PNG\r\n"), "base64", true},
      {std::string("a\0b", 3), 3, std::string("a\0b", 3), "utf-8", false},
  };
  for (const auto& tested : cases) {
    Result result;
    result.response.status = 200;
    result.response.body = tested.kept;
    result.response.body_bytes = tested.all;
    result.response.body_truncated = tested.kept.size() < tested.all;
    const json found = parsed(result);
    EXPECT_EQ(found.at("body"), tested.shown) << tested.kept;
    EXPECT_EQ(found.at("body_encoding"), tested.encoding) << tested.kept;
    EXPECT_EQ(found.at("body_truncated"), tested.truncated) << tested.kept;
    EXPECT_EQ(found.at("body_bytes"), tested.all);
  }
}

TEST(ResultJson, ABodyThatIsNotShownIsNullButItsSizeIsKnown) {
  Result result;
  result.response.status = 200;
  result.response.body_bytes = 12;
  const json found = parsed(result);
  EXPECT_TRUE(found.at("body").is_null());
  EXPECT_TRUE(found.at("body_encoding").is_null());
  EXPECT_TRUE(found.at("body_truncated").is_null());
  EXPECT_EQ(found.at("body_bytes"), 12);
}

TEST(ResultJson, BytesOfServersThatAreNotUtf8AreReplaced) {
  Result result = contract_result();
  result.error->message = "bad \xFF byte";
  result.response.content_type = "text/\xC0\x80";
  result.redirects[0].location = "http://a.test/\xED\xA0\x80";
  const std::string text = to_json(result);
  EXPECT_TRUE(is_utf8(text));
  const json found = json::parse(text);
  EXPECT_EQ(found.at("error").at("message"), "bad \xEF\xBF\xBD byte");
}

TEST(ResultJson, DaysLeftAreWholeDaysHoweverFarOff) {
  Result result;
  const auto days_left = [&result](WallTime started, WallTime::duration left) {
    result.started_at = started;
    result.response.tls = TlsFacts{"TLSv1.3", "", "", started + left};
    return parsed(result).at("tls").at("days_left").get<std::int64_t>();
  };
  using std::chrono::hours;
  const auto now = WallTime() + std::chrono::milliseconds(1'795'236'088'007);
  const auto second = std::chrono::floor<std::chrono::seconds>(now) + std::chrono::seconds(1) - now;
  EXPECT_EQ(days_left(now, hours(48) + second), 2);
  EXPECT_EQ(days_left(now, hours(48) + second - std::chrono::seconds(1)), 1);
  EXPECT_EQ(days_left(now, second - std::chrono::seconds(1)), -1);
  result.started_at = WallTime(WallTime::duration::min() / 10 * 9);
  result.response.tls->not_after = WallTime::max();
  EXPECT_EQ(parsed(result).at("tls").at("days_left"), 202'828);
}

TEST(ResultJson, TimesOfDayAreRfc3339InUtc) {
  const auto at = [](std::int64_t milliseconds) {
    Result result;
    result.started_at = WallTime() + std::chrono::milliseconds(milliseconds);
    return parsed(result).at("started_at").get<std::string>();
  };
  EXPECT_EQ(at(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(at(951'868'799'999), "2000-02-29T23:59:59.999Z");
  EXPECT_EQ(at(1'795'236'088'007), "2026-11-21T04:41:28.007Z");
}

}  // namespace
}  // namespace urlfan::result_json_test
