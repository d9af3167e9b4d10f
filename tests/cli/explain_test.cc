#include "src/cli/explain.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "urlfan/error.h"

namespace urlfan {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Told {
  int exit_code = 0;
  std::string out;
  std::string err;
};

Told told(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "explain");
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  Told result;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  result.exit_code = explain(static_cast<int>(argv.size()), argv.data());
  result.err = testing::internal::GetCapturedStderr();
  result.out = testing::internal::GetCapturedStdout();
  return result;
}

TEST(Explain, TellsWhatACodeMeansAndWhatToDo) {
  const Told one = told({"tls_expired"});
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_THAT(one.out, HasSubstr("tls_expired (phase tls, trying again does not help)"));
  EXPECT_THAT(one.out, HasSubstr(std::string(info(ErrorCode::tls_expired).meaning)));
  EXPECT_THAT(one.out, HasSubstr(std::string(info(ErrorCode::tls_expired).advice)));
  EXPECT_THAT(one.out, Not(HasSubstr("tls_untrusted")));
  EXPECT_EQ(one.err, "");
}

TEST(Explain, WithoutACodeItTellsAll) {
  const std::string all = told({}).out;
  for (const auto& error : all_errors()) {
    EXPECT_THAT(all, HasSubstr(std::string(error.name) + " (phase "));
  }
}

TEST(Explain, AnUnknownCodeIsBadUsage) {
  const Told unknown = told({"tls_epxired"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.out, "");
  EXPECT_THAT(unknown.err, HasSubstr("tls_epxired"));
}

}  // namespace
}  // namespace urlfan
