#include "src/base/did_you_mean.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace urlfan::did_you_mean_test {
namespace {

constexpr std::array<std::string_view, 6> kKnown{"status", "contains", "POST",
                                                 "PUT",    "timeout",  "connect-timeout"};

std::string meant(std::string_view unknown) { return did_you_mean(unknown, kKnown); }

TEST(DidYouMean, SeesALetterThatIsMissingTooManyOrAnother) {
  EXPECT_EQ(meant("staus"), "status");
  EXPECT_EQ(meant("statuss"), "status");
  EXPECT_EQ(meant("ststus"), "status");
  EXPECT_EQ(meant("conect-timeut"), "connect-timeout");
}

TEST(DidYouMean, TakesTwoLettersThatChangedPlacesForOneSlip) { EXPECT_EQ(meant("PSOT"), "POST"); }

TEST(DidYouMean, DoesNotCountCase) { EXPECT_EQ(meant("Status"), "status"); }

TEST(DidYouMean, TakesTheNearest) {
  constexpr std::array<std::string_view, 3> known{"header", "headers", "heads"};
  EXPECT_EQ(did_you_mean("headerz", known), "header");
  EXPECT_EQ(did_you_mean("headrs", known), "headers");
}

TEST(DidYouMean, WhatAllBeginWithMakesNothingMoreAlike) {
  constexpr std::array<std::string_view, 2> options{"--cert", "--timeout"};
  EXPECT_EQ(did_you_mean("--port", options), "");
  EXPECT_EQ(did_you_mean("--cret", options), "--cert");
  EXPECT_EQ(did_you_mean("-timeot", options), "--timeout");
  constexpr std::array<std::string_view, 2> variables{"URLFAN_KEY", "URLFAN_RATE"};
  EXPECT_EQ(did_you_mean("URLFAN_TOKEN", variables), "");
  EXPECT_EQ(did_you_mean("URLFAN_RAET", variables), "URLFAN_RATE");
}

TEST(DidYouMean, HasNoIdeaWhereNothingIsNear) {
  EXPECT_EQ(meant("elephant"), "");
  EXPECT_EQ(meant("xy"), "");
  EXPECT_EQ(meant(""), "");
  EXPECT_EQ(meant(std::string(70'000, 's')), "");
  EXPECT_EQ(did_you_mean("status", {}), "");
}

}  // namespace
}  // namespace urlfan::did_you_mean_test
