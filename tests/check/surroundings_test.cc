#include "src/check/surroundings.h"

#include <gtest/gtest.h>

#include <string>

namespace urlfan::surroundings_test {
namespace {

std::string around(const std::string& text, const std::string& part) {
  return surroundings(text, std::string_view(text).substr(text.find(part), part.size()));
}

TEST(Surroundings, AShortTextIsShownAsAWhole) {
  EXPECT_EQ(around("a needle in the hay", "needle"), "a needle in the hay");
  EXPECT_EQ(surroundings("", ""), "");
}

TEST(Surroundings, AreEightyCharactersWithThePartInTheirMiddle) {
  const std::string hay(200, '-');
  EXPECT_EQ(around(hay + "needle" + hay, "needle"),
            "..." + std::string(37, '-') + "needle" + std::string(37, '-') + "...");
  EXPECT_EQ(around("needle" + hay, "needle"), "needle" + std::string(74, '-') + "...");
  EXPECT_EQ(around(hay + "needle", "needle"), "..." + std::string(74, '-') + "needle");
  EXPECT_EQ(around(hay, hay), std::string(80, '-') + "...");
}

TEST(Surroundings, CountCharactersAndCutNone) {
  std::string hay;
  for (int i = 0; i < 100; ++i) hay += "\u00e9";
  EXPECT_EQ(around(hay + "x" + hay, "x").size(), 3 + 2 * 39 + 1 + 2 * 40 + 3);
}

TEST(Nearest, IsTheSameInAnotherCaseElseTheLongestStart) {
  EXPECT_EQ(nearest("all is Well and well", "all is well"), "all is Well");
  EXPECT_EQ(nearest("status: down; status: updated", "status: up!"), "status: up");
  EXPECT_EQ(nearest("nothing like it", "xyz"), "");
  EXPECT_EQ(nearest("", "xyz"), "");
}

}  // namespace
}  // namespace urlfan::surroundings_test
