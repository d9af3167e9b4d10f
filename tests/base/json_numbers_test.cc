#include "src/base/json_numbers.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace urlfan::json_numbers_test {
namespace {

TEST(JsonNumbers, OneTextStandsForAllWaysToWriteANumber) {
  const std::pair<const char*, const char*> same[] = {
      {"1", "1.0"},
      {"1", "1e0"},
      {"1", "10e-1"},
      {"1", "0.1E+1"},
      {"-0", "0"},
      {"0.000e99", "-0e-7"},
      {"100", "1e2"},
      {"0.30", "3e-1"},
      {"-12.50", "-1250e-2"},
      {"18446744073709551616", "1844674407370955161.6e1"},
      {"1e0000000000000000000000007", "10000000"},
      {"10e99999999999999999999", "1e100000000000000000000"},
      {"10e999999999999999998", "1e999999999999999999"},
      {"100e999999999999999999", "1e1000000000000000001"},
      {"0.1e1000000000000000000", "1e999999999999999999"},
      {"0.1e-99999999999999999999", "1e-100000000000000000000"},
      {"10e-1000000000000000000", "1e-999999999999999999"}};
  for (const auto& [left, right] : same) {
    EXPECT_EQ(normal_number(left), normal_number(right)) << left << " and " << right;
  }
}

TEST(JsonNumbers, NumbersThatADoubleCannotTellApartAreApart) {
  const std::pair<const char*, const char*> apart[] = {
      {"18446744073709551616", "18446744073709551617"},
      {"0.1", "0.1000000000000000055"},
      {"1", "-1"},
      {"1e400", "1e401"},
      {"1e-400", "0"},
      {"1e99999999999999999999", "1e99999999999999999998"},
      {"1e99999999999999999999", "1e-99999999999999999999"}};
  for (const auto& [left, right] : apart) {
    EXPECT_NE(normal_number(left), normal_number(right)) << left << " and " << right;
  }
}

TEST(JsonNumbers, TheirPlacesHoldZerosAndAllElseStaysWhereItWas) {
  const std::string json = R"({"1":-12.5e+7, "a\"2":[ 0,3 ],"b\\":40})";
  const JsonNumbers numbers(json);
  EXPECT_EQ(numbers.blanked(), R"({"1":0       , "a\"2":[ 0,0 ],"b\\":0 })");
  EXPECT_EQ(numbers.at(0), "-12.5e+7");
  EXPECT_EQ(numbers.at(3), "40");
}

TEST(JsonNumbers, TheyComeBackAsTheyCame) {
  const JsonNumbers numbers(R"([1.50, 2e400, "7"])");
  EXPECT_EQ(numbers.put_back(R"({"0":1,"x":[0,"1"]})"), R"({"0":2e400,"x":[1.50,"1"]})");
  EXPECT_EQ(numbers.put_back_normal("[0,1]"), "[15e-1,2e400]");
}

TEST(JsonNumbers, WhatIsNoNumberStays) {
  for (const std::string text : {"01", "1.", "1e", "-", "1e+", "--1", "1.2.3", "1-2", "-01", "\"1",
                                 "\"\\", "\"1\\\"2", "", "1e5e5"}) {
    EXPECT_EQ(JsonNumbers(text).blanked(), text);
  }
}

TEST(CompareNumbers, TheLargerOneIsFoundExactly) {
  // From the smallest to the largest.
  const std::vector<std::string> ordered{"-1e999999999999999999999",
                                         "-18446744073709551617",
                                         "-18446744073709551616",
                                         "-2",
                                         "-1.5",
                                         "-1",
                                         "-1e-5",
                                         "-1e-999999999999999999999",
                                         "0",
                                         "1e-999999999999999999999",
                                         "1e-400",
                                         "0.001",
                                         "0.1",
                                         "0.10000000000000000001",
                                         "0.9",
                                         "1",
                                         "1.05",
                                         "1.1",
                                         "2",
                                         "9",
                                         "10",
                                         "99.5",
                                         "100",
                                         "18446744073709551616",
                                         "18446744073709551617",
                                         "1e400",
                                         "1e999999999999999999999",
                                         "11e999999999999999999998"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(compare_numbers(ordered[i], ordered[j]) < 0, i < j)
          << ordered[i] << ' ' << ordered[j];
      EXPECT_EQ(compare_numbers(ordered[i], ordered[j]) == 0, i == j)
          << ordered[i] << ' ' << ordered[j];
    }
  }
  EXPECT_TRUE(compare_numbers("10e-1", "1.00") == 0);
  EXPECT_TRUE(compare_numbers("-0", "0e7") == 0);
}

}  // namespace
}  // namespace urlfan::json_numbers_test
