#include "src/list/gunzip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "tests/support/gzip.h"

namespace urlfan::gunzip_test {
namespace {

/// Unpacks what comes in pieces of `piece` bytes into rooms of `room` bytes.
std::string unpack(std::string_view packed, std::size_t piece, std::size_t room, Gunzip& gunzip) {
  std::string out;
  std::string buffer(room, '\0');
  while (!packed.empty()) {
    gunzip.feed(packed.substr(0, piece));
    packed.remove_prefix(std::min(piece, packed.size()));
    while (const auto got = gunzip.take(buffer.data(), room)) out.append(buffer, 0, got);
  }
  return out;
}

TEST(Gunzip, UnpacksWhateverThePiecesAre) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "http://a.test/" + std::to_string(i) + "\n";
  const std::string packed = gzip(text);
  for (const std::size_t piece : {1U, 7U, 1000U, 100'000U}) {
    for (const std::size_t room : {1U, 13U, 65'536U}) {
      Gunzip gunzip;
      EXPECT_EQ(unpack(packed, piece, room, gunzip), text) << piece << " " << room;
      EXPECT_TRUE(gunzip.is_whole());
    }
  }
}

TEST(Gunzip, MembersFollowEachOther) {
  for (const std::size_t piece : {1U, 100'000U}) {
    Gunzip gunzip;
    EXPECT_EQ(unpack(gzip("one\n") + gzip("") + gzip("two\n"), piece, 100, gunzip), "one\ntwo\n");
    EXPECT_TRUE(gunzip.is_whole());
  }
}

TEST(Gunzip, ZerosAtTheEndAreNothing) {
  for (const std::size_t piece : {1U, 100'000U}) {
    Gunzip gunzip;
    EXPECT_EQ(unpack(gzip("one\n") + std::string(1000, '\0'), piece, 100, gunzip), "one\n");
    EXPECT_TRUE(gunzip.is_whole());
  }
}

TEST(Gunzip, KnowsThatItEndsInTheMiddle) {
  const std::string packed = gzip("some text");
  for (std::size_t size = 1; size < packed.size(); ++size) {
    Gunzip gunzip;
    unpack(packed.substr(0, size), 100, 100, gunzip);
    EXPECT_FALSE(gunzip.is_whole()) << size;
  }
}

TEST(Gunzip, WhatCameBeforeJunkIsTaken) {
  Gunzip gunzip;
  gunzip.feed(gzip("one\n") + "junk");
  std::string room(100, '\0');
  EXPECT_EQ(room.substr(0, gunzip.take(room.data(), room.size())), "one\n");
  EXPECT_TRUE(gunzip.has_more());
  EXPECT_THROW(gunzip.take(room.data(), room.size()), std::runtime_error);
}

TEST(Gunzip, RefusesWhatIsNoGzip) {
  std::string packed = gzip("some text, long enough to be packed");
  packed[packed.size() - 6] ^= 1;  // in the checksum
  Gunzip gunzip;
  EXPECT_THROW(unpack(packed, 100, 100, gunzip), std::runtime_error);
  Gunzip after;
  EXPECT_THROW(unpack(gzip("x") + "no member", 100, 100, after), std::runtime_error);
}

}  // namespace
}  // namespace urlfan::gunzip_test
