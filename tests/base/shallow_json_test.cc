#include "src/base/shallow_json.h"

#include <gtest/gtest.h>

#include <string>

#include "src/list/strict_json.h"
#include "src/model/line_problem.h"

namespace urlfan::shallow_json_test {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[').append("0").append(std::string(depth, ']'));
}

TEST(ShallowJson, WhatIsNestedDeeperThanAllowedIsDiscarded) {
  EXPECT_FALSE(parse_shallow(nested(3), 3).is_discarded());
  EXPECT_TRUE(parse_shallow(nested(4), 3).is_discarded());
  EXPECT_TRUE(parse_shallow(nested(100'000), 3).is_discarded());
}

TEST(ShallowJson, WhatIsNotJsonIsDiscarded) {
  for (const char* text : {"", "[", "{]", "[1] 2", "1e999", "\"\xFF\""}) {
    EXPECT_TRUE(parse_shallow(text, 3).is_discarded()) << text;
  }
}

TEST(ShallowJson, ABodyThatIsTooDeepIsToldFromOneThatIsNotJson) {
  EXPECT_THROW(parse_indexed(JsonNumbers(nested(4)), 3), TooDeep);
  EXPECT_THROW(parse_indexed(JsonNumbers("[1,"), 3), nlohmann::json::parse_error);
  EXPECT_EQ(parse_indexed(JsonNumbers(R"([7, {"a": 1e999}])"), 3).dump(), R"([0,{"a":1}])");
}

TEST(ShallowJson, EqualValuesHaveOneText) {
  EXPECT_EQ(normal_json(R"({"a": 1.0, "b": [10]})", 3), normal_json(R"({"b":[1e1],"a":1})", 3));
  EXPECT_NE(normal_json("[1,2]", 3), normal_json("[2,1]", 3));
  EXPECT_NE(normal_json("\"1\"", 3), normal_json("1", 3));
}

TEST(ShallowJson, ALineAndOneOfItsValuesMayBeNestedEquallyDeep) {
  constexpr auto deepest = static_cast<std::size_t>(kDeepestInLine);
  EXPECT_NO_THROW(parse_strictly(JsonNumbers(nested(deepest))));
  EXPECT_FALSE(parse_shallow(nested(deepest), kDeepestInLine).is_discarded());
  EXPECT_THROW(parse_strictly(JsonNumbers(nested(deepest + 1))), LineProblem);
  EXPECT_TRUE(parse_shallow(nested(deepest + 1), kDeepestInLine).is_discarded());
}

}  // namespace
}  // namespace urlfan::shallow_json_test
