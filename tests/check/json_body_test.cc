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

TEST(JsonBody, ANumberThatIsTooLargeForAnyoneIsTold) {
  EXPECT_THAT(JsonBody("[1e999]").compare("/0", "1").shown, HasSubstr("too large"));
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
