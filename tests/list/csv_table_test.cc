#include "src/list/csv_table.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/units.h"
#include "src/model/line_problem.h"
#include "tests/support/requests.h"

namespace urlfan::csv_table_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

LineRules rules_of(std::vector<Column> columns = {}) {
  LineRules rules{.parse_url = any_url};
  rules.format = InputFormat::csv;
  rules.columns = std::move(columns);
  return rules;
}

std::vector<Request> read(std::string_view text, const LineRules& rules = rules_of()) {
  CsvTable table;
  std::vector<Request> all;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (auto request = table.take(text.substr(0, end), false, rules)) {
      all.push_back(std::move(*request));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (auto request = table.finish()) all.push_back(std::move(*request));
  return all;
}

/// "2: GET <http://a.test/> name", or what is wrong.
std::vector<std::string> told(const std::vector<Request>& requests) {
  std::vector<std::string> all;
  for (const auto& each : requests) {
    std::string text = std::to_string(each.where.line) + ":";
    if (!each.method.empty()) text += " " + each.method + " <" + each.target.url + ">";
    if (each.name) text += " " + *each.name;
    if (each.bad) text += " bad: " + each.bad->message;
    all.push_back(std::move(text));
  }
  return all;
}

std::string problem_of(std::string_view text, const LineRules& rules = rules_of()) {
  try {
    read(text, rules);
    return "";
  } catch (const LineProblem& problem) {
    return problem.why;
  }
}

TEST(CsvTable, UrlNameAndMethodAreInTheirColumns) {
  EXPECT_THAT(told(read("Name,visits,URL,method\nhome,7,/,\n,8,/b,HEAD\n")),
              ElementsAre("2: GET </> home", "3: HEAD </b>"));
}

TEST(CsvTable, OtherKeysHaveOnlyTheColumnsThatAreNamed) {
  const auto rules = rules_of({{"url", "link"}, {"status", "expected"}, {"timeout", "patience"}});
  const auto requests =
      read("link,expected,patience,retries,contains\n/a,204,3s,5,x\n/b,,,,\n", rules);
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].expected().status->text, "204");
  EXPECT_EQ(requests[0].timeout, ms(3000));
  EXPECT_FALSE(requests[0].retries) << "nobody said that this column is one";
  EXPECT_THAT(requests[0].expected().contains, IsEmpty());
  EXPECT_FALSE(requests[1].expected().status) << "an empty cell says nothing";
}

TEST(CsvTable, ACellIsTakenAsItIs) {
  const auto rules = rules_of({{"contains", "text"}, {"header:x-a", "a"}});
  const auto requests = read("url,text,a\n/,\"say \"\"hi\"\", # you\",b=c~d\n", rules);
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(std::get<std::string>(requests[0].expected().contains.at(0).value),
            "say \"hi\", # you");
  ASSERT_EQ(requests[0].expected().headers.size(), 1U);
  EXPECT_EQ(std::get<std::string>(requests[0].expected().headers[0].value), "b=c~d");
}

TEST(CsvTable, ARowMayGoOverLines) {
  const auto rules = rules_of({{"contains", "text"}});
  const auto requests = read("url,text\n/a,\"one\ntwo\"\n/b,\n", rules);
  EXPECT_THAT(told(requests), ElementsAre("2: GET </a>", "4: GET </b>"));
  EXPECT_EQ(std::get<std::string>(requests[0].expected().contains.at(0).value), "one\ntwo");
}

TEST(CsvTable, WhatSeparatesCellsStandsInTheFirstRow) {
  EXPECT_THAT(told(read("name;url\na,b;/\n")), ElementsAre("2: GET </> a,b"));
  EXPECT_THAT(told(read("name\turl\na;b\t/\n")), ElementsAre("2: GET </> a;b"));
  EXPECT_THAT(told(read("url\n/a;b,c\n")), ElementsAre(HasSubstr("2: bad: the row has 2 cells")));
}

TEST(CsvTable, RowsWithoutATextSayNothing) {
  EXPECT_THAT(told(read("\nurl,name\n\n , \n/a\n,,\n")), ElementsAre("5: GET </a>"));
}

TEST(CsvTable, ABrokenRowIsABadLineThatKeepsItsNameAndUrl) {
  const auto rules = rules_of({{"status", "status"}});
  EXPECT_THAT(told(read("url,name,status\n/a,first,abc\nbad,second,200\n/c,third,200\n", rules)),
              ElementsAre(HasSubstr("2: GET </a> first bad: status= can match nothing"),
                          HasSubstr("3: second bad: not a URL"), "4: GET </c> third"));
  EXPECT_THAT(told(read("url,name\n,b\n/a,b,c\n")),
              ElementsAre(HasSubstr("bad: the row has no URL; expected"),
                          HasSubstr("bad: the row has 3 cells; expected 2")));
}

TEST(CsvTable, AQuoteThatIsNotClosedIsTold) {
  EXPECT_THAT(told(read("url\n/a\n\"/b\n/c\n")),
              ElementsAre("2: GET </a>", HasSubstr("3: bad: a quote is not closed")));
  EXPECT_THAT(told(read("url\n\"/b\"c\n/d\n")),
              ElementsAre(HasSubstr("bad: text behind a closing quote"), "3: GET </d>"));
}

TEST(CsvTable, ARowHasAnEnd) {
  const std::string line(1000, 'x');
  std::string text = "url,name\n/a,\"";
  for (int i = 0; i < 100; ++i) text += line + "\n";
  const auto requests = read(text + "\"\n/b,\n");
  EXPECT_THAT(told(requests),
              ElementsAre(HasSubstr("2: bad: the row is too long; expected at most "),
                          HasSubstr("GET </b>")));
}

TEST(CsvTable, VariablesAreFilledInAndNeverTwice) {
  auto rules = rules_of();
  rules.variables = [](const std::string& name) -> std::optional<std::string> {
    if (name == "ID") return "${OTHER}";
    return {};
  };
  EXPECT_THAT(told(read("url,name\n/${ID},$${ID}\n/${NONE},x\n", rules)),
              ElementsAre("2: GET </${OTHER}> ${ID}", HasSubstr("x bad: the variable NONE")));
}

TEST(CsvTable, WithoutItsColumnsItIsNoList) {
  EXPECT_THAT(problem_of("link,name\n/a,b\n"), HasSubstr("no column \"url\"; expected"));
  EXPECT_THAT(problem_of("url,stats\n", rules_of({{"status", "status"}})),
              HasSubstr("no column \"status\"; did you mean stats?"));
  EXPECT_EQ(problem_of("URL\n", rules_of({{"url", "url"}})), "");
}

}  // namespace
}  // namespace urlfan::csv_table_test
