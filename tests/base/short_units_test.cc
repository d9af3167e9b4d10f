#include "src/base/short_units.h"

#include <gtest/gtest.h>

#include <limits>

namespace urlfan::short_units_test {
namespace {

TEST(ShortUnits, ATimeIsInTheUnitThatFits) {
  struct Case {
    Duration::rep microseconds;
    const char* text;
  };
  for (const auto& [microseconds, text] :
       {Case{0, "0 us"}, Case{812, "812 us"}, Case{999, "999 us"}, Case{1000, "1.0 ms"},
        Case{7'919, "7.9 ms"}, Case{9'949, "9.9 ms"}, Case{9'950, "10 ms"}, Case{125'400, "125 ms"},
        Case{999'499, "999 ms"}, Case{999'500, "1.00 s"}, Case{1'234'500, "1.23 s"},
        Case{9'994'999, "9.99 s"}, Case{9'995'000, "10.0 s"}, Case{59'949'999, "59.9 s"},
        Case{59'950'000, "1m 00s"}, Case{125'000'000, "2m 05s"}, Case{3'599'400'000, "59m 59s"},
        Case{3'599'500'000, "1h 00m"}, Case{7'320'000'000, "2h 02m"}}) {
    EXPECT_EQ(short_time(Duration(microseconds)), text);
  }
}

TEST(ShortUnits, ASizeIsInTheUnitThatFits) {
  EXPECT_EQ(short_size(0), "0 B");
  EXPECT_EQ(short_size(1023), "1023 B");
  EXPECT_EQ(short_size(1024), "1.0 KiB");
  EXPECT_EQ(short_size(10'300), "10 KiB");
  EXPECT_EQ(short_size(1'048'575), "1.0 MiB") << "not 1024 KiB";
  EXPECT_EQ(short_size(3'500'000), "3.3 MiB");
  EXPECT_EQ(short_size(std::numeric_limits<std::uint64_t>::max()), "16 EiB");
}

}  // namespace
}  // namespace urlfan::short_units_test
