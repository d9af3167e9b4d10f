#include "src/serve/documents.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

#include "src/serve/problem.h"

namespace urlfan::documents_test {
namespace {

using testing::HasSubstr;

DocumentRules rules(std::vector<NamedOption>* seen = nullptr) {
  return {.options =
              [seen](const std::vector<NamedOption>& options) {
                if (seen != nullptr) *seen = options;
                return RunOptions{.rules = {.parse_url = TargetParser({})}};
              },
          .most_requests = 3};
}

RunDocument read(const std::string& json) { return read_run(json, rules()); }

/// What is wrong with a document; empty: nothing.
std::string problem_of(const std::string& json) {
  try {
    read(json);
    return {};
  } catch (const ProblemError& error) {
    return std::to_string(error.problem().status) + " " + error.problem().detail;
  }
}

std::string header_of(const Request& request, const std::string& name) {
  for (const auto& header : request.message->headers) {
    if (header.name == name) return header.value.value_or("");
  }
  return {};
}

TEST(Documents, ReadsUrlsAndLinesOfAList) {
  const RunDocument document =
      read(R"({"requests":["http://a/",{"url":"http://b/","method":"PUT","body":{"n":1.50}}]})");
  ASSERT_EQ(document.requests.size(), 2U);
  EXPECT_EQ(document.requests[0].target.url, "http://a/");
  EXPECT_EQ(document.requests[1].method, "PUT");
  EXPECT_EQ(*document.requests[1].message->body, R"({"n":1.50})");
  EXPECT_FALSE(document.has_secrets);
}

TEST(Documents, HandsOptionsOnAsTheyWouldBeTyped) {
  std::vector<NamedOption> seen;
  read_run(R"({"requests":["http://a/"],"options":{"timeout":"5s","retries":2,"head":true,)"
           R"("header":["A: 1","B: 2"]}})",
           rules(&seen));
  EXPECT_EQ(seen, (std::vector<NamedOption>{{.name = "timeout", .values = {"5s"}},
                                            {.name = "retries", .values = {"2"}},
                                            {.name = "head", .values = {"true"}},
                                            {.name = "header", .values = {"A: 1", "B: 2"}}}));
}

TEST(Documents, KeepsAUrlThatCannotBeUnderstoodForItsResult) {
  const RunDocument document = read(R"({"requests":["ftp://a/",{"url":"http://"},"http://b/"]})");
  EXPECT_TRUE(document.requests[0].bad);
  EXPECT_TRUE(document.requests[1].bad);
  EXPECT_FALSE(document.requests[2].bad);
}

TEST(Documents, NamesWhatIsWrong) {
  EXPECT_THAT(problem_of(""), HasSubstr("400 the body is not valid JSON"));
  EXPECT_THAT(problem_of(R"({"requests":["http://a/"],"x":1})"), HasSubstr("\"x\""));
  EXPECT_THAT(problem_of(R"({"requests":["http://a/",{"url":"http://a/","x":1}]})"),
              HasSubstr("400 requests[1]: unknown key \"x\""));
  EXPECT_THAT(problem_of(R"({"requests":["http://a/",null]})"), HasSubstr("400 requests[1]"));
  EXPECT_THAT(problem_of(R"({"requests":[{"name":"x"}]})"), HasSubstr("400 requests[0]: no url"));
  EXPECT_THAT(problem_of(R"({"requests":["http://a/"],"options":{"a":{"b":1}}})"),
              HasSubstr("400 options.a"));
  EXPECT_THAT(problem_of(R"({"requests":["a","b","c","d"]})"), HasSubstr("413 there are 4"));
}

TEST(Documents, LeavesWhatLooksLikeAVariableAsItIs) {
  const std::string text = "$ ${A} $${A} $$${A} ${ $${";
  const RunDocument document = read(R"({"requests":[{"url":"http://a/","headers":{"X":")" + text +
                                    R"(","Y":"$\u007bA}"},"body":")" + text + R"("}]})");
  EXPECT_EQ(header_of(document.requests[0], "X"), text);
  EXPECT_EQ(header_of(document.requests[0], "Y"), "${A}");
  EXPECT_EQ(*document.requests[0].message->body, text);
}

TEST(Documents, FillsVariablesInForASchedule) {
  const Variables variables = [](const std::string& name) {
    return name == "A" ? std::optional<std::string>("value-of-a") : std::nullopt;
  };
  const RunDocument document = read_scheduled_run(
      R"({"requests":[{"url":"http://a/","headers":{"Authorization":"${A}","X":"$${A}"}}]})",
      rules(), variables);
  EXPECT_EQ(header_of(document.requests[0], "Authorization"), "value-of-a");
  EXPECT_EQ(header_of(document.requests[0], "X"), "${A}");
  EXPECT_EQ(document.options.run.secrets, document.variables.get());
  EXPECT_EQ(document.variables->hide("value-of-a"), "${A}");
  std::vector<NamedOption> seen;
  read_scheduled_run(R"({"requests":["http://a/"],"options":{"header":"X: ${A}"}})", rules(&seen),
                     variables);
  EXPECT_EQ(seen, (std::vector<NamedOption>{{.name = "header", .values = {"X: value-of-a"}}}));
  EXPECT_THROW(read_scheduled_run(R"({"requests":["http://a/${B}"]})", rules(), variables),
               ProblemError);
}

TEST(Documents, SeesWhatSaysWhoAsks) {
  for (const char* line :
       {R"({"url":"http://user:pass@a/"})", R"({"url":"http://a/","headers":{"Cookie":"a=b"}})",
        R"({"url":"http://a/","headers":{"authorization":"x"}})",
        R"({"url":"http://a/","headers":{"X-Api-Key":"x"}})", R"("http://user:pass@[a/")",
        R"({"url":"ftp://a/","headers":{"authorization":"x"}})"}) {
    EXPECT_TRUE(read(std::string(R"({"requests":[)") + line + "]}").has_secrets) << line;
  }
  for (const char* line : {R"("http://a/?q=1")", R"({"url":"http://a/","headers":{"Accept":"x"}})",
                           R"({"url":"http://a/","body":"x"})"}) {
    EXPECT_FALSE(read(std::string(R"({"requests":[)") + line + "]}").has_secrets) << line;
  }
}

TEST(Documents, ReadsASchedule) {
  const ScheduleDocument schedule = read_schedule(
      R"({"every":"90s","run":{"requests":["http://a/"],"options":{"retries":1.0}}})");
  EXPECT_EQ(schedule.every, std::chrono::seconds(90));
  EXPECT_EQ(schedule.run, R"({"requests":["http://a/"],"options":{"retries":1.0}})");
  for (const char* wrong :
       {R"({"every":"999ms","run":{}})", R"({"every":1,"run":{}})", R"({"every":"1s"})",
        R"({"every":"1s","run":[]})", R"({"every":"1s","run":{},"x":1})"}) {
    EXPECT_THROW(read_schedule(wrong), ProblemError) << wrong;
  }
}

}  // namespace
}  // namespace urlfan::documents_test
