#include "src/net/answer_facts.h"

#include <gtest/gtest.h>

#include <chrono>

namespace urlfan::answer_facts_test {
namespace {

std::optional<Duration> wait(std::string_view text) {
  const auto value = parse_retry_after(text);
  const auto* duration = value ? std::get_if<Duration>(&*value) : nullptr;
  return duration == nullptr ? std::nullopt : std::optional(*duration);
}

std::optional<std::time_t> time(std::string_view text) {
  const auto value = parse_retry_after(text);
  const auto* until = value ? std::get_if<WallTime>(&*value) : nullptr;
  return until == nullptr ? std::nullopt
                          : std::optional(std::chrono::system_clock::to_time_t(*until));
}

TEST(RetryAfter, ANumberIsSeconds) {
  EXPECT_EQ(wait("0"), Duration(0));
  EXPECT_EQ(wait("120"), std::chrono::seconds(120));
}

TEST(RetryAfter, AnAbsurdNumberIsAVeryLongTime) {
  for (const char* text : {"99999999999", "99999999999999999999999999"}) {
    EXPECT_EQ(wait(text), std::chrono::hours(24 * 365)) << text;
  }
}

TEST(RetryAfter, ADateMayHaveAnyFormOfHttp) {
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(time(text), 784'111'777) << text;
  }
}

TEST(RetryAfter, AnythingElseIsNothing) {
  for (const char* text :
       {"", "soon", "-1", "1.5", "12 s", "2026-11-21T04:41:28Z", "Sun", "\x01"}) {
    EXPECT_FALSE(parse_retry_after(text)) << text;
  }
}

}  // namespace
}  // namespace urlfan::answer_facts_test
