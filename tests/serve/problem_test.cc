#include "src/serve/problem.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Problem, IsADocumentOfRfc9457) {
  const HttpAnswer answer = to_answer({.status = 503, .detail = "a \"b\"", .retry_after = 5});
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.type, "application/problem+json");
  EXPECT_EQ(nlohmann::json::parse(answer.body),
            nlohmann::json::parse(R"({"type":"about:blank","title":"Service Unavailable",)"
                                  R"("status":503,"detail":"a \"b\""})"));
  EXPECT_THAT(answer.headers, ElementsAre(Pair("Retry-After", "5")));
}

TEST(Problem, SaysWhatComesWithIt) {
  const HttpAnswer answer =
      to_answer({.status = 405, .detail = "no", .headers = {{"Allow", "GET"}}});
  EXPECT_THAT(answer.headers, ElementsAre(Pair("Allow", "GET")));
}

}  // namespace
}  // namespace urlfan
