#include "src/net/tries.h"

#include <gtest/gtest.h>

namespace urlfan::tries_test {
namespace {

class TriesTest : public testing::Test {
 protected:
  void begin(bool idempotent = true) { tries_.begin(idempotent); }
  /// It goes out on a connection that has carried others.
  void ask_on_kept(bool fit = true) {
    ASSERT_TRUE(tries_.ask());
    tries_.on_kept(fit);
  }
  void go_again() {
    tries_.again();
    tries_.expect_answer();
  }

  Tries tries_;
};

TEST_F(TriesTest, WhatFailsOnANewConnectionHasFailed) {
  begin();
  ASSERT_TRUE(tries_.ask());
  EXPECT_FALSE(tries_.go_again(CURLE_GOT_NOTHING));
}

TEST_F(TriesTest, AKeptConnectionThatEndsBeforeTheAnswerIsMadeGoodOnce) {
  begin();
  ask_on_kept();
  EXPECT_TRUE(tries_.go_again(CURLE_GOT_NOTHING));
  go_again();
  EXPECT_FALSE(tries_.asked());
  ask_on_kept();
  EXPECT_FALSE(tries_.go_again(CURLE_RECV_ERROR)) << "twice is no accident";
}

TEST_F(TriesTest, WhatEndsOtherwiseDoesNotGoAgain) {
  begin();
  ask_on_kept();
  EXPECT_FALSE(tries_.go_again(CURLE_OPERATION_TIMEDOUT));
}

TEST_F(TriesTest, WhatIsNotIdempotentIsNotSentTwice) {
  begin(false);
  ask_on_kept();
  EXPECT_FALSE(tries_.go_again(CURLE_GOT_NOTHING));
}

TEST_F(TriesTest, AHalfAnswerIsAnAnswer) {
  begin();
  ask_on_kept();
  tries_.answered();
  EXPECT_FALSE(tries_.go_again(CURLE_RECV_ERROR));
}

TEST_F(TriesTest, LibcurlDoesNotSendItTwiceByItself) {
  begin();
  ask_on_kept();
  EXPECT_FALSE(tries_.ask());
  EXPECT_TRUE(tries_.lost());
  EXPECT_TRUE(tries_.go_again(CURLE_ABORTED_BY_CALLBACK)) << "but we may";
}

TEST_F(TriesTest, AnAnswerThatAsksForMoreIsFollowedByTheNextRequest) {
  begin(false);
  ASSERT_TRUE(tries_.ask());
  tries_.answered();  // such as 401 for Digest
  EXPECT_TRUE(tries_.ask());
  EXPECT_FALSE(tries_.lost());
}

TEST_F(TriesTest, NothingIsSentOnAConnectionThatIsNotFitSoAnyMethodGoesAgain) {
  begin(false);
  ask_on_kept(false);
  EXPECT_TRUE(tries_.unfit());
  EXPECT_TRUE(tries_.go_again(CURLE_ABORTED_BY_CALLBACK));
  go_again();
  EXPECT_FALSE(tries_.unfit());
}

TEST_F(TriesTest, OneUnfitOneLostAndTheLast) {
  begin();
  ask_on_kept(false);
  EXPECT_TRUE(tries_.go_again(CURLE_ABORTED_BY_CALLBACK));
  go_again();
  ask_on_kept();
  EXPECT_TRUE(tries_.go_again(CURLE_SEND_ERROR));
  go_again();
  ask_on_kept(false);
  EXPECT_FALSE(tries_.go_again(CURLE_ABORTED_BY_CALLBACK));
}

TEST_F(TriesTest, TheNextRequestBeginsAnew) {
  begin();
  ask_on_kept();
  go_again();
  begin();
  ask_on_kept();
  EXPECT_TRUE(tries_.go_again(CURLE_GOT_NOTHING));
}

}  // namespace
}  // namespace urlfan::tries_test
