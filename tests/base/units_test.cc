#include "src/base/units.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace urlfan::units_test {
namespace {

TEST(Units, DurationsHaveAUnitOrAreSeconds) {
  const std::vector<std::pair<const char*, std::int64_t>> cases{
      {"250ms", 250'000},
      {"10s", 10'000'000},
      {"2m", 120'000'000},
      {"3", 3'000'000},
      {"1.5", 1'500'000},
      {"1.5s", 1'500'000},
      {"0.5ms", 500},
      {"0.001ms", 1},
      {"0", 0},
      {"0ms", 0},
      {"1.0000004", 1'000'000},
      {"59999m", 3'599'940'000'000},
      {"500us", 500},
      {"1h", 3'600'000'000},
      {"0.5h", 1'800'000'000},
      {"1d", 86'400'000'000},
  };
  for (const auto& [text, microseconds] : cases) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration) << text;
    EXPECT_EQ(duration->count(), microseconds) << text;
  }
}

TEST(Units, ADurationSaysWhetherItHasAUnit) {
  for (const char* text : {"1s", "1ms", "1us", "1m", "1h", "1d"})
    EXPECT_TRUE(has_unit(text)) << text;
  for (const char* text : {"", "1", "1.5", "0"}) EXPECT_FALSE(has_unit(text)) << text;
}

TEST(Units, OtherDurationsAreRefused) {
  for (const char* text : {"",         "ms",   "s",      "-1s",     "+1s",
                           "1hr",      "1D",   "60001m", "1 s",     " 1s",
                           "1s ",      "1e3",  "1,5s",   "1.2.3",   ".",
                           "0x10",     "inf",  "nan",    "1S",      "1MS",
                           "1min",     "10sx", "60000m", "3600000", "99999999999999999999",
                           "\xC2\xB5s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Units, SizesAreInStepsOf1024OrAsTheirUnitSays) {
  const std::vector<std::pair<const char*, std::uint64_t>> cases{
      {"0", 0},
      {"100", 100},
      {"64K", 65'536},
      {"100M", 104'857'600},
      {"2G", 2'147'483'648},
      {"1KiB", 1'024},
      {"3MiB", 3'145'728},
      {"1GiB", 1'073'741'824},
      {"1KB", 1'000},
      {"3MB", 3'000'000},
      {"1GB", 1'000'000'000},
      {"9223372036854775807", 9'223'372'036'854'775'807U},
      {"8589934591G", 9'223'372'035'781'033'984U},
  };
  for (const auto& [text, bytes] : cases) EXPECT_EQ(parse_size(text), bytes) << text;
}

TEST(Units, OtherSizesAreRefused) {
  for (const char* text : {"", "K", "-1", "+1", "1.5M", "1k", "1kB", "1Kib", "1B", "1 K", " 1",
                           "1T", "full", "0x10", "9223372036854775808", "8589934592G",
                           "9223372036854776KB", "18446744073709551615", "99999999999999999999"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

TEST(Units, MillisecondsAreWrittenExactly) {
  const std::vector<std::pair<std::int64_t, const char*>> cases{
      {0, "0"},
      {1, "0.001"},
      {10, "0.01"},
      {100, "0.1"},
      {1000, "1"},
      {12'500, "12.5"},
      {1'234'567, "1234.567"},
      {-1'050, "-1.05"},
      {std::numeric_limits<std::int64_t>::max(), "9223372036854775.807"},
      {std::numeric_limits<std::int64_t>::min(), "-9223372036854775.808"},
  };
  for (const auto& [microseconds, text] : cases) {
    EXPECT_EQ(exact_milliseconds(Duration(microseconds)), text);
  }
}

TEST(Units, SecondsAreRoundedToSixDigits) {
  const std::vector<std::pair<std::int64_t, const char*>> cases{
      {0, "0"},           {1'500'000, "1.5"},      {10'000'000, "10"},
      {250'000, "0.25"},  {12'345'678, "12.3457"}, {1, "1e-06"},
      {-2'000'000, "-2"},
  };
  for (const auto& [microseconds, text] : cases) {
    EXPECT_EQ(rounded_seconds(Duration(microseconds)), text);
  }
}

TEST(Units, FixedDigitsAreThereThoughTheyAreZeros) {
  EXPECT_EQ(fixed_digits(0, 0), "0");
  EXPECT_EQ(fixed_digits(2.5, 0), "2") << "to the even one, as printf does";
  EXPECT_EQ(fixed_digits(-1.5, 3), "-1.500");
  EXPECT_EQ(fixed_digits(std::numeric_limits<double>::max(), 1).size(), 311U);
  EXPECT_EQ(fixed_seconds(Duration(1'500'000), 6), "1.500000");
  EXPECT_EQ(fixed_seconds(Duration(-1'500'000), 6), "-1.500000");
  EXPECT_EQ(fixed_milliseconds(Duration(12'560), 1), "12.6");
}

}  // namespace
}  // namespace urlfan::units_test
