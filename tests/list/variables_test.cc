#include "src/list/variables.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/list/line_parser.h"
#include "src/model/line_problem.h"
#include "tests/support/requests.h"

namespace urlfan::variables_test {
namespace {

using testing::HasSubstr;

std::optional<std::string> variable(const std::string& name) {
  if (name == "HOST") return "a.test";
  if (name == "_k9") return "two words";
  if (name == "EMPTY") return "";
  if (name == "AGAIN") return "${HOST}";
  if (name == "LATIN") return "\xE9";
  if (name == "LINES") return "{\n\"a\": 1}";
  return {};
}

std::optional<Request> parse(std::string_view line) {
  return parse_line(line, {.parse_url = any_url, .variables = variable});
}

TEST(Variables, AreFilledIn) {
  EXPECT_EQ(fill_in("http://${HOST}/${_k9}$", variable), "http://a.test/two words$");
  EXPECT_EQ(fill_in("a${EMPTY}b", variable), "ab");
  EXPECT_EQ(fill_in("$5 $HOST $$", variable), "$5 $HOST $$");
}

TEST(Variables, ADoubledDollarStandsForTheTextItself) {
  EXPECT_EQ(fill_in("$${HOST} $$${HOST}", variable), "${HOST} $${HOST}");
}

TEST(Variables, WhatTheyHoldIsNotLookedAtAgain) {
  EXPECT_EQ(fill_in("${AGAIN}", variable), "${HOST}");
}

TEST(Variables, OneThatIsNotTextIsRefused) {
  EXPECT_THROW(fill_in("${LATIN}", variable), LineProblem);
  EXPECT_THAT(parse("x name=${LATIN}")->bad->message, HasSubstr("expected UTF-8 text"));
}

const std::string& text_of(const std::vector<Condition>& checks) {
  return std::get<std::string>(checks.at(0).value);
}

TEST(Variables, InATextLineBlanksInThemEndNoToken) {
  const auto request = parse("http://${HOST}/x name=${_k9} contains=\"<${HOST}>\"");
  ASSERT_TRUE(request && !request->bad) << request->bad->message;
  EXPECT_EQ(request->target.url, "http://a.test/x");
  EXPECT_EQ(request->name, "two words");
  EXPECT_EQ(text_of(request->expected().contains), "<a.test>");
}

TEST(Variables, InATextLineCanHoldLineEnds) {
  const auto request = parse("x contains=${LINES} json:/b=${LINES}");
  ASSERT_TRUE(request && !request->bad) << request->bad->message;
  EXPECT_EQ(text_of(request->expected().contains), "{\n\"a\": 1}");
  EXPECT_EQ(text_of(request->expected().json), "{ \"a\": 1}") << "on one line, as it is written";
  EXPECT_THAT(parse("x name=${LINES}")->bad->message,
              HasSubstr("name= has a line end in it; expected"));
}

TEST(Variables, InAJsonLineStandInAnyStringButKeys) {
  const auto request = parse(
      R"({"url":"http://${HOST}/","headers":{"X-Key":"${_k9}"},"body":{"${HOST}":["${HOST}"]}})");
  ASSERT_TRUE(request && !request->bad) << request->bad->message;
  EXPECT_EQ(request->target.url, "http://a.test/");
  EXPECT_EQ(request->message->headers.at(0).value, "two words");
  EXPECT_EQ(*request->message->body, R"({"${HOST}":["a.test"]})");
}

TEST(Variables, OneThatIsNotSetIsAnErrorOfItsLine) {
  for (const char* line : {"http://${MISSING}/", R"({"url":"http://${MISSING}/"})"}) {
    const auto request = parse(line);
    ASSERT_TRUE(request && request->bad) << line;
    EXPECT_THAT(request->bad->message, HasSubstr("the variable MISSING is not set; expected it"));
  }
}

TEST(Variables, InACommentAreNotLookedAt) { EXPECT_FALSE(parse("# ${MISSING}")); }

}  // namespace
}  // namespace urlfan::variables_test
