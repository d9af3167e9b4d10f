#include <gmock/gmock.h>

#include <clocale>
#include <string>
#include <variant>

#include "urlfan/request.h"

namespace urlfan {
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
      {"http://h/\xC3\xBC", "http://h/%c3%bc", "http://h:80", nullptr},
      {"http://b\xC3\xBC"
       "cher.example/",
       "http://b\xC3\xBC"
       "cher.example/",
       "http://xn--bcher-kva.example:80", nullptr},
      {"http://h/a/../b", "http://h/b", "http://h:80", nullptr},
      {"http://h?q", "http://h/?q", "http://h:80", nullptr},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto parsed = parse_target(row.text);
    ASSERT_TRUE(std::holds_alternative<Target>(parsed)) << std::get<Error>(parsed).message;
    const auto& target = std::get<Target>(parsed);
    EXPECT_EQ(target.url, row.url);
    EXPECT_EQ(target.host, row.host);
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
      {"javascript:alert(1)", ErrorCode::invalid_input},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto parsed = parse_target(row.text);
    ASSERT_TRUE(std::holds_alternative<Error>(parsed)) << std::get<Target>(parsed).url;
    EXPECT_EQ(std::get<Error>(parsed).code, row.code) << std::get<Error>(parsed).message;
    EXPECT_THAT(std::get<Error>(parsed).message, testing::HasSubstr("expected"));
  }
}

TEST(ParseTarget, ResolvesAgainstTheBase) {
  const auto url = [](const char* text) {
    const auto parsed = parse_target(text, {.scheme = "https", .base = "http://h:81/a/b?c"});
    return std::holds_alternative<Target>(parsed) ? std::get<Target>(parsed).url : "error";
  };
  EXPECT_EQ(url("/v1"), "http://h:81/v1");
  EXPECT_EQ(url("d"), "http://h:81/a/d");
  EXPECT_EQ(url("../d"), "http://h:81/d");
  EXPECT_EQ(url("?q"), "http://h:81/a/b?q");
  EXPECT_EQ(url("https://other/x"), "https://other/x");
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
      EXPECT_EQ(std::get<Target>(quick).host, std::get<Target>(thorough).host);
      EXPECT_EQ(std::get<Target>(quick).display_url(), std::get<Target>(thorough).display_url());
    }
  }
}

TEST(MakeRequest, CarriesTheErrorOfAnUnusableUrl) {
  EXPECT_FALSE(make_request("http://h/").bad.has_value());
  EXPECT_EQ(make_request("ftp://h/").bad->code, ErrorCode::unsupported_scheme);
}

}  // namespace
}  // namespace urlfan
