#include "src/check/json_body.h"

#include <gmock/gmock.h>

#include <string>

namespace urlfan::json_body_test {
namespace {

using testing::HasSubstr;

struct Compared {
  bool equal = false;
  std::string shown;
};

/// What the pointer finds, beside a value in JSON.
Compared compare(const JsonBody& body, const std::string& pointer, const std::string& value) {
  const Finding found = body.look_at({.name = pointer, .value = value});
  return {.equal = found.holds, .shown = found.shown};
}

constexpr const char* kBody =
    R"({"user":{"active":true,"tags":["a","b"],"age":30,"none":null},"a/b":1,"m~n":2,"":0})";

TEST(JsonBody, APointerFindsAValue) {
  const JsonBody body(kBody);
  const std::pair<const char*, const char*> cases[] = {{"/user/active", "true"},
                                                       {"/user/tags/1", "\"b\""},
                                                       {"/user/tags", "[\"a\", \"b\"]"},
                                                       {"/user/age", "30"},
                                                       {"/user/none", "null"},
                                                       {"/a~1b", "1"},
                                                       {"/m~0n", "2"},
                                                       {"/", "0"},
                                                       {"", kBody}};
  for (const auto& [pointer, value] : cases) {
    EXPECT_TRUE(compare(body, pointer, value).equal) << pointer;
  }
}

TEST(JsonBody, AnotherValueIsShown) {
  const JsonBody body(kBody);
  EXPECT_FALSE(compare(body, "/user/active", "false").equal);
  EXPECT_EQ(compare(body, "/user/active", "false").shown, "true");
  EXPECT_FALSE(compare(body, "/user/active", "\"true\"").equal) << "a text is no truth value";
  EXPECT_EQ(compare(body, "/user/tags", "[]").shown, R"(["a","b"])");
}

TEST(JsonBody, NumbersAreEqualByValue) {
  const JsonBody body(R"({"n":1.0,"big":1e3})");
  EXPECT_TRUE(compare(body, "/n", "1").equal);
  EXPECT_TRUE(compare(body, "/big", "1000").equal);
}

TEST(JsonBody, WhatIsNotThereIsAbsent) {
  const JsonBody body(kBody);
  for (const char* pointer : {"/nobody", "/user/tags/2", "/user/tags/-", "/user/age/x"}) {
    EXPECT_FALSE(compare(body, pointer, "null").equal) << pointer;
    EXPECT_EQ(compare(body, pointer, "null").shown, "absent") << pointer;
  }
}

TEST(JsonBody, APointerThatIsNoIndexOfAnArrayFindsNothing) {
  const JsonBody body("[1]");
  for (const char* pointer : {"/", "/x", "/-", "/01", "/99999999999999999999999"}) {
    EXPECT_EQ(compare(body, pointer, "1").shown, "absent") << pointer;
  }
}

TEST(JsonBody, ABodyThatIsNotJsonSaysWhere) {
  EXPECT_THAT(compare(JsonBody("<html>"), "/a", "1").shown, HasSubstr("not JSON"));
  EXPECT_THAT(compare(JsonBody(""), "", "\"\"").shown, HasSubstr("not JSON"));
  EXPECT_THAT(compare(JsonBody("{\"a\":1} x"), "/a", "1").shown, HasSubstr("from byte 9 on"));
}

TEST(JsonBody, ANumberOfAnySizeIsANumberAndTheOthersAreJudged) {
  const JsonBody body(R"({"far":1e400,"id":7})");
  EXPECT_TRUE(compare(body, "/id", "7").equal);
  EXPECT_TRUE(compare(body, "/far", "10e399").equal);
  EXPECT_FALSE(compare(body, "/far", "1e401").equal);
  EXPECT_EQ(compare(body, "/far", "1").shown, "1e400");
}

TEST(JsonBody, NumbersAreComparedExactlyAndShownByTheirOwnDigits) {
  const JsonBody body(
      "[18446744073709551616, 0.1, 0.30, 1e0, -0, {\"b\":[1e999999999999],\"a\":2.0}]");
  EXPECT_FALSE(compare(body, "/0", "18446744073709551617").equal);
  EXPECT_EQ(compare(body, "/0", "1").shown, "18446744073709551616");
  EXPECT_TRUE(compare(body, "/0", "1844674407370955161.6e1").equal);
  EXPECT_FALSE(compare(body, "/1", "0.1000000000000000055").equal);
  EXPECT_TRUE(compare(body, "/2", "3e-1").equal);
  EXPECT_EQ(compare(body, "/2", "1").shown, "0.30");
  EXPECT_TRUE(compare(body, "/3", "1.0").equal);
  EXPECT_TRUE(compare(body, "/4", "0.0e7").equal);
  EXPECT_TRUE(compare(body, "/5", R"({"a":2,"b":[10e999999999998]})").equal);
  EXPECT_FALSE(compare(body, "/5", R"({"a":2,"b":[10e999999999999]})").equal);
  EXPECT_EQ(compare(body, "/5", "1").shown, R"({"a":2.0,"b":[1e999999999999]})");
}

TEST(JsonBody, ANumberIsNoText) {
  const JsonBody body(R"({"n":1,"t":"1","1":2,"10":"1e1"})");
  EXPECT_FALSE(compare(body, "/n", "\"1\"").equal);
  EXPECT_FALSE(compare(body, "/t", "1").equal);
  EXPECT_FALSE(compare(body, "/10", "\"10\"").equal) << "a text is no number";
  EXPECT_TRUE(compare(body, "/1", "2").equal);
}

TEST(JsonBody, OnlyWhatRfc8259AllowsIsJson) {
  for (const char* text : {"01",          "1.",       ".5",         "+1",
                           "1e",          "-",        "tru",        "nul",
                           "[1,]",        "{\"a\"}",  "{\"a\":1,}", "{a:1}",
                           "'a'",         "\"\\x\"",  "\"\\u12\"",  "\"\\ud800\"",
                           "\"\\udc00\"", "\"\n\"",   "\"a",        "[",
                           "{",           "[1 2]",    "1 2",        "NaN",
                           "\"\\",        "{\"a\":",  "{\"a",       "\"\\ud800\\u0041\"",
                           "1e999e",      "[1e999-]", "{1:2}",      "5true"}) {
    EXPECT_THAT(compare(JsonBody(text), "", "0").shown, HasSubstr("not JSON")) << text;
  }
}

TEST(JsonBody, OfAKeyThatStandsTwiceTheLastCounts) {
  const JsonBody body(R"({"a":1,"a":[2,3],"b":4})");
  EXPECT_TRUE(compare(body, "/a", "[2,3]").equal);
  EXPECT_TRUE(compare(body, "/b", "4").equal);
}

TEST(JsonBody, NestingWithoutEndIsRefused) {
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_THAT(compare(JsonBody(deep), "", "[]").shown, HasSubstr("nested deeper than"));
}

TEST(JsonBody, BytesThatAreNoTextDoNotEndIt) {
  EXPECT_THAT(compare(JsonBody("{\"a\":\"\xFF\"}"), "/a", "1").shown, HasSubstr("not JSON"));
}

}  // namespace
}  // namespace urlfan::json_body_test
