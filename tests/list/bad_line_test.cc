// What is left of a line that cannot be understood.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "src/list/line_parser.h"
#include "tests/support/requests.h"

namespace urlfan::bad_line_test {
namespace {

/// What is known of a line that is broken.
std::string identity(std::string_view line, LineRules rules = {.parse_url = any_url}) {
  const auto request = parse_line(line, rules);
  if (!request || !request->bad) return "not bad";
  return request->method + " <" + request->target.display_url() + "> " + request->name.value_or("");
}

TEST(BadLine, KeepsItsNameItsMethodAndItsUrl) {
  EXPECT_EQ(identity("HEAD /a staus=200 name=home"), "HEAD </a> home");
  EXPECT_EQ(identity("/a name=home status=abc"), "GET </a> home");
  EXPECT_EQ(identity("/a name=home name=other"), "GET </a> home");
  EXPECT_EQ(identity("/a contains=x y name=\"a b\" z="), "GET </a> a b");
  EXPECT_EQ(identity("bad://x name=home"), " <> home");
  EXPECT_EQ(identity("/a name=home contains=\"not closed"), "GET </a> home");
  EXPECT_EQ(identity("/a name=${UNSET}"), "GET </a> ");
  EXPECT_EQ(identity("/a header:x=${UNSET} name=home"), "GET </a> home");
  EXPECT_EQ(identity("/${UNSET} name=home"), " <> home");
  EXPECT_EQ(identity("HEAD /${UNSET} status=200 name=home"), " <> home");
  EXPECT_EQ(identity("/a ${UNSET} # name=home"), "GET </a> ");
  EXPECT_EQ(identity("HEAD /a name=home contains=x"), "HEAD </a> home");
  EXPECT_EQ(identity("/a oops", {.parse_url = any_url, .method = "PUT"}), "PUT </a> ");
  EXPECT_EQ(identity(R"({"url": "/a", "name": "home", "expct": {}})"), "GET </a> home");
  EXPECT_EQ(identity(R"({"expect": {"status": "x"}, "body": "b", "url": "/a", "name": "home"})"),
            "POST </a> home");
  EXPECT_EQ(identity(R"({"url": "bad://", "name": "home"})"), " <> home");
  EXPECT_EQ(identity(R"({"url": "/a", "method": "SE ND", "name": "home"})"), "GET </a> home");
  EXPECT_EQ(identity(R"({"name": "home"})"), " <> home");
  EXPECT_EQ(identity(R"({"url": "/a", "name": "home")"), " <> ") << "no JSON at all";
}

TEST(BadLine, SendsAndChecksNothing) {
  const auto request = parse_line(R"({"url": "/a", "headers": {"X-A": "1"}, "expect": {"x": 1}})",
                                  {.parse_url = any_url});
  ASSERT_TRUE(request && request->bad);
  EXPECT_FALSE(request->message);
  EXPECT_FALSE(request->expected().needs_body());
}

TEST(JsonLineVariables, AreFilledInOnce) {
  LineRules rules{.parse_url = any_url};
  rules.variables = [](const std::string& name) -> std::optional<std::string> {
    return name == "ID" ? "${OTHER}" : std::optional<std::string>();
  };
  const auto request = parse_line(R"({"url": "/${ID}", "name": "$${ID}"})", rules);
  ASSERT_TRUE(request && !request->bad) << request->bad->message;
  EXPECT_EQ(request->target.url, "/${OTHER}");
  EXPECT_EQ(request->name, "${ID}");
}

TEST(HeadOfAllLines, IsForThoseThatNameNoMethod) {
  const LineRules rules{.parse_url = any_url, .method = "HEAD", .get_if_refused = true};
  EXPECT_TRUE(parse_line("/a", rules)->get_if_refused);
  EXPECT_EQ(parse_line("/a", rules)->method, "HEAD");
  EXPECT_FALSE(parse_line("HEAD /a", rules)->get_if_refused);
  EXPECT_FALSE(parse_line("POST /a", rules)->get_if_refused);
  EXPECT_TRUE(parse_line("/a contains=x", rules)->bad) << "a HEAD has no body to check";
}

}  // namespace
}  // namespace urlfan::bad_line_test
