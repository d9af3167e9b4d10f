#include "src/url/url_reference.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace urlfan::url_reference_test {
namespace {

TEST(WithoutUser, HidesTheUserInformationOfAnAuthority) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"http://joe:pw@a.test/x", "http://***@a.test/x"},
      {"HTTPS://token@a.test:8080", "HTTPS://***@a.test:8080"},
      {"ftp://joe:pw@a.test", "ftp://***@a.test"},
      {"http://@a.test/", "http://***@a.test/"},
      {"http://joe:p@w@a.test/", "http://***@a.test/"},
      {"http://joe:p\\w@a.test/", "http://***@a.test/"},
      {"//joe:pw@a.test/x", "//***@a.test/x"},
      {"\\\\joe:pw@a.test/x", "\\\\***@a.test/x"},
      {"http:/joe:pw@a.test/", "http:/***@a.test/"},
      {"http:///joe:pw@a.test/", "http:///***@a.test/"},
      {"http://joe:pw@a.test?x#y", "http://***@a.test?x#y"},
      {"1http://joe:pw@a.test/", "1http://***@a.test/"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(without_user(text), shown) << text;
}

TEST(WithoutUser, HidesThatOfAUrlInAQueryAsWell) {
  EXPECT_EQ(without_user("/login?next=http://joe:pw@a.test/"), "/login?next=http://***@a.test/");
  EXPECT_EQ(without_user("https://x:y@sso.test/?next=http://joe:pw@a.test/"),
            "https://***@sso.test/?next=http://***@a.test/");
}

TEST(WithoutUser, LeavesAllElseAsItIs) {
  for (const char* text :
       {"", "/", "/users/@me", "users/@me?mail=ann@a.test", "?mail=ann@a.test", "#@", "//",
        "http://a.test/users/@me?mail=ann@a.test#@", "http://a.test", "http:", "http://",
        "mailto:ann@a.test", "//a.test/@x", "https://[::1]:8080/@"}) {
    EXPECT_EQ(without_user(text), text);
  }
}

}  // namespace
}  // namespace urlfan::url_reference_test
