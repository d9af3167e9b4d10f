#include "src/list/json_line.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/support/requests.h"

namespace urlfan::json_line_test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::optional<Request> read(std::string_view line, InputFormat format = InputFormat::automatic) {
  return parse_line(line, {.parse_url = any_url, .format = format, .checks = {}});
}

const std::string& text_of(const Condition& check) { return std::get<std::string>(check.value); }

/// What is wrong with the line.
std::string complaint(std::string_view line, InputFormat format = InputFormat::automatic) {
  const auto request = read(line, format);
  return request && request->bad ? request->bad->message : "";
}

TEST(JsonLine, AUrlIsEnough) {
  const auto request = read(R"({"url": "http://a.test/"})");
  ASSERT_TRUE(request && !request->bad);
  EXPECT_EQ(request->target.url, "http://a.test/");
  EXPECT_EQ(request->method, "GET");
}

/// {"a0": 1, "a1": 1, ...}, of about `size` bytes.
std::string many_members(std::size_t size, const char* value) {
  std::string all;
  for (int i = 0; all.size() < size; ++i) {
    all += (i == 0 ? "{\"a" : ",\"a") + std::to_string(i) + "\":" + value;
  }
  return all + "}";
}

// Each took seconds.
TEST(JsonLine, ThousandsOfKeysAreFine) {
  const auto headers = read(R"({"url": "x", "headers": )" + many_members(60'000, "\"\"") + "}");
  ASSERT_TRUE(headers && !headers->bad);
  EXPECT_GT(headers->message->headers.size(), 5000U);
  const auto body = read(R"({"url": "x", "body": )" + many_members(60'000, "1") + "}");
  ASSERT_TRUE(body && !body->bad);
  EXPECT_THAT(*body->message->body, testing::StartsWith(R"({"a0":1,"a1":1,)"));
}

TEST(JsonLine, EveryKeyReachesItsPlace) {
  const auto request = read(R"({"url": "x", "method": "PUT", "name": "n", "timeout_ms": 1500.5,
    "connect_timeout_ms": 20, "retries": 3, "expect": {"status": "2xx,404", "contains": ["a", "b"],
    "matches": "c+", "max_ms": 100, "headers": {"X-A": "1", "x-b": {"matches": "^2"}},
    "json": {"/a": {"b": [1]}, "/c": "text"}, "cert_days": 14,
    "sha256": "ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789"}})");
  ASSERT_TRUE(request && !request->bad) << request->bad->message;
  EXPECT_EQ(request->method, "PUT");
  EXPECT_EQ(request->name, "n");
  EXPECT_EQ(request->timeout, Duration(1'500'500));
  EXPECT_EQ(request->connect_timeout, ms(20));
  EXPECT_EQ(request->retries, 3U);
  const Checks& checks = request->expected();
  EXPECT_EQ(checks.status->text, "2xx,404");
  ASSERT_THAT(checks.contains, SizeIs(2));
  EXPECT_EQ(std::get<std::string>(checks.contains[1].value), "b");
  ASSERT_THAT(checks.matches, SizeIs(1));
  EXPECT_EQ(std::get<Pattern>(checks.matches[0].value).text(), "c+");
  EXPECT_EQ(checks.max_time, ms(100));
  ASSERT_THAT(checks.headers, SizeIs(2));
  EXPECT_EQ(checks.headers[0].name, "x-a");
  EXPECT_EQ(std::get<Pattern>(checks.headers[1].value).text(), "^2");
  ASSERT_THAT(checks.json, SizeIs(2));
  EXPECT_EQ(text_of(checks.json[0]), R"({"b":[1]})");
  EXPECT_EQ(text_of(checks.json[1]), "\"text\"");
  EXPECT_EQ(checks.cert_days, 14);
  EXPECT_TRUE(checks.sha256->starts_with("abcdef"));
}

TEST(JsonLine, ChecksAreThoseOfATextLineEachATextOfItsOwn) {
  const auto request = read(
      R"({"url": "x", "follow": false, "expect": {"status": 301, "length": {"/a=b": 3}, "size": 9},
      "checks": ["json:/n>=3", "contains=all is # well", "!header:x-a", "json:/v=\"1.20\""]})");
  ASSERT_TRUE(request && !request->bad) << request->bad->message;
  EXPECT_EQ(request->follow_redirects, false);
  const Checks& checks = request->expected();
  ASSERT_THAT(checks.json, SizeIs(2));
  EXPECT_EQ(checks.json[0].op, Operator::at_least);
  EXPECT_EQ(text_of(checks.json[1]), "\"1.20\"");
  EXPECT_EQ(text_of(checks.contains.at(0)), "all is # well");
  EXPECT_EQ(checks.headers.at(0).op, Operator::absent);
  EXPECT_EQ(checks.lengths.at(0).name, "/a=b");
  EXPECT_EQ(text_of(checks.size.at(0)), "9");
  EXPECT_EQ(text_of(read(R"({"url": "x", "checks": "tls>=1.2"})")->expected().tls.at(0)), "1.2");
}

TEST(JsonLine, WhatAVariableOfACheckHoldsIsNoGrammar) {
  const auto value = [](const std::string& /*name*/) {
    return std::optional<std::string>("a=\"b");
  };
  const auto good = parse_line(R"({"url": "x", "checks": ["json:/n${V}!=${V}"]})",
                               {.parse_url = any_url, .variables = value});
  ASSERT_TRUE(good && !good->bad);
  EXPECT_EQ(good->expected().json.at(0).name, "/na=\"b");
  EXPECT_EQ(good->expected().json.at(0).op, Operator::unequal);
  EXPECT_EQ(text_of(good->expected().json.at(0)), R"("a=\"b")");
}

TEST(JsonLine, NumbersKeepTheirDigits) {
  const auto request = read(
      R"({"url": "x", "body": [1.10, {"1":18446744073709551617}, 1e400, "2"], "expect": {"json":
      {"/a": 18446744073709551617, "/b": {"c": -0.0, "d": [1E+400]}, "/e": "1.0"}}, "retries": 2})");
  ASSERT_TRUE(request && !request->bad) << request->bad->message;
  EXPECT_EQ(*request->message->body, R"([1.10,{"1":18446744073709551617},1e400,"2"])");
  ASSERT_THAT(request->expected().json, SizeIs(3));
  EXPECT_EQ(text_of(request->expected().json[0]), "18446744073709551617");
  EXPECT_EQ(text_of(request->expected().json[1]), R"({"c":-0.0,"d":[1E+400]})");
  EXPECT_EQ(text_of(request->expected().json[2]), "\"1.0\"");
  EXPECT_EQ(request->retries, 2U);
}

TEST(JsonLine, AStatusMayBeANumber) {
  EXPECT_EQ(read(R"({"url": "x", "expect": {"status": 404}})")->expected().status->text, "404");
}

TEST(JsonLine, WhatIsWrongIsToldWithWhatWasExpected) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"url": "x")", "not valid JSON"},
      {R"({"url": "x"} {})", "not valid JSON"},
      {R"({})", "no url"},
      {R"({"url": 7})", "url is not valid; expected a string"},
      {R"({"url": "bad"})", "not a URL"},
      {R"({"url": "x", "url": "y"})", "\"url\" stands twice"},
      {R"({"url": "x", "expect": {"status": 200, "status": 201}})", "\"status\" stands twice"},
      {R"({"url": "http://a.test/\u0000x"})", "control character"},
      {R"({"url": "x", "name": "a\nb"})", "control character"},
      {R"({"url": "x", "expect": {}})", "expect is empty"},
      {R"({"url": "x", "expect": {"contains": []}})", "expect.contains is empty"},
      {R"({"url": "x", "expect": {"json": {}}})", "expect.json is empty"},
      {R"({"url": "x", "expect": {"headers": {"a": "b\nc"}}})", "what a header can be"},
      {R"({"url": "x", "nmae": "n"})", "unknown key \"nmae\""},
      {R"({"url": "x", "expect": {"staus": 200}})", "unknown key \"expect.staus\""},
      {R"({"url": "x", "expect": []})", "expect is not valid; expected an object"},
      {R"({"url": "x", "method": "PSOT"})", "did you mean POST"},
      {R"({"url": "x", "method": "A B"})", "method cannot be sent"},
      {R"({"url": "x", "follow": 1})", "true or false"},
      {R"({"url": "x", "checks": []})", "checks is empty"},
      {R"({"url": "x", "checks": {"status": 200}})", "checks is not valid; expected a string"},
      {R"({"url": "x", "checks": ["staus=200"]})", "unknown key \"staus\""},
      {R"({"url": "x", "checks": ["ready"]})", "expected key=value"},
      {R"({"url": "x", "checks": ["contains=\"a\" b"]})", "behind a closing quote"},
      {R"({"url": "x", "expect": {"size": true}})", "expect.size is not valid; expected a whole"},
      {R"({"url": "x", "name": ""})", "name is empty"},
      {R"({"url": "x", "timeout_ms": 0})", "more than zero"},
      {R"({"url": "x", "timeout_ms": "3s"})", "a number of milliseconds"},
      {R"({"url": "x", "timeout_ms": 3600000000})", "less than a thousand hours"},
      {R"({"url": "x", "timeout_ms": 1e300})", "a number of milliseconds"},
      {R"({"url": "x", "timeout_ms": 1e999})", "less than a thousand hours"},
      {R"({"url": "x", "timeout_ms": -5})", "more than zero"},
      {R"({"url": "x", "expect": {"json": {"/a": 1e999e}}})", "not valid JSON"},
      {R"({"url": "x", "expect": {"json": {"/a": 01}}})", "not valid JSON"},
      {R"({"url": "x", "retries": 18446744073709551617})", "expected 0 to"},
      {R"({"url": "x", "retries": 1.5})", "a whole number"},
      {R"({"url": "x", "retries": -1})", "expected 0 to"},
      {R"({"url": "x", "expect": {"status": "10xx"}})", "can match nothing"},
      {R"({"url": "x", "expect": {"status": 1000}})", "can match nothing"},
      {R"({"url": "x", "expect": {"matches": "("}})", "not a regular expression"},
      {R"({"url": "x", "expect": {"contains": [1]}})",
       "expect.contains is not valid; expected a string"},
      {R"({"url": "x", "expect": {"headers": {"a b": "1"}}})", "not the name of a header"},
      {R"({"url": "x", "expect": {"headers": {"a": {"match": "1"}}}})", "{\"matches\": REGEX}"},
      {R"({"url": "x", "expect": {"json": {"a": 1}}})", "not a JSON pointer"},
      {R"({"url": "x", "method": "HEAD", "expect": {"contains": "a"}})", "HEAD has no body"},
  };
  for (const auto& [line, wanted] : cases) {
    EXPECT_THAT(complaint(line), HasSubstr(wanted)) << line;
    EXPECT_THAT(complaint(line), HasSubstr("expected")) << line;
  }
}

TEST(JsonLine, NestingWithoutEndIsRefused) {
  const std::string deep = R"({"url": "x", "expect": {"json": {"/a": )" + std::string(30'000, '[') +
                           std::string(30'000, ']') + "}}}";
  EXPECT_THAT(complaint(deep), HasSubstr("nested too deep"));
}

TEST(JsonLine, TheFormatDecidesWhatALineIs) {
  EXPECT_EQ(complaint(R"({"url": "x"})", InputFormat::jsonl), "");
  EXPECT_THAT(complaint("http://a.test/", InputFormat::jsonl), HasSubstr("not valid JSON"));
  EXPECT_THAT(complaint("[]", InputFormat::jsonl), HasSubstr("not an object"));
  EXPECT_THAT(complaint(R"({"url": "x"})", InputFormat::text), HasSubstr("behind a closing quote"));
  EXPECT_FALSE(read("  ", InputFormat::jsonl));
}

TEST(JsonLine, ASecretInABadLineIsHidden) {
  EXPECT_THAT(complaint(R"({"url": "https://joe:s3cret@a.test/", "nmae": 1})"),
              testing::Not(HasSubstr("s3cret")));
}

TEST(JsonLine, ABadOneThatMayTellWhoAsksIsNotShown) {
  for (const char* line :
       {R"({"headers":{"Authorization":"Bearer s3cret"},"url":"x","bogus":1})",
        R"({"cookie":"s3cret","url":"x"})", R"({"body":"s3cret)", R"({"url":5,"AUTH":"s3cret"})"}) {
    EXPECT_THAT(complaint(line), testing::Not(HasSubstr("s3cret"))) << line;
    EXPECT_THAT(complaint(line), HasSubstr("expected")) << line;
  }
  EXPECT_THAT(complaint(R"({"url":"x","bogus":1})"), HasSubstr(R"({"url":"x","bogus":1})"));
}

}  // namespace
}  // namespace urlfan::json_line_test
