#include "src/cli/http_options.h"

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

#include "src/serve/problem.h"

namespace urlfan {
namespace {

using testing::HasSubstr;

RunOptions read(const std::vector<NamedOption>& options, const RunConfig& run = {}) {
  return HttpOptions(run).read(options);
}

std::string problem_of(const std::vector<NamedOption>& options) {
  try {
    read(options);
    return {};
  } catch (const ProblemError& error) {
    EXPECT_EQ(error.problem().status, 400);
    return error.problem().detail;
  }
}

TEST(HttpOptions, MeanWhatTheyMeanWhenTheyAreTyped) {
  const RunOptions options = read({{.name = "timeout", .values = {"5s"}},
                                   {.name = "retries", .values = {"2"}},
                                   {.name = "follow", .values = {"false"}},
                                   {.name = "body", .values = {"none"}},
                                   {.name = "concurrency", .values = {"7"}},
                                   {.name = "header", .values = {"A: 1", "B: 2"}}});
  EXPECT_EQ(options.run.timeout, std::chrono::seconds(5));
  EXPECT_EQ(options.run.retry.retries, 2U);
  EXPECT_FALSE(options.run.follow_redirects);
  EXPECT_EQ(options.run.keep_body, 0U);
  EXPECT_EQ(options.run.concurrency, 7U);
  ASSERT_TRUE(options.rules.message);
  EXPECT_EQ(options.rules.message->headers.size(), 2U);
}

TEST(HttpOptions, LeaveTheRestAsTheServerHasIt) {
  RunConfig run;
  run.timeout = std::chrono::seconds(3);
  run.keep_body = 12;
  const RunOptions options = read({{.name = "retries", .values = {"1"}}}, run);
  EXPECT_EQ(options.run.timeout, std::chrono::seconds(3));
  EXPECT_EQ(options.run.keep_body, 12U);
  EXPECT_FALSE(options.run.concurrency);
}

TEST(HttpOptions, AreNoneOfTheServersOwn) {
  for (const char* name : {"proxy", "interface", "unix-socket", "resolve", "cacert", "cert", "key",
                           "insecure", "netrc", "digest", "user-agent", "per-host", "rate",
                           "threads", "baseline", "stall-timeout"}) {
    EXPECT_THAT(problem_of({{.name = name, .values = {"1"}}}), HasSubstr("the server's own"))
        << name;
  }
}

TEST(HttpOptions, NameNoFile) {
  EXPECT_THAT(problem_of({{.name = "header", .values = {"A: 1", "@f"}}}),
              HasSubstr("names a file"));
  EXPECT_THAT(problem_of({{.name = "data", .values = {"@f"}}}), HasSubstr("names a file"));
  EXPECT_THAT(problem_of({{.name = "cookie", .values = {"f"}}}), HasSubstr("names a file"));
}

TEST(HttpOptions, SayWhatIsWrongWithThem) {
  EXPECT_THAT(problem_of({{.name = "retires", .values = {"1"}}}),
              HasSubstr("did you mean retries?"));
  EXPECT_THAT(problem_of({{.name = "timeout", .values = {"x"}}}), HasSubstr("options.timeout"));
  EXPECT_THAT(problem_of({{.name = "timeout", .values = {"1s", "2s"}}}),
              HasSubstr("several values"));
  EXPECT_THAT(problem_of({{.name = "follow", .values = {"maybe"}}}), HasSubstr("true or false"));
  EXPECT_THAT(problem_of({{.name = "expect-status", .values = {"abc"}}}),
              HasSubstr("options.expect-status"));
  EXPECT_THAT(problem_of({{.name = "base-url", .values = {"::"}}}), HasSubstr("--base-url"));
  EXPECT_THAT(problem_of({{.name = "fail-fast", .values = {"true"}},
                          {.name = "max-fail", .values = {"1"}}}),
              HasSubstr("excludes"));
}

}  // namespace
}  // namespace urlfan
