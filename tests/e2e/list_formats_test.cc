// Lists in the formats of others, and what the pages do with lists and results.

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/gzip.h"
#include "tests/support/nginx.h"
#include "tests/support/page.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::list_formats_test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ListFormats, ATableIsAList) {
  const Nginx nginx;
  const std::string table = "link,name,Expected,method\r\n" + nginx.url("/ok") +
                            ",\"home, sweet\",200,\r\n" + nginx.url("/status/404") +
                            ",gone,404,HEAD\r\n" + nginx.url("/ok") + ",wrong,banana,\r\n";
  const Outcome run = run_urlfan(
      {"--input-format", "csv", "--column", "link", "--column", "status=expected", "-"}, table);
  EXPECT_EQ(run.code, 2);
  const Json results = run.document()["results"];
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0]["name"], "home, sweet");
  EXPECT_EQ(results[0]["ok"], true);
  EXPECT_EQ(results[1]["method"], "HEAD");
  EXPECT_EQ(results[1]["ok"], true);
  EXPECT_EQ(results[2]["name"], "wrong");
  EXPECT_EQ(results[2]["url"], nginx.url("/ok"));
  EXPECT_EQ(results[2]["line"], 4);
  EXPECT_EQ(results[2]["error"]["code"], "invalid_input");
}

TEST(ListFormats, ASitemapIsAListPackedOrNot) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string text = "<?xml version=\"1.0\"?>\n<urlset>\n<url><loc>" + nginx.url("/ok?a=1") +
                           "&amp;b=2</loc></url>\n<url><loc>file:///etc/passwd</loc></url>\n"
                           "</urlset>\n";
  for (const auto& file :
       {folder.write("sitemap.xml", text), folder.write("sitemap.xml.gz", gzip(text))}) {
    const Outcome run = run_urlfan({"--input-format=sitemap", file});
    EXPECT_EQ(run.code, 2);
    const Json results = run.document()["results"];
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0]["url"], nginx.url("/ok?a=1&b=2"));
    EXPECT_EQ(results[0]["ok"], true);
    EXPECT_EQ(results[0]["line"], 3);
    EXPECT_EQ(results[1]["error"]["code"], "unsupported_scheme");
    EXPECT_EQ(results[1]["line"], 4);
  }
}

TEST(ListFormats, AStrangersSitemapGetsNothingOfTheEnvironment) {
  const Nginx nginx;
  const Outcome run =
      run_urlfan({"--input-format=sitemap", "--dry-run", "-"},
                 "<urlset><url><loc>" + nginx.url("/ok?${SECRET_KEY}") + "</loc></url></urlset>",
                 {.environment = {{"SECRET_KEY", "hidden-treasure"}}});
  EXPECT_THAT(run.out, Not(HasSubstr("hidden-treasure")));
}

TEST(ListFormats, WhatIsNoSitemapNamesItsFileAndWhatWasExpected) {
  const Outcome run = run_urlfan({"--input-format=sitemap", "-"}, "<html></html>");
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(run.document()["results"][0]["file"], "-");
  EXPECT_THAT(run.err, HasSubstr("standard input:1:"));
  EXPECT_THAT(run.err, HasSubstr("<html>; expected a sitemap"));
}

TEST(ListFormats, ARefusedHeadIsAskedAgainByGet) {
  const FaultServer server;
  const Nginx nginx;
  const Outcome run = run_urlfan({"-I", server.url("/no-head"), nginx.url("/ok")});
  EXPECT_EQ(run.code, 0) << run.out;
  const Json results = run.document()["results"];
  EXPECT_EQ(results[0]["method"], "GET");
  EXPECT_EQ(results[0]["attempts"], 1);
  EXPECT_EQ(results[0]["flaky"], false);
  EXPECT_EQ(results[1]["method"], "HEAD");
  EXPECT_EQ(server.requests("/no-head"), 2);
}

/// The name of the only test case of a JUnit report.
std::string junit_name(const std::string& report) {
  const auto start = report.find("<testcase name=\"") + 16;
  return report.substr(start, report.find('"', start) - start);
}

TEST(ListFormats, ALineKeepsTheNameOfItsTestCaseWhenItBreaks) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const auto name_of = [&](const std::string& line) {
    run_urlfan(
        {"--report", "junit=" + folder.path("a.xml"), folder.write("urls.txt", line + "\n")});
    return junit_name(read_file(folder.path("a.xml")));
  };
  const std::string line = nginx.url("/ok");
  EXPECT_EQ(name_of(line + " name=home status=200"), "home");
  EXPECT_EQ(name_of(line + " staus=200 name=home"), "home");
  EXPECT_EQ(name_of(line + " staus=200"), name_of(line + " status=200"));
}

class Pages : public testing::Test {
 protected:
  Pages() {
    std::filesystem::create_directory(folder.path("bin"));
    std::filesystem::create_symlink(URLFAN_BINARY, folder.path("bin/urlfan"));
  }

  /// Runs commands of a page in the folder.
  Outcome run(const std::string& commands, std::map<std::string, std::string> environment = {}) {
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): one thread
    environment["PATH"] = folder.path("bin") + ":" + (path == nullptr ? "/usr/bin:/bin" : path);
    return run_program({.arguments = {"bash", "-c", commands},
                        .environment = std::move(environment),
                        .working_folder = folder.path()});
  }

  TemporaryFolder folder;
};

TEST_F(Pages, AnInterruptedRunGoesOn) {
  const Nginx nginx;
  const std::string unfinished = "HEAD " + nginx.url("/ok") + " name=\"the head\"  status=200\n" +
                                 nginx.url("/ok") + " contains=fine name=c # a note\n" +
                                 "{\"url\": \"" + nginx.url("/echo") + "\", \"body\": \"x\"}\n";
  folder.write("urls.txt", "# a list\n" + nginx.url("/status/500") + " name=broken\n" + unfinished);
  // One after the other, and the first failure interrupts it.
  run("URLFAN_FAIL_FAST=true URLFAN_CONCURRENCY=1 urlfan --resume all.ndjson urls.txt");
  run(page_block("docs/runs.md", "urlfan --resume all.ndjson urls.txt"));
  EXPECT_EQ(nginx.log_of(4).size(), 4U) << "each line once";
  const std::string all = read_file(folder.path("all.ndjson"));
  const Json summary = Json::parse(all.substr(all.rfind('\n', all.size() - 2) + 1));
  EXPECT_EQ(summary["total"], 4) << summary;
  EXPECT_EQ(summary["ok"], 3) << summary;
  EXPECT_EQ(summary["skipped"], 0);
}

TEST_F(Pages, WhatMayPassTheNextTimeIsAListOfWholeLines) {
  const Nginx nginx;
  const std::string line = "HEAD " + nginx.url("/status/503") + " name=busy";
  folder.write("urls.txt", nginx.url("/ok") + "\n" + line + "\n" + nginx.url("/status/404") + "\n");
  run("urlfan --format ndjson urls.txt > results.ndjson");
  const Outcome outcome =
      run(page_block("docs/output.md", "jq -r 'select(.type == \"result\" and .error.retryable)"));
  EXPECT_EQ(read_file(folder.path("again.txt")), line + "\n") << outcome.err;
}

}  // namespace
}  // namespace urlfan::list_formats_test
