#include "src/net/answer_head.h"

#include <gmock/gmock.h>

#include <limits>
#include <string>
#include <vector>

namespace urlfan::answer_head_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Read as a whole, up to the end of the head or the first fault.
AnswerHead head_of(const std::vector<std::string>& lines, bool is_head = false) {
  AnswerHead head;
  head.expect(is_head);
  for (const auto& line : lines) {
    head.read(line + "\r\n", true);
    if (!head.fault().empty()) break;
  }
  if (head.fault().empty()) head.read("\r\n", true);
  return head;
}

AnswerHead head_with(const std::vector<std::string>& fields) {
  std::vector<std::string> lines{"HTTP/1.1 200 OK"};
  lines.insert(lines.end(), fields.begin(), fields.end());
  return head_of(lines);
}

TEST(AnswerHead, IsCompleteWithTheEmptyLine) {
  AnswerHead head;
  head.expect(false);
  EXPECT_EQ(head.read("HTTP/1.1 200 OK\r\n", true), AnswerHead::Line::status);
  EXPECT_EQ(head.read("A: b\r\n", true), AnswerHead::Line::field);
  EXPECT_FALSE(head.is_complete());
  EXPECT_EQ(head.read("\n", true), AnswerHead::Line::end);
  EXPECT_TRUE(head.is_complete());
  EXPECT_EQ(head.status(), 200);
  EXPECT_THAT(head.fault(), IsEmpty());
}

TEST(AnswerHead, WhatComesBehindItIsATrailer) {
  AnswerHead head = head_with({"Transfer-Encoding: chunked"});
  EXPECT_EQ(head.read("HTTP/1.1: 500\r\n", true), AnswerHead::Line::trailer);
  EXPECT_EQ(head.read("Content-Length: 7\r\n", true), AnswerHead::Line::trailer);
  EXPECT_EQ(head.status(), 200);
  EXPECT_EQ(head.length(), std::nullopt);
  EXPECT_TRUE(head.is_complete());
}

TEST(AnswerHead, AFieldMayBeginAsAStatusLineDoes) {
  const AnswerHead head = head_with({"HTTP/1.1: 500", "HTTP/2 404"});
  EXPECT_EQ(head.status(), 200);
  EXPECT_TRUE(head.is_complete());
}

TEST(AnswerHead, InterimAnswersComeBeforeIt) {
  const AnswerHead head = head_of({"HTTP/1.1 103 Early Hints", "Content-Length: 7", "Link: x", "",
                                   "HTTP/1.1 200 OK", "Content-Length: 5"});
  EXPECT_EQ(head.status(), 200);
  EXPECT_EQ(head.length(), 5U);
  EXPECT_TRUE(head.is_complete());
}

TEST(AnswerHead, AnotherProtocolIsAFault) {
  EXPECT_THAT(head_of({"HTTP/1.1 101 X"}).fault(), HasSubstr("101"));
}

TEST(AnswerHead, AStatusLineOfAnotherVersionIsAFaultWhereTheServerWritesIt) {
  EXPECT_THAT(head_of({"HTTP/2 200"}).fault(), HasSubstr("HTTP/1"));
  EXPECT_THAT(head_of({"http/1.1 200 OK"}).fault(), HasSubstr("HTTP/1"));
  for (const char* bad : {"HTTP/1.1 2000 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 20", "HTTP/1.1 20x OK",
                          "HTTP/1.1 099 OK", "HTTP/1.1"}) {
    EXPECT_THAT(head_of({bad}).fault(), HasSubstr("HTTP/1")) << bad;
  }
  for (const char* good : {"HTTP/1.1 200 OK", "HTTP/1.0 200", "HTTP/1.1  200 "}) {
    EXPECT_EQ(head_of({good}).status(), 200) << good;
  }
  AnswerHead made_up;
  made_up.expect(false);
  made_up.read("HTTP/2 200 \r\n", false);
  EXPECT_THAT(made_up.fault(), IsEmpty());
  EXPECT_EQ(made_up.status(), 200);
}

TEST(AnswerHead, ALengthIsDigits) {
  EXPECT_EQ(head_with({"Content-Length: 5"}).length(), 5U);
  EXPECT_EQ(head_with({"content-LENGTH:005 \t"}).length(), 5U);
  EXPECT_EQ(head_with({}).length(), std::nullopt);
  for (const char* bad : {"", "5x", "+5", "-5", "0x5", "5;", "5 5", "5.0", "\"5\""}) {
    EXPECT_THAT(head_with({"Content-Length: " + std::string(bad)}).fault(), HasSubstr("one number"))
        << bad;
  }
}

TEST(AnswerHead, ALengthBeyondAllCountingIsTheLargest) {
  EXPECT_EQ(head_with({"Content-Length: 99999999999999999999"}).length(),
            std::numeric_limits<std::uint64_t>::max());
}

TEST(AnswerHead, LengthsThatAreTheSameCountAsOne) {
  EXPECT_EQ(head_with({"Content-Length: 5, 5", "Content-Length: 05"}).length(), 5U);
  EXPECT_THAT(head_with({"Content-Length: 5, 20"}).fault(), HasSubstr("one number"));
  EXPECT_THAT(head_with({"Content-Length: 20", "X: y", "Content-Length: 5"}).fault(),
              HasSubstr("one number"));
}

TEST(AnswerHead, OnlyChunkedOnceIsATransferCoding) {
  EXPECT_TRUE(head_with({"Transfer-Encoding: Chunked"}).is_chunked());
  EXPECT_FALSE(head_with({"Transfer-Encoding:"}).is_chunked());
  for (const char* bad : {"gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "xchunked",
                          "chunkedx", "identity"}) {
    EXPECT_THAT(head_with({"Transfer-Encoding: " + std::string(bad)}).fault(), HasSubstr("coding"))
        << bad;
  }
  EXPECT_THAT(head_with({"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"}).fault(),
              HasSubstr("coding"));
}

TEST(AnswerHead, ALengthBesideATransferCodingIsAFault) {
  EXPECT_THAT(head_with({"Content-Length: 5", "Transfer-Encoding: chunked"}).fault(),
              HasSubstr("both"));
}

TEST(AnswerHead, WhereThereIsNoBodyNothingFramesIt) {
  EXPECT_THAT(head_of({"HTTP/1.1 200 OK", "Content-Length: 5, 6"}, true).fault(), IsEmpty());
  EXPECT_FALSE(head_of({"HTTP/1.1 200 OK", "Content-Length: 5"}, true).has_body());
  EXPECT_FALSE(head_of({"HTTP/1.1 204 X", "Content-Length: 5"}).has_body());
  EXPECT_FALSE(head_of({"HTTP/1.1 304 X", "Transfer-Encoding: gzip"}).has_body());
  EXPECT_TRUE(head_with({}).has_body());
}

TEST(AnswerHead, AFoldContinuesTheValueBeforeIt) {
  EXPECT_EQ(head_with({"Content-Length:", "\t5"}).length(), 5U);
  EXPECT_EQ(head_with({"X: y", " Content-Length: 5"}).length(), std::nullopt);
  EXPECT_THAT(head_with({" X: y"}).fault(), HasSubstr("first header"));
}

TEST(AnswerHead, KnowsWhetherItSaysWhereTo) {
  EXPECT_TRUE(head_with({"Location: /x"}).has_location());
  EXPECT_FALSE(head_with({"Location: \t"}).has_location());
  EXPECT_FALSE(head_with({"X-Location: /x"}).has_location());
}

TEST(AnswerHead, CodingsComeInTheOrderInWhichTheyWereApplied) {
  EXPECT_THAT(
      head_with({"Content-Encoding: GZIP, identity", "Content-Encoding: br"}).content_codings(),
      ElementsAre("gzip", "br"));
  EXPECT_THAT(head_with({"Content-Encoding:"}).content_codings(), IsEmpty());
}

TEST(AnswerHead, TheNextRequestBeginsAnew) {
  AnswerHead head = head_of({"HTTP/1.1 401 X", "Content-Length: 7", "Content-Encoding: gzip"});
  head.expect(false);
  EXPECT_FALSE(head.is_complete());
  head.read("HTTP/1.1 200 OK\r\n", true);
  head.read("\r\n", true);
  EXPECT_EQ(head.length(), std::nullopt);
  EXPECT_FALSE(head.has_content_coding());
}

TEST(FieldValue, HasNoBlanksAroundItAndABlankForEachFold) {
  EXPECT_EQ(field_value("  a b\t"), "a b");
  EXPECT_EQ(field_value("\r"), "");
  EXPECT_EQ(field_value(""), "");
  EXPECT_EQ(field_value("one\r\n\t two \r\n three\r\n"), "one two three");
}

}  // namespace
}  // namespace urlfan::answer_head_test
