#include "src/list/line_buffer.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace urlfan::line_buffer_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Cut {
  std::vector<std::string> lines;
  /// Numbers of those that are too long.
  std::vector<std::size_t> too_long;
};

/// All lines of a text that comes in pieces of `step` bytes.
Cut cut(std::string_view text, std::size_t step) {
  LineBuffer buffer;
  Cut result;
  bool at_end = false;
  while (true) {
    while (const auto line = buffer.take(at_end)) {
      if (line->too_long) result.too_long.push_back(result.lines.size());
      result.lines.emplace_back(line->text);
    }
    if (at_end) return result;
    buffer.fill([&](char* room, std::size_t size) {
      const std::size_t bytes = std::min({size, step, text.size()});
      std::memcpy(room, text.data(), bytes);
      text.remove_prefix(bytes);
      at_end = bytes == 0;
      return static_cast<std::ptrdiff_t>(bytes);
    });
  }
}

TEST(LineBuffer, CutsAtLineEndsHoweverTheTextComes) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> cases{
      {"", {}},
      {"a", {"a"}},
      {"a\n", {"a"}},
      {"a\nb", {"a", "b"}},
      {"a\r\nb\r\n", {"a", "b"}},
      {"a\r\nb\nc\r", {"a", "b", "c"}},
      {"\n", {""}},
      {"\n\n\na\n\n", {"", "", "", "a", ""}},
      {"\r\n\r\n", {"", ""}},
      {"a\rb\n", {"a\rb"}},  // a CR alone ends nothing
      {"a\r\r\n", {"a\r"}},
  };
  for (const auto& [text, lines] : cases) {
    for (const std::size_t step : {1U, 2U, 3U, 100U}) {
      const Cut result = cut(text, step);
      EXPECT_EQ(result.lines, lines) << text << " by " << step;
      EXPECT_THAT(result.too_long, IsEmpty());
    }
  }
}

TEST(LineBuffer, ALineMayHave64KiBAndNotAByteMore) {
  constexpr std::size_t most = 65'536;
  for (const char* end : {"", "\n", "\r\n", "\nnext\n", "\r\nnext"}) {
    for (const std::size_t step : {1000U, 65'535U, 65'536U, 65'537U, 1'000'000U}) {
      const Cut fits = cut(std::string(most, 'x') + end, step);
      EXPECT_THAT(fits.too_long, IsEmpty()) << step;
      EXPECT_EQ(fits.lines.at(0).size(), most);

      const Cut long_one = cut(std::string(most + 1, 'x') + end, step);
      EXPECT_THAT(long_one.too_long, ElementsAre(0)) << step;
      EXPECT_EQ(long_one.lines.size(), fits.lines.size()) << "what follows is read as ever";
      EXPECT_EQ(long_one.lines.back(), fits.lines.size() > 1 ? "next" : long_one.lines.back());
    }
  }
}

TEST(LineBuffer, OfALongLineTheStartIsKept) {
  for (const std::size_t size : {70'000U, 200'000U, 5'000'000U}) {
    const Cut result = cut("start" + std::string(size, 'x') + "\nshort\n", 60'000);
    ASSERT_EQ(result.lines.size(), 2U);
    EXPECT_TRUE(result.lines[0].starts_with("startxxx"));
    EXPECT_LT(result.lines[0].size(), 1000U);
    EXPECT_EQ(result.lines[1], "short");
    EXPECT_THAT(result.too_long, ElementsAre(0));
  }
}

TEST(LineBuffer, TwoLongLinesAreTwo) {
  const std::string line(150'000, 'x');
  const Cut result = cut(line + "\n" + line, 10'000);
  EXPECT_THAT(result.too_long, ElementsAre(0, 1));
}

std::size_t resident_bytes() {
  std::size_t all = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST(LineBuffer, ALineWithoutEndIsHeldInLittleMemory) {
  LineBuffer buffer;
  const auto endless = [](char* room, std::size_t size) {
    std::memset(room, 'x', size);
    return static_cast<std::ptrdiff_t>(size);
  };
  const std::size_t before = resident_bytes();
  for (std::size_t read = 0; read < (std::size_t{128} << 20U);) {
    ASSERT_FALSE(buffer.take(false));
    read += static_cast<std::size_t>(buffer.fill(endless));
  }
  EXPECT_LT(resident_bytes(), before + (std::size_t{16} << 20U));
}

TEST(LineBuffer, AFailedReadChangesNothing) {
  LineBuffer buffer;
  buffer.fill([](char* room, std::size_t) {
    *room = 'a';
    return std::ptrdiff_t{1};
  });
  EXPECT_EQ(buffer.fill([](char*, std::size_t) { return std::ptrdiff_t{-1}; }), -1);
  EXPECT_FALSE(buffer.take(false));
  const auto line = buffer.take(true);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->text, "a");
  EXPECT_FALSE(buffer.take(true));
}

void put(LineBuffer& buffer, std::string_view text) {
  buffer.fill([text](char* room, std::size_t size) {
    EXPECT_LE(text.size(), size);
    std::memcpy(room, text.data(), text.size());
    return static_cast<std::ptrdiff_t>(text.size());
  });
}

TEST(LineBuffer, TheLineEndOfAFullLineMayComeInPieces) {
  LineBuffer buffer;
  put(buffer, std::string(65'536, 'x'));
  EXPECT_FALSE(buffer.take(false));
  put(buffer, "\r");
  EXPECT_FALSE(buffer.take(false));
  put(buffer, "\n");
  const auto line = buffer.take(false);
  ASSERT_TRUE(line);
  EXPECT_FALSE(line->too_long);
  EXPECT_EQ(line->text.size(), 65'536U);
}

TEST(LineBuffer, ClearForgetsHalfALine) {
  LineBuffer buffer;
  put(buffer, "half");
  EXPECT_FALSE(buffer.take(false));
  buffer.clear();
  put(buffer, "whole\n");
  EXPECT_EQ(buffer.take(false)->text, "whole");
}

}  // namespace
}  // namespace urlfan::line_buffer_test
