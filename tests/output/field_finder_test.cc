#include "src/output/field_finder.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "src/output/result_json.h"
#include "tests/support/results.h"

namespace urlfan::field_finder_test {
namespace {

using testing::ElementsAre;

std::vector<std::string> found(const std::string& json, const std::vector<std::string>& paths) {
  FieldFinder finder(paths);
  const auto values = finder.find(json);
  return {values.begin(), values.end()};
}

TEST(FieldFinder, FindsMembersInTheOrderThatIsAskedFor) {
  EXPECT_THAT(found(R"({"a":1,"b":"x","c":true})", {"c", "a", "b"}),
              ElementsAre("true", "1", "\"x\""));
}

TEST(FieldFinder, GoesDownIntoObjectsAndArrays) {
  const std::string json = R"({"a":{"b":{"c":-1.5}},"d":[{"e":"x"},[2,3]],"f":[]})";
  EXPECT_THAT(found(json, {"a.b.c", "a.b", "d.0.e", "d.1.1", "d.0", "f"}),
              ElementsAre("-1.5", R"({"c":-1.5})", "\"x\"", "3", R"({"e":"x"})", "[]"));
}

TEST(FieldFinder, WhatIsNotThereIsNull) {
  const std::string json = R"({"a":null,"b":[1],"c":"x","d":{},"e":[]})";
  for (const char* path :
       {"a", "a.b", "b.1", "b.x", "b.99999999999999999999", "c.0", "d.a", "e.0", "z", ""}) {
    EXPECT_THAT(found(json, {path}), ElementsAre("null")) << path;
  }
}

TEST(FieldFinder, TextHoldsWhatItLikes) {
  const std::string json = R"({"a":"\"},{[\\","b":{"c":"]}\"","d":"\\"},"e":"last"})";
  EXPECT_THAT(found(json, {"a", "b.c", "b.d", "e"}),
              ElementsAre(R"("\"},{[\\")", R"("]}\"")", R"("\\")", "\"last\""));
}

TEST(FieldFinder, FindsWhatAResultHas) {
  Result result = failed(7);
  result.response.headers = {{"server", "a"}, {"x-y", "b"}, {"x-y", "c"}};
  result.checks = {{.name = "max", .ok = true, .expected = "<=1ms", .actual = {}}};
  EXPECT_THAT(found(to_json(result), {"index", "error.code", "headers.x-y.1", "checks.0.actual",
                                      "timings_ms.total", "drift"}),
              ElementsAre("7", "\"connect_refused\"", "\"c\"", "null", "12.5", "null"));
}

TEST(FieldFinder, CanBeAskedAgain) {
  FieldFinder finder({"a"});
  const std::string first = R"({"a":1})";
  const std::string second = R"({"a":2})";
  EXPECT_THAT(finder.find(first), ElementsAre("1"));
  EXPECT_THAT(finder.find(second), ElementsAre("2"));
}

}  // namespace
}  // namespace urlfan::field_finder_test
