#include "src/cli/help.h"

#include <gmock/gmock.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/cli/typed.h"

namespace urlfan::help_test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Help, FitsATerminalOfEightyColumns) {
  for (const auto& arguments :
       {std::vector<std::string>{"--help"}, {"report", "--help"}, {"explain", "--help"}}) {
    std::istringstream lines(typed(arguments).out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST(Help, ShowsOneGroupWhenItIsNamed) {
  const Typed network = typed({"--help", "network"});
  EXPECT_EQ(network.exit_code, 0);
  EXPECT_TRUE(network.out.starts_with("Network:\n")) << network.out;
  EXPECT_THAT(network.out, HasSubstr("-x, --proxy "));
  EXPECT_THAT(network.out, Not(HasSubstr("--timeout")));
  EXPECT_EQ(typed({"--help=Network"}).out, network.out);
  EXPECT_EQ(typed({"urls.txt", "-h", "NETWORK"}).out, network.out);
  EXPECT_THAT(typed({"report", "--help", "talk"}).out, HasSubstr("--quiet"));
  EXPECT_THAT(typed({"--help", "options"}).out, HasSubstr("-h, --help [GROUP] "));
}

TEST(Help, NamesItsGroupsWhereThereIsNoneOfThatName) {
  const Typed wrong = typed({"--help", "ouptut"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.out, "");
  EXPECT_THAT(wrong.err, HasSubstr("error: --help has no group \"ouptut\"; did you mean Output?"));
  EXPECT_THAT(wrong.err, HasSubstr("expected one of Options, Input, "));
}

TEST(Help, IsThatOfAllWhereAnOptionOrNothingFollows) {
  EXPECT_THAT(typed({"--help", "--timeout", "5s"}).out, HasSubstr("Usage: urlfan [OPTIONS]"));
}

TEST(Help, TellsWhatExcludesAnOption) {
  EXPECT_THAT(typed({"--help", "waiting"}).out, HasSubstr("(not with --retries)"));
}

}  // namespace
}  // namespace urlfan::help_test
