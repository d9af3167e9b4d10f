#include "src/list/message_values.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "src/base/text.h"
#include "src/list/line_parser.h"
#include "src/model/line_problem.h"
#include "tests/support/requests.h"

namespace urlfan::message_values_test {
namespace {

using testing::HasSubstr;

/// "Name=value Name! Name=" and so on: ! is a header that is left out.
std::string told(const Message* message) {
  if (message == nullptr) return "nothing";
  std::string text;
  for (const auto& header : message->headers) {
    text += header.name + (header.value ? "=" + *header.value : "!") + " ";
  }
  if (message->cookies) text += "cookies<" + *message->cookies + "> ";
  if (message->body) text += "body<" + *message->body + ">" + message->body_type;
  return text;
}

std::string told(std::string_view line, const LineRules& rules) {
  const auto request = parse_line(line, rules);
  if (!request) return "no request";
  if (request->bad) return "bad: " + request->bad->message;
  return request->method + " " + told(request->message.get());
}

LineRules rules(MessagePtr message = {}, std::string method = {}) {
  return {.parse_url = any_url, .method = std::move(method), .message = std::move(message)};
}

MessagePtr message(std::vector<Field> headers, const char* body = nullptr) {
  Message result;
  result.headers = std::move(headers);
  if (body != nullptr) result.body = body_of(body);
  result.body_type = result.body ? "a/form" : "";
  return std::make_shared<const Message>(std::move(result));
}

TEST(HeaderField, IsReadAsCurlReadsIt) {
  const auto told_field = [](std::string_view text) {
    Message one;
    add_header(one, "--header", header_field("--header", text));
    return told(&one);
  };
  EXPECT_EQ(told_field("X-A: b c "), "X-A=b c ");
  EXPECT_EQ(told_field("X-A:b:c"), "X-A=b:c ");
  EXPECT_EQ(told_field("X-A:"), "X-A! ");
  EXPECT_EQ(told_field("X-A;"), "X-A= ");
  EXPECT_EQ(told_field("cookie: a=1"), "cookies<a=1> ");
  EXPECT_EQ(told_field("cookie:"), "cookies<> ");
}

TEST(HeaderField, WhatCannotBeSentIsRefused) {
  for (const std::string text : {"X-A", "X A: b", ": b", "X-A; b", "Content-Length: 5",
                                 "transfer-encoding:", "X-A: b\r\nX-B: c", "X-A: b\x01"}) {
    Message one;
    EXPECT_THROW(add_header(one, "--header", header_field("--header", text)), LineProblem) << text;
  }
}

TEST(JsonLine, SendsWhatItSays) {
  const LineRules none = rules();
  EXPECT_EQ(told(R"({"url":"x"})", none), "GET nothing");
  EXPECT_EQ(told(R"({"url":"x","headers":{"B":"1","A":["2","3"],"C":null,"D":""}})", none),
            "GET B=1 A=2 A=3 C! D= ");
  EXPECT_EQ(told(R"({"url":"x","headers":{"Cookie":["a=1","b=2"]}})", none),
            "GET cookies<a=1; b=2> ");
  EXPECT_EQ(told(R"({"url":"x","headers":{"Cookie":null}})", none), "GET cookies<> ");
  EXPECT_EQ(told(R"({"url":"x","headers":{"A":" ","B":" b "}})", none), "GET A= B=b ");
  EXPECT_EQ(told(R"({"url":"x","body":"a text"})", none), "POST body<a text>");
  EXPECT_EQ(told(R"({"url":"x","body":{"z":1,"a":[true,null]}})", none),
            R"(POST body<{"z":1,"a":[true,null]}>application/json)");
  EXPECT_EQ(told(R"({"url":"x","body":null})", none), "POST body<null>application/json");
  EXPECT_EQ(told(R"({"url":"x","body_base64":"AP8="})", none),
            std::string("POST body<\0\xFF>", 13));
  EXPECT_EQ(told(R"({"url":"x","method":"GET","body":"q"})", none), "GET body<q>");
}

TEST(JsonLine, WhatItCannotSendIsRefused) {
  const LineRules none = rules();
  for (const auto& [line, why] : std::vector<std::pair<const char*, const char*>>{
           {R"({"url":"x","headers":[]})", "expected an object"},
           {R"({"url":"x","headers":{"a":1}})", "a string, an array of them or null"},
           {R"({"url":"x","headers":{"a":[1]}})", "expected a string"},
           {R"({"url":"x","headers":{"a":[]}})", "is empty"},
           {R"({"url":"x","headers":{"a b":"c"}})", "not the name of a header"},
           {R"({"url":"x","headers":{"a":"b\nc"}})", "control character"},
           {R"({"url":"x","headers":{"Content-Length":"5"}})", "cannot be content-length"},
           {R"({"url":"x","body":"a","body_base64":"YQ=="})", "stand both"},
           {R"({"url":"x","body_base64":"Y"})", "expected base64"},
           {R"({"url":"x","body_base64":5})", "expected a string"},
           {R"({"url":"x","method":"HEAD","body":"a"})", "HEAD request has no body"},
           {R"({"url":"x","method":"TRACE","body":"a"})", "TRACE request has no body"}}) {
    EXPECT_THAT(told(line, none), testing::AllOf(HasSubstr("bad: "), HasSubstr(why))) << line;
  }
}

TEST(Message, OfTheLineGoesBeforeThatOfAll) {
  const LineRules all = rules(message({{"A", "1"}, {"B", "2"}}, "theirs"));
  EXPECT_EQ(told("x", all), "POST A=1 B=2 body<theirs>a/form");
  EXPECT_EQ(told(R"({"url":"x","headers":{"a":"3","C":"4"}})", all),
            "POST a=3 C=4 B=2 body<theirs>a/form");
  EXPECT_EQ(told(R"({"url":"x","headers":{"A":null}})", all), "POST A! B=2 body<theirs>a/form");
  EXPECT_EQ(told(R"({"url":"x","body":"own"})", all), "POST A=1 B=2 body<own>");
}

TEST(Message, OfAllIsSharedByLinesThatAddNothing) {
  const LineRules all = rules(message({{"A", "1"}}));
  EXPECT_EQ(parse_line("x", all)->message, all.message);
  EXPECT_EQ(parse_line("POST x", all)->message, all.message);
}

TEST(Message, LinesThatNameAMethodWithoutABodyGetNone) {
  const LineRules all = rules(message({{"A", "1"}}, "theirs"));
  for (const std::string method : {"GET", "HEAD", "OPTIONS", "TRACE"}) {
    EXPECT_EQ(told(method + " x", all), method + " A=1 ");
  }
  for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"}) {
    EXPECT_EQ(told(method + " x", all), method + " A=1 body<theirs>a/form");
  }
}

TEST(Message, TheMethodOfAllIsForLinesThatNameNone) {
  const LineRules all = rules(message({}, "theirs"), "GET");
  EXPECT_EQ(told("x", all), "GET body<theirs>a/form") << "as it was asked for";
  EXPECT_EQ(told("PUT x", all), "PUT body<theirs>a/form");
  EXPECT_EQ(told("x", rules({}, "HEAD")), "HEAD nothing");
  EXPECT_EQ(told(R"({"url":"x","method":"POST"})", rules({}, "HEAD")), "POST nothing");
}

}  // namespace
}  // namespace urlfan::message_values_test
