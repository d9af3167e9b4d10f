// The corpus of raw answers, each with the verdict that the RFCs demand: alone, and with a good
// answer behind it. Whatever came before the second request was sent never changes its line.

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/wire/wire_case.h"
#include "tests/wire/wire_server.h"

namespace urlfan::wire_test {
namespace {

// Hosts that are many do not keep the connections that nobody waits for, which this is about.
constexpr std::size_t kHostsOfARun = 40;

const std::vector<WireCase>& all_cases() {
  static const auto cases = read_wire_cases(URLFAN_SOURCE_DIR "/tests/wire/answers");
  return cases;
}

/// Each case is a host of its own, so that their connections are.
std::string line_of(const WireCase& wire, const std::string& path, int port) {
  Json line{{"name", wire.name},
            {"url", "http://" + wire.name + ".test:" + std::to_string(port) + path}};
  if (path == "/good") return line.dump() + "\n";
  line["method"] = wire.method;
  if (wire.ends_by_timeout()) line["timeout_ms"] = 700;
  if (!wire.expect) return line.dump() + "\n";
  std::string text = line.dump();  // what is expected stays as it is written: it is about digits
  text.pop_back();
  return text + ",\"expect\":" + *wire.expect + "}\n";
}

std::vector<Json> lines_of(const std::string& out) {
  Outcome outcome;
  outcome.out = out.substr(0, out.rfind('\n') + 1);
  return outcome.lines();
}

/// The results of all cases, then of the good answers behind them.
std::vector<Json> replay(const std::vector<WireCase>& cases, std::vector<std::string> options) {
  WireServer server(cases);
  options.insert(options.end(), {"--format", "ndjson", "--body", "full", "--headers", "--timeout",
                                 "30s", "-x", "", "--per-host", "1", "--resolve",
                                 "*:" + std::to_string(server.port()) + ":127.0.0.1", "-"});
  Process urlfan({.arguments = urlfan_command(options)});
  for (const auto& wire : cases) urlfan.write(line_of(wire, "/" + wire.name, server.port()));
  // Not before: what is sent late has come by then.
  const bool all_played = urlfan.read_until([&](const Process& process) {
    const auto& out = process.out();
    const auto lines = std::count(out.begin(), out.end(), '\n');
    return lines >= static_cast<std::ptrdiff_t>(cases.size()) &&
           server.played() >= static_cast<int>(cases.size());
  });
  EXPECT_TRUE(all_played) << server.played() << " of " << cases.size() << "\n"
                          << urlfan.out() << urlfan.err();
  for (const auto& wire : cases) urlfan.write(line_of(wire, "/good", server.port()));
  urlfan.close_input();
  urlfan.wait();
  auto results = lines_of(urlfan.out());
  if (results.empty()) return results;
  results.pop_back();  // the summary
  std::sort(results.begin(), results.end(),
            [](const Json& left, const Json& right) { return left["index"] < right["index"]; });
  return results;
}

bool fits(const WireVerdict& verdict, const Json& result) {
  const Json& error = result["error"];
  const bool same_code = error.is_null() ? verdict.code == "ok" : error["code"] == verdict.code;
  return same_code && (!verdict.status || result["status"] == *verdict.status);
}

void expect_verdict(const WireCase& wire, const Json& result) {
  EXPECT_TRUE(std::any_of(wire.verdicts.begin(), wire.verdicts.end(),
                          [&](const WireVerdict& verdict) { return fits(verdict, result); }))
      << "status " << result["status"] << ", error " << result["error"];
  if (!result["ok"].get<bool>()) return;
  if (wire.body) {
    EXPECT_EQ(result["body"], Json::parse(*wire.body));
  }
  const Json& headers = result["headers"];
  for (const auto& [name, value] : wire.headers) {
    EXPECT_THAT(headers.value(name, Json::array()), testing::Contains(value)) << name;
  }
  for (const auto& name : wire.absent_headers) EXPECT_FALSE(headers.contains(name)) << name;
}

void expect_good(const WireCase& wire, const Json& result) {
  EXPECT_EQ(result["error"], nullptr);
  EXPECT_EQ(result["status"], 200);
  EXPECT_EQ(result["body"], "good " + wire.name + "\n");
  EXPECT_EQ(result["attempts"], 1);
}

void replay_all(const std::vector<std::string>& options) {
  std::map<std::string, std::vector<WireCase>> by_option;
  for (const auto& wire : all_cases()) by_option[wire.option].push_back(wire);
  for (const auto& [option, cases] : by_option) {
    for (std::size_t first = 0; first < cases.size(); first += kHostsOfARun) {
      const std::size_t last = std::min(cases.size(), first + kHostsOfARun);
      const std::vector<WireCase> some(cases.begin() + static_cast<std::ptrdiff_t>(first),
                                       cases.begin() + static_cast<std::ptrdiff_t>(last));
      auto arguments = options;
      if (!option.empty()) arguments.push_back(option);
      const auto results = replay(some, arguments);
      ASSERT_EQ(results.size(), 2 * some.size());
      for (std::size_t i = 0; i < some.size(); ++i) {
        SCOPED_TRACE(some[i].name);
        expect_verdict(some[i], results[i]);
        SCOPED_TRACE("the line behind it");
        expect_good(some[i], results[some.size() + i]);
      }
    }
  }
}

TEST(Wire, TheCorpusHasAtLeastAHundredAndFiftyAnswers) { EXPECT_GE(all_cases().size(), 150U); }

TEST(Wire, EachAnswerIsJudgedByTheRfcsAndLeavesTheNextLineAlone) { replay_all({"-c", "200"}); }

TEST(Wire, TheSameWithReceiveBuffersOfOneKibibyte) { replay_all({"-c", "1001"}); }

}  // namespace
}  // namespace urlfan::wire_test
