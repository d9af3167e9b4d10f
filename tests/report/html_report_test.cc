#include "src/report/html_report.h"

#include <gmock/gmock.h>

#include <regex>
#include <sstream>
#include <string>

#include "src/base/text.h"
#include "src/list/gunzip.h"
#include "src/output/result_json.h"
#include "src/report/page_sources.h"
#include "tests/report/samples.h"

namespace urlfan::html_report_test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The ndjson in a page.
std::string data(const std::string& page) {
  const std::string begin = "id=\"data\">\n";
  const std::size_t at = page.find(begin) + begin.size();
  std::istringstream lines(page.substr(at, page.find("</script>", at) - at));
  std::string packed;
  for (std::string line; std::getline(lines, line);) packed += from_base64(line).value_or("");
  Gunzip gunzip;
  gunzip.feed(packed);
  std::string text;
  std::string room(65'536, '\0');
  while (const std::size_t got = gunzip.take(room.data(), room.size())) text.append(room, 0, got);
  return text;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++number;
  return number;
}

TEST(HtmlReport, HasTheRunAsItsNdjson) {
  std::string expected;
  for (const auto& result : all_kinds()) expected += to_json(result) + "\n";
  expected += to_json(whole_run()) + "\n";
  EXPECT_EQ(data(report<HtmlReport>(all_kinds())), expected);
}

TEST(HtmlReport, HasTheCommandOfCurlBehindWhatItRepeats) {
  Result result = failed(7, ErrorCode::timeout, "too slow");
  result.curl_command = "curl 'http://a.test/\"x\"'";
  EXPECT_EQ(data(report<HtmlReport>({result, passed()})),
            to_json(result) + "\n" +
                R"({"type":"curl","index":7,"command":"curl 'http://a.test/\"x\"'"})" + "\n" +
                to_json(passed()) + "\n" + to_json(whole_run()) + "\n");
}

TEST(HtmlReport, IsOnePageOfItsSources) {
  const std::string page = report<HtmlReport>(all_kinds());
  EXPECT_THAT(page, AllOf(StartsWith("<!doctype html>"), EndsWith("</html>\n")));
  EXPECT_THAT(page, HasSubstr("<style>" + std::string(page_style()) + "</style>"));
  EXPECT_THAT(page, HasSubstr("<script>" + std::string(page_script()) + "</script>"));
  EXPECT_THAT(page, Not(HasSubstr("<!-- @")));
  EXPECT_EQ(count(page, "<script"), 2U);
  EXPECT_EQ(count(page, "</script>"), 2U);
  EXPECT_EQ(count(page, "<style>"), 1U);
}

TEST(HtmlReport, OfNoLineIsWhole) {
  const std::string page = report<HtmlReport>({});
  EXPECT_EQ(data(page), to_json(whole_run()) + "\n");
  EXPECT_THAT(page, EndsWith("</html>\n"));
}

TEST(HtmlReport, ForbidsAllButItsOwnScriptAndStyle) {
  const std::string page = report<HtmlReport>({});
  std::smatch found;
  ASSERT_TRUE(std::regex_search(
      page, found,
      std::regex("content=\"default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; "
                 "style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:; base-uri 'none'; "
                 "form-action 'none'\"")));
  // Before anything that it could forbid.
  EXPECT_LT(static_cast<std::size_t>(found.position()), page.find("<style>"));
}

// A style or a handler in an attribute would be forbidden, and a foreign address leave the file.
TEST(HtmlReport, ItsSkeletonNeedsNothingElse) {
  const std::string skeleton(page_skeleton());
  EXPECT_THAT(skeleton, Not(HasSubstr("style=")));
  EXPECT_THAT(skeleton, Not(HasSubstr("onclick")));
  EXPECT_THAT(skeleton, Not(HasSubstr("http")))
      << "but for http-equiv, which comes with the policy";
  EXPECT_THAT(std::string(page_script()), Not(HasSubstr("innerHTML")));
}

TEST(HtmlReport, NothingOfAResultIsMarkup) {
  Result result = failed(0, ErrorCode::protocol_error, "</script><script>alert(1)</script>");
  result.name = "<img src=x>";
  const std::string page = report<HtmlReport>({result});
  EXPECT_THAT(page, Not(HasSubstr("alert(1)")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(data(page), HasSubstr("alert(1)"));
}

}  // namespace
}  // namespace urlfan::html_report_test
