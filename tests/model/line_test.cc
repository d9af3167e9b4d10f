#include "src/model/line.h"

#include <gtest/gtest.h>

#include "tests/support/results.h"

namespace urlfan::line_test {
namespace {

Result named(Result result, const char* name) {
  result.name = name;
  return result;
}

TEST(Line, APlaceIsAListAndALineOrTheCommandLine) {
  EXPECT_EQ(place_title({.file = "urls.txt", .line = 12}), "urls.txt:12");
  EXPECT_EQ(place_title({.file = "urls.txt", .line = 0}), "urls.txt");
  EXPECT_EQ(place_title({.file = "-", .line = 7}), "standard input:7");
  EXPECT_EQ(place_title({}), "command line");
}

TEST(Line, ItIsCalledByItsNameItsRequestOrItsPlace) {
  EXPECT_EQ(line_title(named(failed(3), "web")), "web");
  EXPECT_EQ(line_title(named(failed(3), "")), "GET http://a.test/3") << "a name says something";
  EXPECT_EQ(line_title(failed(3)), "GET http://a.test/3");
  EXPECT_EQ(line_title(unreadable(4)), "urls.txt:5");
}

TEST(Line, TheFullTitleHasAllThatIsKnown) {
  EXPECT_EQ(full_line_title(named(failed(3), "web")), "urls.txt:4: [web] GET http://a.test/3");
  EXPECT_EQ(full_line_title(failed(3)), "urls.txt:4: GET http://a.test/3");
  EXPECT_EQ(full_line_title(unreadable(4)), "urls.txt:5:");
  Result piped = failed(3);
  piped.where.file = "-";
  EXPECT_EQ(full_line_title(piped), "standard input:4: GET http://a.test/3");
  Result argument = failed(3);
  argument.where = {};
  EXPECT_EQ(full_line_title(argument), "GET http://a.test/3");
  argument.url.clear();
  EXPECT_EQ(full_line_title(argument), "");
}

TEST(Line, InItsOwnListANameIsEnough) {
  EXPECT_EQ(line_key(named(failed(1), "web")), line_key(named(failed(2), "web")));
  EXPECT_NE(line_key(named(failed(1), "web")), line_key(failed(1)));
  EXPECT_EQ(line_key(failed(1)), request_key(named(failed(1), "web")));
  EXPECT_NE(line_key(failed(1)), line_key(failed(2)));
  EXPECT_EQ(line_key(unreadable(1)), "");
}

TEST(Line, AmongManyListsANameAloneIsNot) {
  EXPECT_NE(exact_line_key(named(failed(1), "web")), exact_line_key(named(failed(2), "web")));
  EXPECT_NE(exact_line_key(named(failed(1), "web")), exact_line_key(failed(1)));
  EXPECT_EQ(exact_line_key(failed(1)), exact_line_key(passed(1)));
}

}  // namespace
}  // namespace urlfan::line_test
