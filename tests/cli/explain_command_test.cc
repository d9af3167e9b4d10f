#include "src/cli/explain_command.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/cli/typed.h"
#include "urlfan/error.h"

namespace urlfan::explain_command_test {
namespace {

using testing::HasSubstr;
using testing::Not;

Typed told(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "explain");
  return typed(std::move(arguments), true);
}

TEST(Explain, TellsWhatACodeMeansAndWhatToDo) {
  const Typed one = told({"tls_expired"});
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_THAT(one.out, HasSubstr("tls_expired (phase tls, trying again does not help)"));
  EXPECT_THAT(one.out, HasSubstr(std::string(info(ErrorCode::tls_expired).meaning)));
  EXPECT_THAT(one.out, HasSubstr(std::string(info(ErrorCode::tls_expired).advice)));
  EXPECT_THAT(one.out, Not(HasSubstr("tls_untrusted")));
  EXPECT_EQ(one.err, "");
}

TEST(Explain, TellsWhenAnotherTryMayHelp) {
  EXPECT_THAT(told({"timeout"}).out, HasSubstr("trying again may help)"));
  const std::string status = told({"http_status"}).out;
  EXPECT_THAT(status, HasSubstr("trying again may help at times)"));
  EXPECT_THAT(status, HasSubstr("Trying again may help if the status is 408, "));
}

TEST(Explain, WithoutACodeItTellsAll) {
  const std::string all = told({}).out;
  for (const auto& error : all_errors()) {
    EXPECT_THAT(all, HasSubstr(std::string(error.name) + " (phase "));
  }
}

TEST(Explain, AnUnknownCodeIsBadUsage) {
  const Typed unknown = told({"tls_epxired"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.out, "");
  EXPECT_THAT(unknown.err, HasSubstr("tls_epxired"));
}

}  // namespace
}  // namespace urlfan::explain_command_test
