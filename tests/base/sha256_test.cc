#include "src/base/sha256.h"

#include <gtest/gtest.h>

namespace urlfan::sha256_test {
namespace {

// FIPS 180-2, appendix B.
constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, IsOfAllThatCame) {
  Sha256 digest;
  ASSERT_TRUE(digest.restart());
  digest.add("a", 1);
  digest.add("bc", 2);
  EXPECT_EQ(digest.hex(), kOfAbc);
  ASSERT_TRUE(digest.restart());
  EXPECT_EQ(digest.hex(), sha256_hex("")) << "and nothing of what came before";
}

TEST(Sha256, OfOneText) {
  EXPECT_EQ(sha256_hex("abc"), kOfAbc);
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace urlfan::sha256_test
