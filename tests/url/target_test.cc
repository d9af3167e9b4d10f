#include "src/url/target.h"

#include <gmock/gmock.h>

#include <clocale>
#include <string>
#include <variant>

#include "urlfan/request.h"

namespace urlfan::target_test {
namespace {

struct Good {
  const char* text;
  const char* url;
  const char* host;
  const char* shown;
};

TEST(ParseTarget, UnderstandsWhatPeopleWrite) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  const Good rows[] = {
      {"http://h", "http://h/", "http://h:80", "http://h/"},
      {"HTTPS://H.Example/A", "https://H.Example/A", "https://h.example:443", nullptr},
      {"http://h:8080/x?y=1#z", "http://h:8080/x?y=1#z", "http://h:8080", nullptr},
      {"example.com/a", "https://example.com/a", "https://example.com:443", nullptr},
      {"localhost:8080/x", "https://localhost:8080/x", "https://localhost:8080", nullptr},
      {"http://[::1]/", "http://[::1]/", "http://[::1]:80", nullptr},
      {"http://[::1]:81/", "http://[::1]:81/", "http://[::1]:81", nullptr},
      {"http://a:b@h/", "http://h/", "http://h:80", "http://a:***@h/"},
      {"http://token@h/", "http://h/", "http://h:80", "http://***@h/"},
      {"http://a%40b:c@h/", "http://h/", "http://h:80", "http://a%40b:***@h/"},
      {"http://127.1/", "http://127.0.0.1/", "http://127.0.0.1:80", nullptr},
      {"http://0x7f000001/", "http://127.0.0.1/", "http://127.0.0.1:80", nullptr},
      {"http://h/a b", "http://h/a%20b", "http://h:80", nullptr},
      {"http://h/a?b c#d e", "http://h/a?b%20c#d%20e", "http://h:80", nullptr},
      {"http://h/?q=\"x\"&y", "http://h/?q=%22x%22&y", "http://h:80", nullptr},
      {"http://h/\xC3\xBC", "http://h/%C3%BC", "http://h:80", nullptr},
      {"http://b\xC3\xBC"
       "cher.example/",
       "http://b\xC3\xBC"
       "cher.example/",
       "http://xn--bcher-kva.example:80", nullptr},
      {"http://h/a/../b", "http://h/b", "http://h:80", nullptr},
      {"http://h?q", "http://h/?q", "http://h:80", nullptr},
      // An empty query is one.
      {"http://h/x?", "http://h/x?", "http://h:80", nullptr},
      {"http://h?", "http://h/?", "http://h:80", nullptr},
      {"http://h/x?#y", "http://h/x?#y", "http://h:80", nullptr},
      {"http://h/x#y?", "http://h/x#y?", "http://h:80", nullptr},
      // Nobody asks.
      {"http://@h/", "http://h/", "http://h:80", "http://h/"},
      {"http://:@h/", "http://h/", "http://h:80", "http://h/"},
      // Without a scheme: a host, and what could be one but has a port.
      {"//h/x", "https://h/x", "https://h:443", nullptr},
      {"h:80", "https://h:80/", "https://h:80", nullptr},
      {"h.example:80?q", "https://h.example:80/?q", "https://h.example:80", nullptr},
      {"my_host:80#f", "https://my_host:80/#f", "https://my_host:80", nullptr},
      {"[::1]:80/x", "https://[::1]:80/x", "https://[::1]:80", nullptr},
      {"user@h:80/x", "https://h:80/x", "https://h:80", "https://***@h:80/x"},
      {"h/?u=http://other/", "https://h/?u=http://other/", "https://h:443", nullptr},
      {"h/a:b", "https://h/a:b", "https://h:443", nullptr},
      {"h#a:b", "https://h/#a:b", "https://h:443", nullptr},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto parsed = parse_target(row.text);
    ASSERT_TRUE(std::holds_alternative<Target>(parsed)) << std::get<Error>(parsed).message;
    const auto& target = std::get<Target>(parsed);
    EXPECT_EQ(target.url, row.url);
    EXPECT_EQ(target.origin.key(), row.host);
    EXPECT_EQ(target.display_url(), row.shown == nullptr ? row.url : row.shown);
  }
}

TEST(ParseTarget, RefusesWhatCannotBeFetched) {
  struct Bad {
    const char* text;
    ErrorCode code;
  };
  const Bad rows[] = {
      {"", ErrorCode::invalid_input},
      {"http://", ErrorCode::invalid_input},
      {"http://h:99999/", ErrorCode::invalid_input},
      {"http://h:port/", ErrorCode::invalid_input},
      {"http://[::bad/", ErrorCode::invalid_input},
      {"http://h\x01/", ErrorCode::invalid_input},
      {"ftp://h/", ErrorCode::unsupported_scheme},
      {"file:///etc/passwd", ErrorCode::unsupported_scheme},
      {"gopher://h/", ErrorCode::unsupported_scheme},
      {"x-own://h/", ErrorCode::unsupported_scheme},
      {"javascript:alert(1)", ErrorCode::unsupported_scheme},
      {"mailto:contact@h/x", ErrorCode::unsupported_scheme},
      {"sms:1", ErrorCode::unsupported_scheme},
      {"TEL:1", ErrorCode::unsupported_scheme},
      {"tel:+1", ErrorCode::unsupported_scheme},
      {"file:/etc/hosts", ErrorCode::unsupported_scheme},
      {"data:text/plain,http://h/", ErrorCode::unsupported_scheme},
      {"urn:isbn:1", ErrorCode::unsupported_scheme},
      {"joe:secret@h/", ErrorCode::unsupported_scheme},
      {"joe:1@h/", ErrorCode::unsupported_scheme},
      {"h.example:/x", ErrorCode::unsupported_scheme},
      {"h:80x/", ErrorCode::unsupported_scheme},
      {"h:80@x/", ErrorCode::unsupported_scheme},
      {"h:99999", ErrorCode::invalid_input},
      {"http:/h/x", ErrorCode::invalid_input},
      {"http:h/x", ErrorCode::invalid_input},
      {"HTTPS:\\\\h\\x", ErrorCode::invalid_input},
      {"http:///h/x", ErrorCode::invalid_input},
      {"http://?q", ErrorCode::invalid_input},
      {"/v1/me", ErrorCode::invalid_input},
      {"///h", ErrorCode::invalid_input},
      {"//", ErrorCode::invalid_input},
      {"?q", ErrorCode::invalid_input},
      {"./x", ErrorCode::invalid_input},
      {"../x", ErrorCode::invalid_input},
      {"1http://h/", ErrorCode::invalid_input},
      {"<http://h/>", ErrorCode::invalid_input},
      {"my_host:/x", ErrorCode::invalid_input},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto parsed = parse_target(row.text);
    ASSERT_TRUE(std::holds_alternative<Error>(parsed)) << std::get<Target>(parsed).url;
    EXPECT_EQ(std::get<Error>(parsed).code, row.code) << std::get<Error>(parsed).message;
    EXPECT_THAT(std::get<Error>(parsed).message, testing::HasSubstr("expected"));
  }
}

std::string message_of(const char* text) {
  const auto parsed = parse_target(text);
  return std::holds_alternative<Error>(parsed) ? std::get<Error>(parsed).message : "none";
}

TEST(ParseTarget, SaysWhatWasMeant) {
  EXPECT_THAT(message_of("http:/h/x"), testing::HasSubstr("as in http://h/x"));
  EXPECT_THAT(message_of("https:h"), testing::HasSubstr("as in https://h"));
  EXPECT_THAT(message_of("/v1/me"), testing::HasSubstr("needs --base-url"));
  EXPECT_THAT(message_of("joe:word@h/"), testing::HasSubstr("https://user:password@host"));
  EXPECT_THAT(message_of("http:/joe:word@h/"), testing::Not(testing::HasSubstr("word")));
}

TEST(ParseTarget, ResolvesAgainstTheBase) {
  TargetParser parser({.scheme = "https", .base = "http://h:81/a/b?c"});
  const auto url = [&parser](const char* text) {
    const auto parsed = parse_target(text, {.scheme = "https", .base = "http://h:81/a/b?c"});
    const auto quick = parser(text);
    EXPECT_EQ(parsed.index(), quick.index());
    if (std::holds_alternative<Error>(parsed)) return std::get<Error>(parsed).message;
    EXPECT_EQ(std::get<Target>(parsed).url, std::get<Target>(quick).url);
    return std::get<Target>(parsed).url;
  };
  EXPECT_EQ(url("other"), "http://h:81/a/other");
  EXPECT_EQ(url("#top"), "http://h:81/a/b?c#top");
  EXPECT_EQ(url("//other/x"), "http://other/x");
  EXPECT_EQ(url("other:82/x"), "https://other:82/x");
  EXPECT_EQ(url("/v1?u=http://x/"), "http://h:81/v1?u=http://x/");
  EXPECT_EQ(url("/v1?"), "http://h:81/v1?");
  EXPECT_THAT(url("mailto:ann@x"), testing::HasSubstr("scheme"));
  EXPECT_THAT(url("my_host:x"), testing::HasSubstr("colon"));
  EXPECT_EQ(url("/v1"), "http://h:81/v1");
  EXPECT_EQ(url("d"), "http://h:81/a/d");
  EXPECT_EQ(url("../d"), "http://h:81/d");
  EXPECT_EQ(url("?q"), "http://h:81/a/b?q");
  EXPECT_EQ(url("https://other/x"), "https://other/x");
}

TEST(ParseTarget, ABaseNeedsNoSchemeAndNoPath) {
  const auto url = [](const char* text, const char* base) {
    const auto parsed = parse_target(text, {.scheme = "http", .base = base});
    return std::holds_alternative<Target>(parsed) ? std::get<Target>(parsed).url : "error";
  };
  EXPECT_EQ(url("/x", "localhost:8080"), "http://localhost:8080/x");
  EXPECT_EQ(url("x", "h"), "http://h/x");
  EXPECT_EQ(url("x", "https://h?q"), "https://h/x");
  EXPECT_EQ(url("?r", "https://h"), "https://h/?r");
  EXPECT_EQ(url("x", "mailto:ann@h"), "error");
}

struct Step {
  const char* location;
  /// Nothing: an error.
  const char* to;
  bool anonymous = false;
};

std::string follow(const Target& from, const Step& step) {
  const auto redirect = follow_location(from, step.location);
  EXPECT_EQ(redirect.anonymous, step.anonymous);
  const auto* target = std::get_if<Target>(&redirect.to);
  if (target == nullptr) return std::string(to_string(std::get<Error>(redirect.to).code));
  EXPECT_EQ(redirect.location, target->display_url());
  return target->url;
}

TEST(FollowLocation, UnderstandsALocationByTheGrammar) {
  const Step steps[] = {
      {"/b", "http://h:81/b"},
      {"b", "http://h:81/a/b"},
      {"../b", "http://h:81/b"},
      {"?r", "http://h:81/a/x?r"},
      {"#top", "http://h:81/a/x?q#top"},
      {"/b c", "http://h:81/b%20c"},
      {"/b?", "http://h:81/b?"},
      {"/\xC3\xBC", "http://h:81/%C3%BC"},
      {"//other/b", "http://other/b"},
      {"HTTPS://other", "https://other/"},
      {"/b:80", "http://h:81/b:80"},
      {"?u=mailto:ann@h", "http://h:81/a/x?u=mailto:ann@h"},
      {"http://ann:word@other/", "http://other/"},
      {"http://@other/", "http://other/", true},
      {"//:@other/", "http://other/", true},
      {"mailto:ann@h", "unsupported_scheme"},
      {"tel:1", "unsupported_scheme"},
      {"other:80/b", "unsupported_scheme"},
      {"ftp://h/", "unsupported_scheme"},
      {"http:/b", "invalid_input"},
      {"http:b", "invalid_input"},
      {"http:///b", "invalid_input"},
      {"//", "invalid_input"},
      {"\xFF\xFE", "invalid_input"},
  };
  const Target from{.url = "http://h:81/a/x?q", .origin = {"http", "h", 81}, .credentials = {}};
  for (const auto& step : steps) {
    SCOPED_TRACE(step.location);
    EXPECT_EQ(follow(from, step), step.to);
  }
}

TEST(FollowLocation, InheritsAFragmentUnlessItHasItsOwn) {
  const Target from{.url = "http://h/a#part", .origin = {"http", "h", 80}, .credentials = {}};
  EXPECT_EQ(follow(from, {"/b", ""}), "http://h/b#part");
  EXPECT_EQ(follow(from, {"/b?", ""}), "http://h/b?#part");
  EXPECT_EQ(follow(from, {"http://other/b", ""}), "http://other/b#part");
  EXPECT_EQ(follow(from, {"/b#own", ""}), "http://h/b#own");
  EXPECT_EQ(follow(from, {"#own", ""}), "http://h/a#own");
}

TEST(TargetParser, SaysOfEveryUrlWhatParseTargetSays) {
  TargetParser parser({});
  const char* urls[] = {
      "http://h/a",
      "http://h/b?c=d#e",
      "http://h/a/../b",
      "http://h/./x",
      "http://h/a b",
      "http://h/%41",
      "http://h?q",
      "http://u:p@h/a",
      "http://h/a",
      "http://H/a",
      "HTTP://h/a",
      "http://h:80/a",
      "http://h:81/a",
      "https://h/a",
      "http://127.1/a",
      "http://127.1/b",
      "http://h\\@x/a",
      "http://h/a@b",
      "h/a",
      "http://h/a#",
      "http://h/a?",
      "http://h/a?#b",
      "http:/http://h/a",
      "http:/http://h/b",
      "http:///h/a",
      "http:///h/b",
      "http:///other/b",
      "http://h/\xC3\xBC",
      "http://[::1]:8/a",
      "http://[::1]:8/b",
      "ftp://h/a",
      "ftp://h/b",
      "http://h#/a",
      "http://h/{a}",
      "http://h/a|b",
      "http://h/a^b",
      "http://h/a'b",
      "http://h//a//b",
  };
  for (int round = 0; round < 2; ++round) {
    for (const char* url : urls) {
      SCOPED_TRACE(url);
      const auto quick = parser(url);
      const auto thorough = parse_target(url);
      ASSERT_EQ(quick.index(), thorough.index());
      if (std::holds_alternative<Error>(quick)) continue;
      EXPECT_EQ(std::get<Target>(quick).url, std::get<Target>(thorough).url);
      EXPECT_EQ(std::get<Target>(quick).origin.key(), std::get<Target>(thorough).origin.key());
      EXPECT_EQ(std::get<Target>(quick).display_url(), std::get<Target>(thorough).display_url());
    }
  }
}

TEST(MakeRequest, CarriesTheErrorOfAnUnusableUrl) {
  EXPECT_FALSE(make_request("http://h/").bad.has_value());
  EXPECT_EQ(make_request("ftp://h/").bad->code, ErrorCode::unsupported_scheme);
  EXPECT_EQ(make_request("ftp://h/").method, "");
  EXPECT_EQ(make_request("POST", "ftp://h/").bad->code, ErrorCode::unsupported_scheme);
}

TEST(MakeRequest, OfAMethodAndAUrlSendsNothingElse) {
  const Request request = make_request("DELETE", "http://h/a");
  EXPECT_FALSE(request.bad);
  EXPECT_EQ(request.method, "DELETE");
  EXPECT_EQ(request.target.url, "http://h/a");
  EXPECT_EQ(request.message, nullptr);
}

TEST(MakeRequest, SendsHeadersAndJson) {
  const Request request = make_request("POST", "http://h/",
                                       {.headers = {{"Authorization", "Bearer t"},
                                                    {"Accept", {}},
                                                    {"Cookie", "a=1"},
                                                    {"cookie", "b=2"},
                                                    {"X-A", " x "}},
                                        .json = R"({"a":1})"});
  ASSERT_FALSE(request.bad) << request.bad->message;
  const Message& message = *request.message;
  ASSERT_EQ(message.headers.size(), 3U);
  EXPECT_EQ(header_line(message.headers[0]), "Authorization: Bearer t");
  EXPECT_EQ(header_line(message.headers[1]), "Accept:");
  EXPECT_EQ(header_line(message.headers[2]), "X-A: x");
  EXPECT_EQ(message.cookies, "a=1; b=2");
  EXPECT_EQ(*message.body, R"({"a":1})");
  EXPECT_EQ(message.body_type, "application/json");
}

TEST(MakeRequest, SendsAnyOtherBodyAsWhatItIsCalled) {
  const Request request =
      make_request("PUT", "/a", {.body = "x", .body_type = "text/plain"}, {.base = "http://h"});
  ASSERT_FALSE(request.bad) << request.bad->message;
  EXPECT_EQ(request.target.url, "http://h/a");
  EXPECT_EQ(*request.message->body, "x");
  EXPECT_EQ(request.message->body_type, "text/plain");
  EXPECT_EQ(*make_request("PUT", "http://h/", {.body = ""}).message->body, "");
}

TEST(MakeRequest, CarriesTheErrorOfWhatCannotBeSent) {
  const auto why = [](std::string_view method, RequestParts parts) {
    const Request request = make_request(method, "http://h/", std::move(parts));
    if (!request.bad) return std::string("none");
    EXPECT_EQ(request.bad->code, ErrorCode::invalid_input);
    EXPECT_EQ(request.message, nullptr);
    EXPECT_EQ(request.method, "");
    EXPECT_EQ(request.target.url, "");
    return request.bad->message;
  };
  EXPECT_THAT(why("post", {}), testing::HasSubstr("method is unknown: post"));
  EXPECT_THAT(why("GET", {.headers = {{"A\r\nB", "x"}}}),
              testing::HasSubstr("not the name of a header"));
  EXPECT_THAT(why("GET", {.headers = {{"A", "x\r\nB: y"}}}),
              testing::HasSubstr("control character"));
  EXPECT_THAT(why("GET", {.headers = {{"Content-Length", "5"}}}),
              testing::HasSubstr("content-length"));
  EXPECT_THAT(why("POST", {.body = "x", .body_type = "a/b\r\nB: y"}),
              testing::HasSubstr("control character"));
  EXPECT_THAT(why("POST", {.json = "1", .body = "x"}), testing::HasSubstr("stand both"));
  EXPECT_THAT(why("HEAD", {.json = "1"}), testing::HasSubstr("HEAD request has no body"));
}

}  // namespace
}  // namespace urlfan::target_test
