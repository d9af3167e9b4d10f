#include "src/sitemap/sitemap.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "src/model/line_problem.h"

namespace urlfan::sitemap_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// "3:http://a.test/"
std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> all;
  for (const auto& [url, line] : parse_sitemap(text))
    all.push_back(std::to_string(line) + ":" + url);
  return all;
}

std::string problem_of(std::string_view text) {
  try {
    parse_sitemap(text);
    return "";
  } catch (const LineProblem& problem) {
    return problem.why;
  }
}

TEST(Sitemap, ItsPagesAreTheLines) {
  EXPECT_THAT(
      listed("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
             "<url>\n <loc>\n http://a.test/?a=1&amp;b=2 </loc><priority>1</priority></url>\n"
             "<url><lastmod>2026-01-01</lastmod><loc><![CDATA[http://b.test/]]></loc></url>\n"
             "<url><loc/></url>\n</urlset>"),
      ElementsAre("4:http://a.test/?a=1&b=2", "6:http://b.test/"));
}

TEST(Sitemap, AnIndexListsItsSitemaps) {
  EXPECT_THAT(listed("<sitemapindex><sitemap><loc>http://a.test/1.xml</loc></sitemap>\n"
                     "<sitemap><loc>http://a.test/2.xml.gz</loc></sitemap></sitemapindex>"),
              ElementsAre("1:http://a.test/1.xml", "2:http://a.test/2.xml.gz"));
}

TEST(Sitemap, AFeedListsItsItems) {
  EXPECT_THAT(listed("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>"
                     "<link>http://a.test/</link>\n"
                     "<item><title>x</title><atom:link href=\"http://no.test/\"/>"
                     "<link>http://a.test/1</link></item>\n<item><title>none</title></item>"
                     "</channel></rss>"),
              ElementsAre("2:http://a.test/1"));
}

TEST(Sitemap, NamesMayHaveAPrefix) {
  EXPECT_THAT(listed("<s:urlset xmlns:s=\"x\"><s:url><s:loc>/a</s:loc></s:url></s:urlset>"),
              ElementsAre("1:/a"));
}

TEST(Sitemap, OneWithoutPagesListsNone) { EXPECT_THAT(listed("<urlset/>"), IsEmpty()); }

TEST(Sitemap, NothingIsReadFromElsewhereAndNothingGrows) {
  const std::string_view outside =
      "<!DOCTYPE urlset [<!ENTITY file SYSTEM \"file:///etc/passwd\">"
      "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
      "<urlset><url><loc>http://a.test/&file;&b;</loc></url></urlset>";
  EXPECT_THAT(listed(outside), ElementsAre("1:http://a.test/&file;&b;"));
}

TEST(Sitemap, WhatIsNoneSaysWhatWasExpected) {
  EXPECT_THAT(
      problem_of("<html><body/></html>"),
      HasSubstr("another kind, <html>; expected a sitemap, an index of sitemaps or an RSS"));
  EXPECT_THAT(problem_of("<urlset>\n<url>\n</urlset>"), HasSubstr("no sound XML at line 3"));
  EXPECT_THAT(problem_of(""), HasSubstr("expected a sitemap"));
  EXPECT_THAT(problem_of("http://a.test/\n"), HasSubstr("expected a sitemap"));
}

TEST(Sitemap, PartsThatWouldTakeTooMuchMemoryAreRefused) {
  std::string text = "<urlset>";
  for (int i = 0; i < 2'000'001; ++i) text += "<a/><a/>";
  EXPECT_THAT(problem_of(text + "</urlset>"), HasSubstr("more than 4,000,000 elements"));
}

}  // namespace
}  // namespace urlfan::sitemap_test
