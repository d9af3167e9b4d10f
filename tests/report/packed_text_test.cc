#include "src/report/packed_text.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <string>

#include "src/base/text.h"
#include "src/list/gunzip.h"

namespace urlfan::packed_text_test {
namespace {

/// What stands in base64 of a gzip, each line by itself.
std::string unpacked(const std::string& base64_lines) {
  std::istringstream in(base64_lines);
  std::string packed;
  for (std::string line; std::getline(in, line);) {
    const auto bytes = from_base64(line);
    EXPECT_TRUE(bytes) << line;
    packed += bytes.value_or("");
  }
  Gunzip gunzip;
  gunzip.feed(packed);
  std::string text;
  std::string room(65'536, '\0');
  while (const std::size_t got = gunzip.take(room.data(), room.size())) text.append(room, 0, got);
  EXPECT_TRUE(gunzip.is_whole());
  return text;
}

/// `size` bytes that cannot be packed.
std::string noise(std::size_t size) {
  std::mt19937 random(1);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

TEST(PackedText, GivesBackAllThatItTook) {
  for (const std::size_t size : {1U, 100U, 1'300U, 40'000U, 300'000U}) {
    const std::string text = noise(size);
    std::ostringstream out;
    PackedText packed(out);
    std::ostream in(&packed);
    std::string all;
    for (std::size_t i = 0; all.size() < 600'000; ++i) {
      const std::string piece = std::to_string(i) + text;
      in << piece;
      all += piece;
    }
    in.put('!');
    packed.end();
    EXPECT_EQ(unpacked(out.str()), all + "!") << size;
  }
}

TEST(PackedText, OfNothingIsAWholeGzipOfNothing) {
  std::ostringstream out;
  PackedText packed(out);
  packed.end();
  EXPECT_EQ(unpacked(out.str()), "");
}

TEST(PackedText, WritesAsItGoes) {
  std::ostringstream out;
  PackedText packed(out);
  std::ostream in(&packed);
  const std::string text = noise(400'000);
  for (std::size_t i = 0; i < text.size(); i += 1'000) in << text.substr(i, 1'000);
  EXPECT_GT(out.str().size(), 300'000U);
}

}  // namespace
}  // namespace urlfan::packed_text_test
