#include "src/history/baseline.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/support/results.h"

namespace urlfan::baseline_test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Result answered(int status) {
  Result result = status < 400 ? passed() : failed(0, ErrorCode::http_status, "status");
  result.response.status = status;
  return result;
}

Result named(Result result, const std::string& name) {
  result.name = name;
  return result;
}

Result beside(const Baseline& baseline, Result result) {
  baseline.compare(result);
  return result;
}

TEST(Baseline, AFailureIsNewOrKnownAndASuccessMayBeFixed) {
  Baseline baseline;
  baseline.add(named(answered(200), "good"));
  baseline.add(named(answered(404), "bad"));
  EXPECT_EQ(beside(baseline, named(answered(500), "good")).baseline, BaselineVerdict::new_failure);
  EXPECT_EQ(beside(baseline, named(answered(500), "bad")).baseline, BaselineVerdict::known);
  EXPECT_EQ(beside(baseline, named(answered(200), "bad")).baseline, BaselineVerdict::fixed);
  EXPECT_FALSE(beside(baseline, named(answered(200), "good")).baseline);
  EXPECT_EQ(beside(baseline, named(answered(500), "other")).baseline, BaselineVerdict::new_failure);
  EXPECT_FALSE(beside(baseline, named(answered(200), "other")).baseline);
}

TEST(Baseline, ALineThatWasBrokenMakesNoFailureKnown) {
  Baseline baseline;
  const Result broken = named(failed(0, ErrorCode::invalid_input, "unknown key"), "home");
  baseline.add(broken);
  EXPECT_EQ(beside(baseline, named(answered(500), "home")).baseline, BaselineVerdict::new_failure);
  baseline.add(named(answered(500), "home"));
  const Result now = beside(baseline, broken);
  EXPECT_EQ(now.baseline, BaselineVerdict::new_failure) << "it is never tolerated";
  EXPECT_FALSE(now.drift);
}

TEST(Baseline, WithoutANameALineIsItsMethodAndUrl) {
  Baseline baseline;
  baseline.add(answered(404));
  Result head = answered(404);
  head.method = "HEAD";
  EXPECT_EQ(beside(baseline, answered(404)).baseline, BaselineVerdict::known);
  EXPECT_EQ(beside(baseline, head).baseline, BaselineVerdict::new_failure);
}

TEST(Baseline, ALineThatHasGotItsNameSinceIsTheSame) {
  Baseline baseline;
  baseline.add(answered(404));
  baseline.add(named(answered(200), "other"));
  EXPECT_EQ(beside(baseline, named(answered(404), "x")).baseline, BaselineVerdict::known);
  EXPECT_EQ(beside(baseline, named(answered(404), "other")).baseline, BaselineVerdict::new_failure)
      << "its name is known";
}

TEST(Baseline, ANameHoldsWhenTheUrlChanges) {
  Baseline baseline;
  baseline.add(named(answered(404), "x"));
  Result moved = named(answered(404), "x");
  moved.url = "http://elsewhere.test/";
  EXPECT_EQ(beside(baseline, moved).baseline, BaselineVerdict::known);
}

TEST(Baseline, LinesThatShareAUrlFailedWhenAnyDid) {
  Baseline baseline;
  baseline.add(answered(404));
  baseline.add(answered(200));
  EXPECT_EQ(beside(baseline, answered(404)).baseline, BaselineVerdict::known);
}

TEST(Baseline, WhatALaterListTellsOfALineReplacesWhatOthersTold) {
  Baseline baseline;
  baseline.add(named(answered(404), "fixed"), 0);
  baseline.add(named(answered(200), "fixed"), 1);
  baseline.add(named(answered(200), "broken"), 0);
  baseline.add(named(answered(404), "broken"), 1);
  baseline.add(named(answered(404), "unfinished"), 0);
  baseline.add(named(failed(0, ErrorCode::cancelled), "unfinished"), 1);
  EXPECT_EQ(beside(baseline, named(answered(404), "fixed")).baseline, BaselineVerdict::new_failure);
  EXPECT_EQ(beside(baseline, named(answered(404), "broken")).baseline, BaselineVerdict::known);
  EXPECT_EQ(beside(baseline, named(answered(404), "unfinished")).baseline, BaselineVerdict::known);
}

TEST(Baseline, WhatWasOrIsUnfinishedTellsNothing) {
  Baseline baseline;
  baseline.add(failed(0, ErrorCode::cancelled));
  EXPECT_EQ(beside(baseline, answered(404)).baseline, BaselineVerdict::new_failure);
  EXPECT_FALSE(beside(baseline, failed(0, ErrorCode::deadline)).baseline);
}

TEST(Baseline, ABadLineIsAlwaysNew) {
  Baseline baseline;
  baseline.add(unreadable());
  EXPECT_EQ(beside(baseline, unreadable()).baseline, BaselineVerdict::new_failure);
}

TEST(Baseline, DriftIsWhatTheAnswerHasOtherwise) {
  Result before = answered(200);
  before.response.content_type = "text/html";
  before.response.sha256 = "aa";
  Baseline baseline;
  baseline.add(before);
  EXPECT_THAT(*beside(baseline, before).drift, IsEmpty());

  Result now = answered(301);
  now.response.content_type = "text/plain";
  now.response.sha256 = "bb";
  const auto drift = *beside(baseline, now).drift;
  ASSERT_THAT(drift, SizeIs(3));
  EXPECT_EQ(drift[0].field, "status");
  EXPECT_EQ(drift[0].before, "200");
  EXPECT_EQ(drift[0].now, "301");
  EXPECT_EQ(drift[1].field, "content_type");
  EXPECT_EQ(drift[2].field, "sha256");
}

TEST(Baseline, WhatOneSideDoesNotKnowIsNoDrift) {
  Result before = answered(200);
  before.response.sha256 = "aa";
  Baseline baseline;
  baseline.add(before);
  EXPECT_THAT(*beside(baseline, answered(200)).drift, IsEmpty());
  EXPECT_THAT(*beside(baseline, failed()).drift, IsEmpty()) << "no status is no other status";
}

TEST(Baseline, ALineThatItDoesNotKnowHasNoDrift) {
  EXPECT_FALSE(beside(Baseline(), answered(200)).drift);
}

}  // namespace
}  // namespace urlfan::baseline_test
