#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/nginx.h"

namespace urlfan::input_test {
namespace {

using testing::HasSubstr;

TEST(Input, FilesStandardInputAndUrlsKeepTheirOrder) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string first = folder.write("first.txt", nginx.url("/ok?1") + "\n");
  const std::string last = folder.write("last.txt", "# only a comment\n\n" + nginx.url("/ok?4"));
  const Outcome run =
      run_urlfan({first, "-", nginx.url("/ok?3"), last}, nginx.url("/ok?2") + "\r\n");
  const Json results = run.document()["results"];
  ASSERT_EQ(results.size(), 4U);
  const auto place = [&results](std::size_t i) {
    return Json::array({results[i]["url"], results[i]["file"], results[i]["line"]});
  };
  EXPECT_EQ(place(0), Json::array({nginx.url("/ok?1"), first, 1}));
  EXPECT_EQ(place(1), Json::array({nginx.url("/ok?2"), "-", 1}));
  EXPECT_EQ(place(2), Json::array({nginx.url("/ok?3"), nullptr, nullptr}));
  EXPECT_EQ(place(3), Json::array({nginx.url("/ok?4"), last, 3}));
}

TEST(Input, ABadLineIsAResultAndTheOthersRun) {
  const Nginx nginx;
  const std::string list = "\xEF\xBB\xBF" + nginx.url("/ok") + " name=bom\r\n" + "http://[::bad\n" +
                           std::string("http://h/\0x\n", 12) + "http://h/\xff\xfe\n" +
                           nginx.url("/ok") + " status=10xx\n" + std::string(70'000, 'x') + "\n" +
                           nginx.url("/ok") + " name=last";
  const Outcome run = run_urlfan({}, list);
  const Json results = run.document()["results"];
  ASSERT_EQ(results.size(), 7U);
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(results[0]["name"], "bom");
  EXPECT_EQ(results[6]["name"], "last");
  for (std::size_t i = 1; i <= 5; ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(results[i]["error"]["code"], "invalid_input");
    const bool has_url = i == 4;  // only its check is wrong
    EXPECT_EQ(results[i]["url"], has_url ? Json(nginx.url("/ok")) : Json());
    EXPECT_EQ(results[i]["method"], has_url ? Json("GET") : Json());
    EXPECT_EQ(results[i]["line"], i + 1);
    EXPECT_EQ(results[i]["attempts"], 0);
    EXPECT_THAT(results[i]["error"]["message"].get<std::string>(), HasSubstr("expected"));
  }
}

TEST(Input, ALineOf64KiBIsFine) {
  const Nginx nginx;
  std::string line = nginx.url("/ok") + " name=";
  line += std::string((std::size_t{64} << 10U) - line.size(), 'n');
  const Outcome run = run_urlfan({}, line + "\n" + line + "n\n");
  EXPECT_EQ(run.document()["results"][0]["ok"], true);
  EXPECT_EQ(run.document()["results"][1]["error"]["code"], "invalid_input");
}

TEST(Input, TheFirstRequestLeavesBeforeTheListHasEnded) {
  const Nginx nginx;
  Process process({.arguments = urlfan_command({"--format", "ndjson"})});
  const auto results = [](std::size_t count) {
    return [count](const Process& p) {
      return static_cast<std::size_t>(std::count(p.out().begin(), p.out().end(), '\n')) >= count;
    };
  };
  process.write(nginx.url("/ok?1") + "\n");
  ASSERT_TRUE(process.read_until(results(1)));  // the list is still open
  process.write(nginx.url("/ok?2"));            // no line end yet
  process.write("\n" + nginx.url("/missing") + "\n");
  ASSERT_TRUE(process.read_until(results(3)));
  EXPECT_EQ(process.wait(), 1);
  EXPECT_THAT(process.out(), HasSubstr("\"input_complete\":true"));
}

TEST(Input, PathsAreResolvedAgainstTheBase) {
  const Nginx nginx;
  const Outcome run = run_urlfan({"--base-url", nginx.url("/deep/er")}, "/ok\n../ok\nHEAD /file\n");
  const Json results = run.document()["results"];
  EXPECT_EQ(results[0]["url"], nginx.url("/ok"));
  EXPECT_EQ(results[1]["url"], nginx.url("/ok"));
  EXPECT_EQ(results[2]["url"], nginx.url("/file"));
  EXPECT_EQ(run.code, 0);
}

TEST(Input, ALineWithoutASchemeGetsTheDefault) {
  const Nginx nginx;
  const std::string bare = nginx.url("/ok").substr(7);
  EXPECT_EQ(run_urlfan({"--default-scheme", "http"}, bare + "\n").code, 0);
  const Outcome https = run_urlfan({"--dry-run"}, "example.com\n");
  EXPECT_EQ(https.document()["requests"][0]["url"], "https://example.com/");
}

TEST(Input, Ipv6LiteralsAndInternationalNamesAreUnderstood) {
  const Nginx nginx;
  const std::string six = "http://[::1]:" + std::to_string(nginx.port()) + "/ok";
  const Outcome run = run_urlfan({},
                                 six +
                                     "\nhttp://b\xC3\xBC"
                                     "cher.invalid/\n",
                                 {.arguments = no_names()});
  const Json results = run.document()["results"];
  EXPECT_EQ(results[0]["ok"], true) << results[0]["error"];
  EXPECT_EQ(results[0]["remote_ip"], "::1");
  EXPECT_EQ(results[1]["error"]["code"], "dns_failed");
  EXPECT_THAT(results[1]["error"]["message"].get<std::string>(), HasSubstr("xn--bcher-kva"));
}

TEST(Input, WhatCannotBeOpenedStopsEverythingBeforeTheFirstRequest) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string good = folder.write("good.txt", nginx.url("/ok") + "\n");
  for (const std::string& missing : {folder.path("missing.txt"), folder.path()}) {
    const Outcome run = run_urlfan({good, missing});
    EXPECT_EQ(run.code, 2);
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, HasSubstr(missing));
  }
  EXPECT_EQ(nginx.log().size(), 0U);
}

TEST(Input, AnEmptyListIsAnErrorUnlessItIsAllowed) {
  const Outcome run = run_urlfan({}, "# nothing\n\n");
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("empty"));
  const Outcome allowed = run_urlfan({"--allow-empty"}, "");
  EXPECT_EQ(allowed.code, 0);
  EXPECT_EQ(allowed.document()["summary"]["total"], 0);
}

TEST(Input, ADryRunSendsNothing) {
  const Nginx nginx;
  const Outcome run =
      run_urlfan({"--dry-run", "--format", "ndjson"},
                 nginx.url("/ok") + " name=a status=2xx max=1s timeout=2s\nbad line\n");
  EXPECT_EQ(run.code, 2);
  const auto lines = run.lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["expect"]["status"], "2xx");
  EXPECT_EQ(lines[0]["expect"]["max_ms"], 1000);
  EXPECT_EQ(lines[0]["timeout_ms"], 2000);
  EXPECT_EQ(lines[1]["error"]["code"], "invalid_input");
  EXPECT_EQ(nginx.log().size(), 0U);
}

TEST(Input, OptionsComeFromAFileWhenItIsNamed) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string good =
      folder.write("good.toml", "format = \"ndjson\"\nbody = \"none\"\ntimeout = \"3s\"\n");
  const Outcome run = run_urlfan({"--config", good, nginx.url("/ok")});
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.lines().at(0)["body"], nullptr);
  const std::string bad = folder.write("bad.toml", "fromat = \"ndjson\"\n");
  const Outcome refused = run_urlfan({"--config", bad, nginx.url("/ok")});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("fromat"));
  EXPECT_EQ(run_urlfan({"--config", folder.path("none.toml"), nginx.url("/ok")}).code, 2);
}

TEST(Input, AHostThatIsTakenForAListIsToldHowToWriteAUrl) {
  const std::vector<std::array<std::string, 2>> hosts{
      {"example.com", "https"}, {"example.com/path", "https"}, {"localhost.example.com", "https"},
      {"localhost", "http"},    {"localhost:8080", "http"},    {"127.0.0.1:8080/x", "http"},
      {"[::1]:8080", "http"}};
  for (const auto& [host, scheme] : hosts) {
    const Outcome run = run_urlfan({host});
    EXPECT_EQ(run.code, 2);
    EXPECT_EQ(run.err, "urlfan: error: cannot open the list " + host +
                           ": No such file or directory; if it is a URL, write " + scheme + "://" +
                           host + "\n");
  }
  EXPECT_THAT(run_urlfan({"urls.txt"}).err, testing::EndsWith("No such file or directory\n"));
  EXPECT_THAT(run_urlfan({"wacth"}).err, HasSubstr("; did you mean urlfan watch?\n"));
}

TEST(Input, BadUsageSaysWhatWasExpected) {
  const std::vector<std::vector<std::string>> wrong{
      {"--timeout", "soon", "http://h/"},
      {"--timeout", "0", "http://h/"},
      {"-c", "0", "http://h/"},
      {"--format", "xml", "http://h/"},
      {"--max-headers", "1M", "http://h/"},
      {"--no-such-option"},
      {"--base-url", "ftp://h/", "-"},
      {"-", "-"},
  };
  for (const auto& arguments : wrong) {
    const Outcome run = run_urlfan(arguments);
    SCOPED_TRACE(arguments.front());
    EXPECT_EQ(run.code, 2);
    EXPECT_EQ(run.out, "");
    EXPECT_TRUE(run.err.starts_with("urlfan: error: ")) << run.err;
  }
}

}  // namespace
}  // namespace urlfan::input_test
