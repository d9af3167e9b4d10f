#include "src/report/report_kinds.h"

#include <gmock/gmock.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/support/page.h"
#include "tests/support/results.h"

namespace urlfan::report_kinds_test {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAreArray;

TEST(ReportKinds, EachIsFoundByItsNameAndListed) {
  for (const auto& kind : report_kinds()) {
    EXPECT_EQ(find_report_kind(kind.name), &kind);
    EXPECT_THAT(report_kinds_listed(), HasSubstr(std::string(kind.name)));
    EXPECT_THAT(report_kinds_described(), HasSubstr(std::string(kind.name)));
  }
  EXPECT_EQ(find_report_kind("pdf"), nullptr);
}

TEST(ReportKinds, EachTellsOfALineAndOfTheRun) {
  for (const auto& kind : report_kinds()) {
    std::ostringstream out;
    const auto writer = kind.make(out, {});
    writer->write(failed());
    writer->finish({});
    EXPECT_NE(out.str(), "") << kind.name;
  }
}

/// What is in backquotes in the first column of the page's table of reports.
std::vector<std::string> kinds_of_page() {
  std::istringstream rows(page_table("docs/output.md", "| kind | for |"));
  std::vector<std::string> kinds;
  for (std::string row; std::getline(rows, row);) {
    std::istringstream cell(row.substr(1, row.find('|', 1) - 1));
    std::string before;
    for (std::string kind; std::getline(cell, before, '`') && std::getline(cell, kind, '`');) {
      kinds.push_back(kind);
    }
  }
  return kinds;
}

TEST(ReportKinds, ThePageOfTheOutputHasThemAll) {
  std::vector<std::string> names;
  for (const auto& kind : report_kinds()) names.emplace_back(kind.name);
  EXPECT_THAT(kinds_of_page(), UnorderedElementsAreArray(names));
}

}  // namespace
}  // namespace urlfan::report_kinds_test
