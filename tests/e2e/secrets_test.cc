// Nothing that urlfan says shows a secret: not the results, not the log, no report, no command to
// repeat a request, however the run goes and whatever the servers send back.

#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "src/base/text.h"
#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/proxies.h"

namespace urlfan::secrets_test {
namespace {

// One for each place, so that a leak says where it came from.
const std::map<std::string, std::string> kSecrets{
    {"the password of a URL", "url-pass-8F2a"},
    {"a token in a URL", "url-token-77xQ"},
    {"--user", "user-pass-Zk41"},
    {"--oauth2-bearer", "bearer-pM90w"},
    {"--header Authorization", "header-auth-1uY6"},
    {"--cookie", "cookie-value-c3Rt"},
    {"a cookie file", "jar-value-Ww52"},
    {"a header of a line", "line-auth-b7Ns"},
    {"a cookie of a line", "line-cookie-2Kdd"},
    {"a variable in a URL", "var/url+Qq 81&x"},
    {"a variable in a name", "var-name-9Lm3"},
    {"a variable in a check", "var-check-0Pv5"},
    {"a variable in a header", "var-header-Hh64"},
    {"a variable in a body", "var-body-Jx28"},
    {"a variable in a bad line", "var-bad-that-is-longer-than-what-an-excerpt-shows-5Tg7"},
    {"the proxy", "proxy-pass-3Ed9"},
    {"netrc", "netrc-pass-6Ui1"},
    {"the key's password", "key-pass-4Rf0"},
};

const std::string& secret(const std::string& where) { return kSecrets.at(where); }

std::string lower(std::string text) { return lower_case(text); }

/// The forms in which somebody could read it, and the start of it.
std::vector<std::string> forms(const std::string& text) {
  std::string spaced = text;
  for (auto at = spaced.find(' '); at != std::string::npos; at = spaced.find(' ')) {
    spaced.replace(at, 1, "%20");
  }
  std::vector<std::string> all{text, percent_encode(text), spaced, text.substr(0, 8)};
  // Of base64, what does not depend on what stands around it, for each of the three ways to fall
  // into groups.
  for (std::size_t shift = 0; shift < 3; ++shift) {
    const std::string encoded = base64(std::string(shift, 'x') + text);
    const std::size_t skip = shift == 0 ? 0 : 4;
    all.push_back(encoded.substr(skip, encoded.size() - skip - 4));
  }
  return all;
}

/// Where a secret can be seen in the text; empty: nowhere.
std::string leak_in(const std::string& text) {
  const std::string seen = lower(text);
  for (const auto& [where, value] : kSecrets) {
    for (const auto& form : forms(value)) {
      const auto at = seen.find(lower(form));
      if (at == std::string::npos) continue;
      return where + " as " + form + " in: ..." +
             text.substr(at - std::min<std::size_t>(at, 120), 200);
    }
  }
  return {};
}

class SecretsTest : public testing::Test {
 protected:
  std::string with_user(std::string url, const std::string& user) {
    return url.insert(7, user + "@");
  }

  void SetUp() override {
    jar_ = folder_.write("jar",
                         "127.0.0.1\tFALSE\t/\tFALSE\t0\tjar\t" + secret("a cookie file") + "\n");
    home_ = folder_.path();
    folder_.write(".netrc", "machine localhost login ann password " + secret("netrc") + "\n");
    Process lock({.arguments = {"openssl", "pkey", "-in", nginx_.client_file("client.key"), "-out",
                                folder_.path("locked.key"), "-aes256", "-passout",
                                "pass:" + secret("the key's password")}});
    ASSERT_EQ(lock.wait(), 0);

    const std::string local = "http://localhost:" + std::to_string(nginx_.port());
    const auto json = [](const std::string& address, const std::string& rest) {
      return "{\"url\":\"" + address + "\"," + rest + "}\n";
    };
    // What the servers see, they send back; each way to end is there.
    for (const std::string& base : {nginx_.url(""), faults_.url("")}) {
      for (const std::string path :
           {"/headers", "/echo", "/same-host", "/to-other-host", "/temporary", "/missing",
            "/shorter-body", "/close", "/loop", "/silent"}) {
        list_ += with_user(base + path, "joe:" + secret("the password of a URL")) + "\n";
        list_ += with_user(base + path, secret("a token in a URL")) + "\n";
        list_ += base + path + "?next=${IN_URL} name=\"${IN_NAME}\" contains=\"${IN_CHECK}\"\n";
        list_ += json(base + path, "\"method\":\"POST\",\"headers\":{\"Authorization\":\"Bearer " +
                                       secret("a header of a line") + "\",\"Cookie\":\"sid=" +
                                       secret("a cookie of a line") + "\"}");
        list_ += json(base + path, R"("headers":{"X-Key":"${IN_HEADER}"},"body":"<${IN_BODY}>")");
      }
    }
    list_ += local + "/headers\n";
    list_ += nginx_.url("/ok") + " timeout=${IN_BAD}\n";
    list_ += nginx_.url("/ok") + " status=${IN_BAD} name=${IN_NAME}\n";
    list_ += nginx_.url("/ok") + " json:/a={${IN_BAD}\n";
    list_ += nginx_.url("/ok") + " header:${IN_BAD}=1\n";
    list_ += "http://${IN_BAD}:not-a-port/\n";
    list_ += json(nginx_.url("/ok"), R"("method":"${IN_BAD}")");
    list_ += "ftp://joe:" + secret("the password of a URL") + "@127.0.0.1/\n";
  }

  Launch launch() const {
    return {.environment = {{"HOME", home_},
                            {"IN_URL", secret("a variable in a URL")},
                            {"IN_NAME", secret("a variable in a name")},
                            {"IN_CHECK", secret("a variable in a check")},
                            {"IN_HEADER", secret("a variable in a header")},
                            {"IN_BODY", secret("a variable in a body")},
                            {"IN_BAD", secret("a variable in a bad line")}},
            .working_folder = folder_.path()};
  }

  /// All that can hold a secret, and all that can tell one.
  std::vector<std::string> options(const std::vector<std::string>& more) const {
    std::vector<std::string> all{
        "-vv",
        "--body",
        "2000",
        "--headers",
        "--timeout",
        "2s",
        "--reproduce",
        "-b",
        "own=" + secret("--cookie"),
        "-b",
        jar_,
        "-n",
        "-E",
        nginx_.client_file("client.pem") + ":" + secret("the key's password"),
        "--key",
        folder_.path("locked.key"),
        "--max-redirs",
        "3"};
    for (const auto& kind : kinds_) {
      std::string report = kind;
      all.insert(all.end(), {"--report", report.append("=report.").append(kind)});
    }
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  /// All that the run has said.
  std::string said(const std::string& out, const std::string& err) const {
    std::string all = out + "\n" + err;
    for (const auto& kind : kinds_) {
      const std::string report = read_file(folder_.path(std::string("report.") + kind));
      EXPECT_NE(report, "") << kind;
      all += "\n" + report;
    }
    return all;
  }

  Nginx nginx_;
  FaultServer faults_;
  TemporaryFolder folder_;
  std::string jar_;
  std::string home_;
  std::string list_;
  std::vector<std::string> kinds_ = report_kinds();
};

TEST_F(SecretsTest, ALeakWouldBeFound) {
  for (const auto& [where, value] : kSecrets) {
    for (const auto& shown :
         {value, percent_encode(value), base64("a" + value + "b"), base64("ab" + value + "c"),
          base64("abc" + value + "d"), value.substr(0, 9) + "...", lower(value)}) {
      EXPECT_NE(leak_in("some text <" + shown + "> and more"), "") << where << " as " << shown;
    }
  }
  // By the whole way: a header that no one can know to be secret.
  const std::string value = secret("--header Authorization");
  const Outcome run =
      run_urlfan({"-H", "X-Key: " + value, "--body", "full", nginx_.url("/headers")}, {}, launch());
  EXPECT_NE(leak_in(run.out), "");
}

TEST_F(SecretsTest, NothingIsShownByARunThatUsesThemAll) {
  const std::vector<std::vector<std::string>> ways{
      {"-u", "joe:" + secret("--user")},
      {"--oauth2-bearer", secret("--oauth2-bearer"), "--format", "ndjson"},
      {"-H", "Authorization: Custom " + secret("--header Authorization"), "--log-format", "json"},
      {"-u", "joe:" + secret("--user"), "--digest", "--format", "table"},
      {"--retries", "1", "--retry-wait", "1ms", "-d", "x=1", "--retry-all-methods"}};
  for (const auto& way : ways) {
    const Outcome run = run_urlfan(options(way), list_, launch());
    EXPECT_EQ(run.code, 1) << run.err;
    EXPECT_EQ(leak_in(said(run.out, run.err)), "") << way[0];
  }
}

TEST_F(SecretsTest, NothingIsShownOfAProxy) {
  const Tinyproxy proxy("joe", secret("the proxy"));
  const std::string known = "http://joe:" + secret("the proxy") + "@" + proxy.address();
  const Outcome run = run_urlfan(options({"-x", known}), list_, launch());
  EXPECT_EQ(leak_in(said(run.out, run.err)), "");
  const RefusingPort nobody;
  const std::string dead =
      "socks5://joe:" + secret("the proxy") + "@127.0.0.1:" + std::to_string(nobody.number());
  const Outcome refused = run_urlfan(options({"-x", dead}), list_, launch());
  EXPECT_EQ(leak_in(said(refused.out, refused.err)), "");
  Launch by_environment = launch();
  by_environment.environment["http_proxy"] = known;
  const Outcome inherited = run_urlfan(options({}), list_, by_environment);
  EXPECT_EQ(leak_in(said(inherited.out, inherited.err)), "");
}

TEST_F(SecretsTest, NothingIsShownWhenTheRunIsStopped) {
  Launch start = launch();
  start.arguments =
      urlfan_command(options({"-u", "joe:" + secret("--user"), "--format", "ndjson"}));
  Process process(start);
  process.write(list_);
  process.close_input();
  ASSERT_TRUE(process.read_until([](const Process& each) {
    return std::count(each.out().begin(), each.out().end(), '\n') > 20;
  }));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  EXPECT_EQ(leak_in(said(process.out(), process.err())), "");
}

TEST_F(SecretsTest, NothingIsShownByADryRunOrAnError) {
  const Outcome dry = run_urlfan({"--dry-run", "-vv", "-u", "joe:" + secret("--user"), "-b",
                                  "own=" + secret("--cookie"), "--oauth2-bearer"},
                                 list_, launch());
  EXPECT_EQ(leak_in(dry.out + dry.err), "");
  const Outcome planned =
      run_urlfan({"--dry-run", "-u", "joe:" + secret("--user"), "-b", "own=" + secret("--cookie")},
                 list_, launch());
  EXPECT_EQ(planned.code, 2) << "the bad lines";
  EXPECT_EQ(leak_in(planned.out + planned.err), "");
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"-H", "Authorization: a\x01" + secret("--header Authorization")},
        std::vector<std::string>{"-x", "ftp://joe:" + secret("the proxy") + "@127.0.0.1"},
        std::vector<std::string>{
            "-E", nginx_.client_file("client.pem") + ":wrong-" + secret("the key's password"),
            "--key", folder_.path("locked.key")},
        std::vector<std::string>{"-u", "joe:" + secret("--user"), "--oauth2-bearer",
                                 secret("--oauth2-bearer")},
        std::vector<std::string>{"--base-url",
                                 "http://joe:" + secret("the password of a URL") + "@a b/"}}) {
    auto arguments = wrong;
    arguments.push_back(nginx_.url("/ok"));
    const Outcome run = run_urlfan(arguments, {}, launch());
    EXPECT_EQ(run.code, 2) << wrong[0];
    EXPECT_EQ(leak_in(run.out + run.err), "");
  }
}

TEST(SecretsOfTheEnvironment, AreHiddenAsThoseOfTheCommandLine) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string config =
      folder.write("urlfan.toml", "cookie = \"sid=${SESSION}\"\nuser-agent = \"me/${AGENT}\"\n");
  const Outcome run = run_urlfan(
      {"--config", config, "--body=full", "--reproduce", "-vv", "--expect-status=204",
       nginx.url("/headers")},
      "",
      {.environment = {{"URLFAN_HEADER", "Authorization: Bearer env-token-5Hq8\nX-Key: shown"},
                       {"SESSION", "session-of-config-2Xw"},
                       {"AGENT", "agent-of-config-8Yt"}}});
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.out, testing::HasSubstr("key=shown")) << "it was sent";
  for (const char* each : {"env-token-5Hq8", "session-of-config-2Xw", "agent-of-config-8Yt"}) {
    EXPECT_THAT(run.out + run.err, testing::Not(testing::HasSubstr(each)));
  }
}

}  // namespace
}  // namespace urlfan::secrets_test
