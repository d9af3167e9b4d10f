#include "src/check/status_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/model/line_problem.h"

namespace urlfan::status_check_test {
namespace {

struct Case {
  const char* text;
  std::vector<int> inside;
  std::vector<int> outside;
};

TEST(StatusForms, NameSingleStatusesClassesAndRanges) {
  const std::vector<Case> cases{
      {"200", {200}, {199, 201}},
      {"599", {599}, {598}},
      {"2xx", {200, 204, 299}, {199, 300}},
      {"5xx", {500, 599}, {499, 600}},
      {"200-299", {200, 250, 299}, {199, 300}},
      {"404-404", {404}, {403, 405}},
      {"100-599", {100, 599}, {99, 600}},
      {"200,404", {200, 404}, {201, 403}},
      {"2xx,301,400-403", {200, 299, 301, 400, 403}, {300, 302, 404}},
      {"200,200", {200}, {201}},
      {"999", {999}, {998}},
      {"6xx", {600, 699}, {599, 700}},
      {"9xx", {900, 999}, {899}},
      {"900-999", {900, 999}, {899}},
      {"200-600", {200, 600}, {601}},
  };
  for (const auto& [text, inside, outside] : cases) {
    const StatusSet set = status_value("status=", text);
    EXPECT_EQ(set.text, text) << "shown as it was written";
    for (const int status : inside) EXPECT_TRUE(set.contains(status)) << text << ", " << status;
    for (const int status : outside) EXPECT_FALSE(set.contains(status)) << text << ", " << status;
  }
}

TEST(StatusForms, OthersAreRefused) {
  for (const char* text :
       {"",     ",",       "200,",        ",200",     "200,,201", "ok",      "2",
        "20",   "099",     "99",          "0",        "-200",     "+200",    "2x",
        "2xxx", "x00",     "xxx",         "0xx",      "00x",      "09x",     "200-",
        "-299", "299-200", "200-299-300", "200--",    "200 201",  " 200",    "200 ",
        "2.5",  "200;201", "1000",        "200-1000", "600-",     "2xx-4xx", "99999999999999999999",
        "0x10", "200-2xx"}) {
    EXPECT_THROW(status_value("status=", text), LineProblem) << text;
  }
}

TEST(StatusForms, WhatNoAnswerCanHaveIsRefused) {
  // What is below 200 is said before the answer.
  for (const char* text : {"100", "1xx", "100-199", "200,1xx"}) {
    EXPECT_THROW(status_value("status=", text), LineProblem) << text;
  }
}

TEST(StatusForms, NothingOfMoreThanThreeDigitsIsAStatus) {
  for (const char* text : {"1000", "2000", "500-1000", "10xx"}) {
    EXPECT_THROW(status_value("status=", text), LineProblem) << text;
  }
}

}  // namespace
}  // namespace urlfan::status_check_test
