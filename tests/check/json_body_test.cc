#include "src/check/json_body.h"

#include <gmock/gmock.h>

#include <string>

namespace urlfan {
namespace {

using testing::HasSubstr;

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
    EXPECT_TRUE(body.compare(pointer, value).equal) << pointer;
  }
}

TEST(JsonBody, AnotherValueIsShown) {
  const JsonBody body(kBody);
  EXPECT_FALSE(body.compare("/user/active", "false").equal);
  EXPECT_EQ(body.compare("/user/active", "false").shown, "true");
  EXPECT_FALSE(body.compare("/user/active", "\"true\"").equal) << "a text is no truth value";
  EXPECT_EQ(body.compare("/user/tags", "[]").shown, R"(["a","b"])");
}

TEST(JsonBody, NumbersAreEqualByValue) {
  const JsonBody body(R"({"n":1.0,"big":1e3})");
  EXPECT_TRUE(body.compare("/n", "1").equal);
  EXPECT_TRUE(body.compare("/big", "1000").equal);
}

TEST(JsonBody, WhatIsNotThereIsAbsent) {
  const JsonBody body(kBody);
  for (const char* pointer : {"/nobody", "/user/tags/2", "/user/tags/-", "/user/age/x"}) {
    EXPECT_FALSE(body.compare(pointer, "null").equal) << pointer;
    EXPECT_EQ(body.compare(pointer, "null").shown, "absent") << pointer;
  }
}

TEST(JsonBody, APointerThatIsNoIndexOfAnArrayFindsNothing) {
  const JsonBody body("[1]");
  for (const char* pointer : {"/", "/x", "/-", "/01", "/99999999999999999999999"}) {
    EXPECT_EQ(body.compare(pointer, "1").shown, "absent") << pointer;
  }
}

TEST(JsonBody, ABodyThatIsNotJsonSaysWhere) {
  EXPECT_THAT(JsonBody("<html>").compare("/a", "1").shown, HasSubstr("not JSON"));
  EXPECT_THAT(JsonBody("").compare("", "\"\"").shown, HasSubstr("not JSON"));
  EXPECT_THAT(JsonBody("{\"a\":1} x").compare("/a", "1").shown, HasSubstr("from byte 9 on"));
}

TEST(JsonBody, ANumberOfAnySizeIsANumberAndTheOthersAreJudged) {
  const JsonBody body(R"({"far":1e400,"id":7})");
  EXPECT_TRUE(body.compare("/id", "7").equal);
  EXPECT_TRUE(body.compare("/far", "10e399").equal);
  EXPECT_FALSE(body.compare("/far", "1e401").equal);
  EXPECT_EQ(body.compare("/far", "1").shown, "1e400");
}

TEST(JsonBody, NumbersAreComparedExactlyAndShownByTheirOwnDigits) {
  const JsonBody body(
      "[18446744073709551616, 0.1, 0.30, 1e0, -0, {\"b\":[1e999999999999],\"a\":2.0}]");
  EXPECT_FALSE(body.compare("/0", "18446744073709551617").equal);
  EXPECT_EQ(body.compare("/0", "1").shown, "18446744073709551616");
  EXPECT_TRUE(body.compare("/0", "1844674407370955161.6e1").equal);
  EXPECT_FALSE(body.compare("/1", "0.1000000000000000055").equal);
  EXPECT_TRUE(body.compare("/2", "3e-1").equal);
  EXPECT_EQ(body.compare("/2", "1").shown, "0.30");
  EXPECT_TRUE(body.compare("/3", "1.0").equal);
  EXPECT_TRUE(body.compare("/4", "0.0e7").equal);
  EXPECT_TRUE(body.compare("/5", R"({"a":2,"b":[10e999999999998]})").equal);
  EXPECT_FALSE(body.compare("/5", R"({"a":2,"b":[10e999999999999]})").equal);
  EXPECT_EQ(body.compare("/5", "1").shown, R"({"a":2.0,"b":[1e999999999999]})");
}

TEST(JsonBody, ANumberIsNoText) {
  const JsonBody body(R"({"n":1,"t":"1","1":2,"10":"1e1"})");
  EXPECT_FALSE(body.compare("/n", "\"1\"").equal);
  EXPECT_FALSE(body.compare("/t", "1").equal);
  EXPECT_FALSE(body.compare("/10", "\"10\"").equal) << "a text is no number";
  EXPECT_TRUE(body.compare("/1", "2").equal);
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
    EXPECT_THAT(JsonBody(text).compare("", "0").shown, HasSubstr("not JSON")) << text;
  }
}

TEST(JsonBody, OfAKeyThatStandsTwiceTheLastCounts) {
  const JsonBody body(R"({"a":1,"a":[2,3],"b":4})");
  EXPECT_TRUE(body.compare("/a", "[2,3]").equal);
  EXPECT_TRUE(body.compare("/b", "4").equal);
}

TEST(JsonBody, NestingWithoutEndIsRefused) {
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_THAT(JsonBody(deep).compare("", "[]").shown, HasSubstr("nested deeper than"));
}

TEST(JsonBody, BytesThatAreNoTextDoNotEndIt) {
  EXPECT_THAT(JsonBody("{\"a\":\"\xFF\"}").compare("/a", "1").shown, HasSubstr("not JSON"));
}

}  // namespace
}  // namespace urlfan
