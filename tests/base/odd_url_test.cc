#include "src/base/odd_url.h"

#include <gmock/gmock.h>

namespace urlfan::odd_url_test {
namespace {

using testing::HasSubstr;

TEST(OddUrl, PunctuationAtTheEndIsNamed) {
  EXPECT_THAT(what_looks_odd("http://a.test/a."), HasSubstr("ends in \".\""));
  EXPECT_THAT(what_looks_odd("http://a.test,/"), HasSubstr("ends in \",\""));
  EXPECT_THAT(what_looks_odd("http://a.test./"), HasSubstr("ends in \".\""));
  EXPECT_THAT(what_looks_odd("http://a.test/a%22"), HasSubstr("a quote (%22)"));
  EXPECT_THAT(what_looks_odd("http://a.test/a\""), HasSubstr("ends in \"\"\""));
  EXPECT_THAT(what_looks_odd("http://a.test/a)"), HasSubstr("ends in \")\""));
  EXPECT_THAT(what_looks_odd("http://a.test/?a=1&amp;b=2"), HasSubstr("is & meant?"));
}

TEST(OddUrl, OrdinaryUrlsAreNotOdd) {
  for (const char* url : {"", "http://a.test", "http://a.test/", "http://a.test/a/", "/a.b/c",
                          "http://a.test/a_(b)", "http://a.test/?a&b=\"c\"d"}) {
    EXPECT_EQ(what_looks_odd(url), "") << url;
  }
}

}  // namespace
}  // namespace urlfan::odd_url_test
