// Every stable error code, provoked for real: a code without a row here fails the last test.

#include <gmock/gmock.h>
#include <signal.h>

#include <set>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "urlfan/error.h"

namespace urlfan::error_codes_test {
namespace {

constexpr int kCheck = 1;
constexpr int kBadLine = 2;
constexpr int kOther = 3;

struct Row {
  std::string code;
  std::string phase;
  int exit_code;
  std::string what;
  std::vector<std::string> arguments;
  std::string list;
  std::map<std::string, std::string> environment = {};
  /// Put before the command.
  std::vector<std::string> wrapper = {};
};

struct Peers {
  Nginx nginx;
  FaultServer faults;
  BlackHole hole;
  RefusingPort refused;
};

std::string local(int port) { return "http://127.0.0.1:" + std::to_string(port) + "/"; }

std::vector<Row> rows(const Peers& peers) {
  const auto fault = [&](const char* path) { return peers.faults.url(path); };
  const std::vector<std::string> trust{"--cacert", peers.nginx.ca_file()};
  const std::string dead_proxy = "http://no-such-proxy.invalid:1";
  return {
      {"invalid_input", "input", kBadLine, "an unknown key", {}, "http://h/ color=red"},
      {"unsupported_scheme", "input", kBadLine, "a line", {}, "ftp://127.0.0.1/"},
      {"unsupported_scheme", "transfer", kOther, "a redirect to a file", {}, fault("/to-file")},
      {"unsupported_scheme", "transfer", kOther, "a redirect to ftp", {}, fault("/to-ftp")},
      {"dns_failed",
       "dns",
       kOther,
       "no such name",
       {},
       "http://no-such-host.invalid/",
       {},
       no_names()},
      {"dns_timeout",
       "dns",
       kOther,
       "silent name servers",
       {"--connect-timeout", "300ms"},
       "http://silent.test/",
       {},
       silent_names()},
      {"connect_refused", "connect", kOther, "nobody listens", {}, local(peers.refused.number())},
      {"connect_unreachable", "connect", kOther, "no route for TCP", {}, "http://224.0.0.1/"},
      {"connect_timeout",
       "connect",
       kOther,
       "lost SYNs",
       {"--connect-timeout", "300ms"},
       local(peers.hole.port())},
      {"connect_timeout",
       "connect",
       kOther,
       "lost SYNs, timeout first",
       {"--timeout", "300ms"},
       local(peers.hole.port())},
      {"connect_timeout",
       "connect",
       kOther,
       "a silent TLS port",
       {"--connect-timeout", "300ms"},
       "https" + fault("/silent").substr(4)},
      {"connect_failed",
       "connect",
       kOther,
       "no such socket",
       {"--unix-socket", "/nonexistent/socket"},
       "http://h/"},
      {"proxy_failed",
       "connect",
       kOther,
       "no such proxy",
       {},
       fault("/ok"),
       {{"http_proxy", dead_proxy}},
       no_names()},
      {"tls_untrusted", "tls", kOther, "a stranger's authority", trust,
       Nginx::tls_url(peers.nginx.untrusted_port())},
      {"tls_untrusted",
       "tls",
       kOther,
       "an own authority, not named",
       {},
       Nginx::tls_url(peers.nginx.tls_port())},
      {"tls_expired", "tls", kOther, "yesterday's certificate", trust,
       Nginx::tls_url(peers.nginx.expired_port())},
      {"tls_hostname", "tls", kOther, "another name", trust,
       Nginx::tls_url(peers.nginx.wrong_name_port())},
      {"tls_handshake",
       "tls",
       kOther,
       "a port without TLS",
       {},
       "https" + peers.nginx.url("/").substr(4)},
      {"timeout", "transfer", kOther, "no answer", {"--timeout", "300ms"}, fault("/silent")},
      {"timeout", "transfer", kOther, "a trickling body", {"--timeout", "1200ms"}, fault("/drip")},
      {"connection_reset", "transfer", kOther, "RST before the answer", {}, fault("/reset")},
      {"connection_reset", "transfer", kOther, "RST in the body", {}, fault("/reset-in-body")},
      {"empty_reply", "transfer", kOther, "FIN before the answer", {}, fault("/close")},
      {"empty_reply", "transfer", kOther, "nginx drops it", {}, peers.nginx.url("/drop")},
      {"truncated_body", "transfer", kOther, "a short body", {}, fault("/shorter-body")},
      {"too_many_redirects", "transfer", kOther, "a loop", {}, fault("/loop")},
      {"body_too_large",
       "transfer",
       kOther,
       "a body without end",
       {"--max-body", "1M"},
       fault("/endless-body")},
      {"body_too_large",
       "transfer",
       kOther,
       "a gzip bomb",
       {"--max-body", "1M", "--compressed"},
       fault("/gzip-bomb")},
      {"headers_too_large",
       "transfer",
       kOther,
       "headers without end",
       {},
       fault("/endless-headers")},
      {"headers_too_large",
       "transfer",
       kOther,
       "one line without end",
       {},
       fault("/long-header-line")},
      {"bad_encoding", "transfer", kOther, "no gzip", {"--compressed"}, fault("/bad-gzip")},
      {"protocol_error", "transfer", kOther, "no status line", {}, fault("/http09")},
      {"protocol_error", "transfer", kOther, "a redirect to nonsense", {}, fault("/to-nonsense")},
      {"blocked_address",
       "connect",
       kOther,
       "this machine",
       {"--deny-private"},
       peers.nginx.url("/ok")},
      {"proxy_failed",
       "connect",
       kOther,
       "nothing listens there",
       {"--proxy", "socks5://127.0.0.1:" + std::to_string(peers.refused.number())},
       peers.nginx.url("/ok")},
      {"stalled",
       "transfer",
       kOther,
       "nothing comes any more",
       {"--stall-timeout", "100ms"},
       fault("/stuck-body")},
      {"headers_too_large", "transfer", kOther, "too many of them", {}, fault("/many-headers")},
      {"tls_handshake",
       "tls",
       kOther,
       "a port that speaks plain HTTP",
       {},
       "https://127.0.0.1:" + std::to_string(peers.nginx.port()) + "/"},
      {"http_status", "check", kCheck, "404", {}, peers.nginx.url("/missing")},
      {"http_status",
       "check",
       kCheck,
       "not the expected status",
       {},
       peers.nginx.url("/ok") + " status=201"},
      {"check_failed", "check", kCheck, "too slow", {}, peers.nginx.url("/slow") + " max=1ms"},
  };
}

// Provoked by more than a list: the tests below, and those of budgets.
const std::set<std::string> kOwnTest{"local_resources", "save_failed", "cancelled", "deadline",
                                     "skipped"};
// No server can provoke a bug: the engine's tests throw inside a transport.
const std::set<std::string> kUnitTest{"internal"};

TEST(ErrorCodes, EachIsToldApart) {
  const Peers peers;
  for (const auto& row : rows(peers)) {
    SCOPED_TRACE(row.code + ": " + row.what);
    auto arguments = urlfan_command(row.arguments);
    arguments.insert(arguments.begin(), row.wrapper.begin(), row.wrapper.end());
    Process process({.arguments = arguments, .environment = row.environment});
    process.write(row.list + "\n");
    EXPECT_EQ(process.wait(), row.exit_code) << process.err();
    const Json document = Json::parse(process.out());
    ASSERT_EQ(document["results"].size(), 1U);
    const Json& result = document["results"][0];
    EXPECT_EQ(result["error"]["code"], row.code) << result["error"];
    EXPECT_EQ(result["error"]["phase"], row.phase);
    EXPECT_FALSE(result["ok"]);
    EXPECT_EQ(document["summary"]["by_error"], Json({{row.code, 1}}));
  }
}

TEST(ErrorCodes, NoDescriptorsLeftIsNeverTheServersFault) {
  const Nginx nginx;
  bool seen = false;
  // From too few to start with, to enough: on the way there is a limit where only sockets fail.
  for (unsigned limit = 6; limit <= 24; ++limit) {
    SCOPED_TRACE(limit);
    const Outcome run =
        run_urlfan({nginx.url("/ok"), nginx.url("/file")}, "", {.descriptors = limit});
    if (run.code == 5) continue;  // could not even start, and said so
    // A sanitizer opens files of its own, and may be the one that runs out.
    if (run.err.find("Sanitizer") != std::string::npos) continue;
    const Json document = run.document();
    ASSERT_EQ(document["results"].size(), 2U) << run.err;
    for (const auto& result : document["results"]) {
      if (result["ok"]) continue;
      EXPECT_EQ(result["error"]["code"], "local_resources") << result["error"];
      EXPECT_EQ(run.code, kOther);
      seen = true;
    }
  }
  EXPECT_TRUE(seen);
}

TEST(ErrorCodes, NoDescriptorsLeftIsNeverTheAuthoritiesFault) {
  const Nginx nginx;
  for (unsigned limit = 4; limit <= 12; ++limit) {
    const Outcome run =
        run_urlfan({nginx.url("/ok")}, "",
                   {.environment = {{"SSL_CERT_FILE", nginx.ca_file()}}, .descriptors = limit});
    EXPECT_NE(run.code, 2) << limit << ": " << run.err;
  }
}

TEST(ErrorCodes, AStoppedLineIsCancelled) {
  const FaultServer faults;
  Process process({.arguments = urlfan_command({faults.url("/silent")})});
  while (faults.requests("/silent") == 0) {
    process.read_until([](const Process&) { return false; }, std::chrono::seconds(0));
  }
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  const Json document = Json::parse(process.out());
  EXPECT_EQ(document["results"][0]["error"]["code"], "cancelled");
}

TEST(ErrorCodes, NoneIsWithoutAProof) {
  std::set<std::string> proven(kOwnTest);
  proven.insert(kUnitTest.begin(), kUnitTest.end());
  const Peers peers;
  for (const auto& row : rows(peers)) proven.insert(row.code);
  for (const auto& error : all_errors()) {
    EXPECT_EQ(proven.count(std::string(error.name)), 1U) << error.name;
  }
}

}  // namespace
}  // namespace urlfan::error_codes_test
