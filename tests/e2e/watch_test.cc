// `urlfan watch` as a process: services that go down and come up, lists that change, a command for
// each change, and Prometheus.

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/keeping_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::watch_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::vector<Json> whole_lines(const std::string& text) {
  std::vector<Json> all;
  std::istringstream stream(text.substr(0, text.rfind('\n') + 1));
  for (std::string line; std::getline(stream, line);) all.push_back(Json::parse(line));
  return all;
}

std::vector<Json> of_type(const std::string& text, const std::string& type) {
  std::vector<Json> all;
  for (auto& line : whole_lines(text)) {
    if (line["type"] == type) all.push_back(std::move(line));
  }
  return all;
}

/// What was said otherwise: a late round is the machine's doing, and has a test of its own.
std::string but_for_late_rounds(const std::string& said) {
  std::istringstream lines(said);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("took longer than --every") == std::string::npos) rest += line + '\n';
  }
  return rest;
}

/// One that is on its way.
class Watching {
 public:
  explicit Watching(std::vector<std::string> arguments)
      : process_({.arguments = command(std::move(arguments))}) {}

  const std::string& out() const { return process_.out(); }
  const std::string& err() const { return process_.err(); }
  void signal(int number) const { process_.signal(number); }
  bool until(const std::function<bool()>& holds,
             std::chrono::seconds limit = std::chrono::seconds(60)) {
    return process_.read_until([&](const Process&) { return holds(); }, limit);
  }
  /// Those of this type, once there are so many.
  std::vector<Json> first(const std::string& type, std::size_t count) {
    EXPECT_TRUE(until([&] { return of_type(out(), type).size() >= count; })) << out() << err();
    return of_type(out(), type);
  }
  std::string complaints() const { return but_for_late_rounds(err()); }
  /// Asks it to end, and says how that went.
  int end(int number = SIGTERM) {
    process_.signal(number);
    return process_.wait();
  }

 private:
  static std::vector<std::string> command(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"watch", "--every", "100ms"});
    return urlfan_command(std::move(arguments));
  }

  Process process_;
};

class WatchTest : public testing::Test {
 protected:
  std::string list_of(const std::string& text) const { return folder.write("urls.txt", text); }
  int requests() const { return server.requests("GET"); }
  /// Two rounds that have begun from now on have ended.
  bool after_two_rounds(Watching& watching) const {
    const int now = requests();
    return watching.until([&] { return requests() >= now + 3; });
  }

  std::atomic<bool> up{true};
  std::atomic<int> failures{0};
  KeepingServer server{[this](const KeepingServer::Asked& asked) {
    const bool fails = asked.path == "/one" && (!up || failures.fetch_sub(1) > 0);
    if (!fails) return KeepingServer::Deed{.answer = kept_answer("fine\n")};
    return KeepingServer::Deed{
        .answer = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"};
  }};
  TemporaryFolder folder;
};

TEST_F(WatchTest, TellsThatAServiceIsDownAndUpAgain) {
  Watching watching({list_of(server.url("/one") + " name=shop\n" + server.url("/two") + "\n")});
  ASSERT_TRUE(watching.until([&] { return requests() >= 4; }));
  EXPECT_EQ(watching.out(), "") << "nothing has changed";
  up = false;
  const Json down = watching.first("change", 1)[0];
  EXPECT_EQ(down["state"], "down");
  EXPECT_EQ(down["was"], "up");
  EXPECT_EQ(down["error"]["code"], "http_status");
  EXPECT_EQ(down["outage_ms"], nullptr);
  EXPECT_EQ(down["result"]["name"], "shop");
  EXPECT_EQ(down["result"]["status"], 500);
  up = true;
  const Json again = watching.first("change", 2)[1];
  EXPECT_EQ(again["state"], "up");
  EXPECT_EQ(again["was"], "down");
  EXPECT_EQ(again["error"]["code"], "http_status") << "why it was down";
  EXPECT_EQ(again["result"]["status"], 200);
  EXPECT_GT(again["outage_ms"], 100) << "two failures are a round apart";
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
  const Json end = whole_lines(watching.out()).back();
  EXPECT_EQ(end["type"], "end");
  EXPECT_EQ(end["stop"], "SIGTERM");
  EXPECT_EQ(end["up"], 2);
  EXPECT_EQ(of_type(watching.out(), "change").size(), 2U);
  EXPECT_EQ(watching.complaints(), "");
  EXPECT_EQ(server.connections(), 2) << "one for each line in flight, however many rounds";
  expect_valid(watching.out());
}

TEST_F(WatchTest, OneFailureAloneIsNoOutage) {
  Watching watching({list_of(server.url("/one"))});
  ASSERT_TRUE(watching.until([&] { return requests() >= 2; }));
  failures = 1;
  ASSERT_TRUE(after_two_rounds(watching));
  EXPECT_LE(failures, 0);
  EXPECT_EQ(watching.out(), "");
}

TEST_F(WatchTest, WhatIsDownFromTheStartIsTold) {
  up = false;
  Watching watching({list_of(server.url("/one")), "--down-after", "1"});
  const Json change = watching.first("change", 1)[0];
  EXPECT_EQ(change["round"], 1);
  EXPECT_EQ(change["was"], nullptr);
}

TEST_F(WatchTest, AllIsToldWhereThatIsAskedFor) {
  Watching watching({list_of(server.url("/one") + "\n" + server.url("/two")), "--show", "all"});
  const Json round = watching.first("round", 2)[1];
  EXPECT_EQ(round["round"], 2);
  EXPECT_EQ(round["total"], 2);
  EXPECT_EQ(round["ok"], 2);
  EXPECT_EQ(round["up"], 2);
  EXPECT_EQ(round["own_network"], nullptr);
  EXPECT_GE(of_type(watching.out(), "result").size(), 4U);
  EXPECT_EQ(watching.end(SIGINT), 128 + SIGINT);
  expect_valid(watching.out());
}

TEST_F(WatchTest, AListIsReadAgainWhenItChanges) {
  const std::string one = server.url("/one") + "\n";
  const std::string list = list_of(one);
  Watching watching({list});
  ASSERT_TRUE(watching.until([&] { return requests() >= 2; }));
  up = false;
  watching.first("change", 1);
  list_of(one + server.url("/two") + "\n" + server.url("/three") + "\n");
  const Json taken = watching.first("reload", 1)[0];
  EXPECT_EQ(taken["ok"], true);
  EXPECT_EQ(taken["lines"], 3);
  EXPECT_EQ(taken["added"], 2);
  list_of(one + "http://x:y/\n");
  const Json refused = watching.first("reload", 2)[1];
  EXPECT_EQ(refused["ok"], false);
  EXPECT_EQ(refused["lines"], 3);
  EXPECT_THAT(refused["message"].get<std::string>(), HasSubstr(list + ":2"));
  ASSERT_TRUE(after_two_rounds(watching));
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
  EXPECT_THAT(watching.err(), HasSubstr("stay as they were"));
  EXPECT_EQ(of_type(watching.out(), "change").size(), 1U) << "it was known to be down";
  const Json end = whole_lines(watching.out()).back();
  EXPECT_EQ(end["up"], 2);
  EXPECT_EQ(end["down"], 1);
  expect_valid(watching.out());
}

TEST_F(WatchTest, SoIsItAfterSighupAndWithItsOptions) {
  const std::string list = list_of(server.url("/one"));
  const std::string config = folder.write("watch.toml", "down-after = 1000\n");
  Watching watching({list, "--config", config});
  up = false;
  ASSERT_TRUE(after_two_rounds(watching));
  EXPECT_EQ(watching.out(), "");
  watching.signal(SIGHUP);
  const Json same = watching.first("reload", 1)[0];
  EXPECT_EQ(same["ok"], true);
  EXPECT_EQ(same["added"], 0);
  folder.write("watch.toml", "down-after = 1\n");
  watching.first("change", 1);
  folder.write("watch.toml", "down-after = none\n");
  const Json refused = watching.first("reload", 3)[2];
  EXPECT_EQ(refused["ok"], false);
  EXPECT_THAT(refused["message"].get<std::string>(), HasSubstr(config));
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
}

TEST_F(WatchTest, WhatIsNoFileAnyMoreIsRefusedAndHoldsNothingUp) {
  const std::string list = list_of(server.url("/one"));
  Watching watching({list});
  ASSERT_TRUE(watching.until([&] { return requests() >= 2; }));
  // Nobody ever writes to it.
  ASSERT_EQ(mkfifo((list + ".new").c_str(), 0600), 0);
  std::filesystem::rename(list + ".new", list);
  const Json refused = watching.first("reload", 1)[0];
  EXPECT_EQ(refused["ok"], false);
  EXPECT_THAT(refused["message"].get<std::string>(), HasSubstr("no regular file any more"));
  ASSERT_TRUE(after_two_rounds(watching));
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
}

TEST_F(WatchTest, AListThatNobodyWritesCanBeStopped) {
  const std::string list = folder.path("urls.fifo");
  ASSERT_EQ(mkfifo(list.c_str(), 0600), 0);
  Watching watching({list});
  watching.until([] { return false; }, std::chrono::seconds(1));
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
}

TEST_F(WatchTest, ResultsAreToldToWhoAsksForThem) {
  Watching watching({list_of(server.url("/one") + " name=shop retries=1"), "-v"});
  ASSERT_TRUE(watching.until([&] { return watching.err().find("shop") != std::string::npos; }));
  up = false;
  ASSERT_TRUE(watching.until([&] { return watching.err().find("again in") != std::string::npos; }));
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
}

TEST_F(WatchTest, WhileTheOwnNetworkFailsNothingIsCalledDown) {
  Watching watching({list_of(server.url("/one")), "--own-network", server.url("/one?network"),
                     "--show", "all", "--down-after", "1"});
  const FaultServer faults;
  EXPECT_EQ(watching.first("round", 1)[0]["own_network"], "up");
  watching.end();

  up = false;
  Watching cut_off({list_of(server.url("/one")), "--own-network", faults.url("/reset"), "--show",
                    "all", "--down-after", "1"});
  const Json round = cut_off.first("round", 3)[2];
  EXPECT_EQ(round["failed"], 1);
  EXPECT_EQ(round["down"], 0);
  EXPECT_EQ(round["own_network"], "down");
  EXPECT_EQ(cut_off.first("own_network", 1)[0]["state"], "down");
  cut_off.end();
  EXPECT_TRUE(of_type(cut_off.out(), "change").empty());
  expect_valid(cut_off.out());
}

TEST_F(WatchTest, ACommandGetsEachChangeInOrder) {
  const std::string told = folder.path("told");
  // Its arguments go through no shell, but for the one that it is itself.
  Watching watching({list_of(server.url("/one")), "--on-change", "sh", "-c",
                     "printf '%s\\n' \"$1\" >> " + told + "; cat >> " + told, "sh", "$(exit) *"});
  ASSERT_TRUE(watching.until([&] { return requests() >= 2; }));
  up = false;
  watching.first("change", 1);
  up = true;
  const auto changes = watching.first("change", 2);
  const auto lines = [&] {
    std::vector<std::string> all;
    std::ifstream file(told);
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  };
  ASSERT_TRUE(watching.until([&] { return lines().size() >= 4; }));
  const auto got = lines();
  EXPECT_EQ(got[0], "$(exit) *");
  EXPECT_EQ(Json::parse(got[1]), changes[0]);
  EXPECT_EQ(got[2], "$(exit) *");
  EXPECT_EQ(Json::parse(got[3]), changes[1]);
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
}

TEST_F(WatchTest, ACommandThatFailsOrHangsIsToldAndTheNextGoesOn) {
  const std::string told = folder.path("told");
  Watching watching({list_of(server.url("/one")), "--down-after", "1", "--on-change-timeout",
                     "300ms", "--on-change", "sh", "-c",
                     "read change; case $change in *'\"state\":\"down\"'*) sleep 100;; *) echo > " +
                         told + "; exit 3;; esac"});
  ASSERT_TRUE(watching.until([&] { return requests() >= 2; }));
  up = false;
  watching.first("change", 1);
  up = true;
  watching.first("change", 2);
  ASSERT_TRUE(watching.until([&] { return std::filesystem::exists(told); }));
  ASSERT_TRUE(watching.until([&] {
    return watching.err().find("exit code 3") != std::string::npos;
  })) << watching.err();
  EXPECT_THAT(watching.err(), HasSubstr("0.3 s"));
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
}

TEST_F(WatchTest, ASlowRoundDelaysTheNextAndIsCounted) {
  const Nginx nginx;  // /slow takes 200 ms
  Watching watching({list_of(nginx.url("/slow")), "--show", "all"});
  watching.first("round", 4);
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
  EXPECT_GE(whole_lines(watching.out()).back()["delayed"], 3);
  EXPECT_THAT(watching.err(), HasSubstr("took longer than --every 0.1 s"));
  const auto rounds = of_type(watching.out(), "round");
  EXPECT_GT(rounds[2]["delay_ms"], 0);
}

TEST_F(WatchTest, EndsInTheMiddleOfARound) {
  const FaultServer faults;
  Watching watching({list_of(faults.url("/silent")), "--timeout", "100s"});
  ASSERT_TRUE(watching.until([&] { return faults.requests("/silent") > 0; }));
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
  const auto lines = whole_lines(watching.out());
  ASSERT_EQ(lines.size(), 1U) << "a stop is nobody's outage";
  EXPECT_EQ(lines[0]["unknown"], 1);
}

TEST_F(WatchTest, WhatCannotBeIsRefusedBeforeTheFirstRound) {
  const std::string list = list_of(server.url("/one"));
  const auto refused = [&](std::vector<std::string> arguments, const std::string& why) {
    arguments.insert(arguments.begin(), {"watch", list});
    const Outcome run = run_urlfan(arguments);
    EXPECT_EQ(run.code, 2) << why;
    EXPECT_THAT(run.err, HasSubstr(why));
    EXPECT_EQ(run.out, "");
  };
  refused({"--every", "0"}, "--every");
  refused({"--every", "1us"}, "10ms at least");
  refused({"--on-change", "/tmp"}, "/tmp is no file");
  refused({"--down-after", "0"}, "a number from 1 up");
  refused({"--own-network", "nothing"}, "expected one such as https://example.com/");
  refused({"--listen", "9115"}, "127.0.0.1:9115");
  refused({"--listen", "localhost:9115"}, "127.0.0.1:9115");
  const auto port = server.url("").substr(server.url("").rfind(':') + 1);
  refused({"--listen", "127.0.0.1:" + port}, "--listen");
  refused({"--on-change", "no-such-program"}, "no such command: no-such-program");
  refused({"--on-change", folder.path("none.sh")}, "no such command: " + folder.path("none.sh"));
  const std::string plain = folder.write("notify.sh", "#!/bin/sh\n");
  refused({"--on-change", plain}, plain + " is not executable (chmod +x " + plain + ")");
  refused({"--deadline", "1s"}, "--deadline");
  EXPECT_EQ(run_urlfan({"watch", folder.path("none")}).code, 2);
  EXPECT_EQ(run_urlfan({"watch", list_of("broken line\n")}).code, 2);
  EXPECT_EQ(requests(), 0);
}

/// Standard input is a terminal, too.
std::vector<std::string> at_terminal(std::vector<std::string> command) {
  command.insert(command.begin(), {"/usr/bin/python3", "-c",
                                   "import os, pty, sys\n"
                                   "sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"});
  return command;
}

TEST_F(WatchTest, AListThatIsTakenForAnArgumentOfTheCommandIsToldWhereItStands) {
  const std::vector<std::string> swallowed = {"watch", "--on-change", "sh",
                                              list_of(server.url("/one"))};
  const std::string order = "  urlfan watch urls.txt --on-change sh";
  const Outcome piped = run_urlfan(swallowed);
  EXPECT_EQ(piped.code, 2);
  EXPECT_THAT(piped.err, AllOf(HasSubstr("the list is empty"), HasSubstr(order)));
  const Outcome typed = run_program({.arguments = at_terminal(urlfan_command(swallowed))});
  EXPECT_EQ(typed.code, 2);
  EXPECT_THAT(typed.out, AllOf(HasSubstr("no list"), HasSubstr(order)));
  const Outcome alone = run_program({.arguments = at_terminal(urlfan_command({"watch"}))});
  EXPECT_EQ(alone.code, 2);
  EXPECT_THAT(alone.out, HasSubstr("  urlfan watch urls.txt  "));
  const Outcome no_hint = run_urlfan({"watch", "--on-change", "true"});
  EXPECT_THAT(no_hint.err, AllOf(HasSubstr("the list is empty"), Not(HasSubstr("--on-change"))));
}

TEST_F(WatchTest, APersonIsToldWhatIsWatchedAndHowItIsAtFirst) {
  up = false;
  const std::string list = list_of(server.url("/one") + "\n" + server.url("/two") + "\n");
  const auto seen = [&](std::vector<std::string> options, bool terminal) {
    options.insert(options.begin(), {"watch", "--every", "100ms", list});
    Process process({.arguments = urlfan_command(std::move(options)), .terminal = terminal});
    const int before = requests();
    EXPECT_TRUE(process.read_until([&](const Process&) { return requests() >= before + 5; }));
    process.signal(SIGINT);
    EXPECT_EQ(process.wait(), 128 + SIGINT);
    return process.err();
  };
  EXPECT_THAT(seen({"--down-after", "1"}, true),
              AllOf(HasSubstr("urlfan: watching 2 lines of " + list +
                              " every 0.1 s; each change is a line of JSON, Ctrl-C ends"),
                    HasSubstr("urlfan: after the first round 1 up, 1 down\r\n")));
  EXPECT_THAT(seen({"--show", "all"}, true),
              AllOf(HasSubstr("each result, change and round is a line of JSON"),
                    HasSubstr("1 up, 0 down, 1 not known yet (--down-after 2)\r\n")));
  for (const char* quiet : {"-q", "--log-format=json"}) {
    EXPECT_EQ(but_for_late_rounds(seen({quiet}, true)), "") << quiet;
  }
  EXPECT_EQ(but_for_late_rounds(seen({}, false)), "");
}

/// A port that was free a moment ago.
int free_port() {
  Process python({.arguments = {"/usr/bin/python3", "-c",
                                "import socket\n"
                                "s = socket.socket(); s.bind(('127.0.0.1', 0))\n"
                                "print(s.getsockname()[1])"}});
  python.wait();
  return std::stoi(python.out());
}

TEST_F(WatchTest, ARealPrometheusScrapesIt) {
  const std::string metrics = "127.0.0.1:" + std::to_string(free_port());
  const std::string prometheus = "127.0.0.1:" + std::to_string(free_port());
  const Nginx nginx;
  up = false;
  Watching watching({list_of(server.url("/one") + " name=shop\n" + nginx.tls_url(nginx.tls_port()) +
                             " name=\"a \\\"name\\\"\"\n"),
                     "--cacert", nginx.ca_file(), "--down-after", "1", "--listen", metrics});
  const std::string config =
      folder.write("prometheus.yml",
                   "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"
                   "scrape_configs:\n- job_name: urlfan\n  static_configs:\n  - targets: ['" +
                       metrics + "']\n");
  const Process scraping(
      {.arguments = {"prometheus", "--config.file=" + config,
                     "--storage.tsdb.path=" + folder.path("tsdb"),
                     "--web.listen-address=" + prometheus, "--log.level=error"}});
  // What it answers is waited for by the program itself.
  const auto becomes = [&](const std::string& query, const std::string& value) {
    const Outcome run = run_urlfan({"http://" + prometheus + "/api/v1/query?query=" + query,
                                    "--wait-for", "30s", "--interval", "100ms", "--expect",
                                    "json:/data/result/0/value/1=\"" + value + "\""});
    EXPECT_EQ(run.code, 0) << query << run.out << run.err;
  };
  becomes("urlfan_probe_up%7Bname%3D%22shop%22%7D", "0");
  becomes("urlfan_probe_http_status_code%7Bname%3D%22shop%22%7D", "500");
  becomes("count(urlfan_probe_certificate_end_timestamp_seconds)", "1");
  becomes("count(urlfan_host_requests_total)", "2");
  becomes("urlfan_watch_changes_total%7Bstate%3D%22down%22%7D", "1");
  up = true;
  becomes("urlfan_probe_up%7Bname%3D%22shop%22%7D", "1");

  Process promtool({.arguments = {"promtool", "check", "metrics"}});
  promtool.write(run_urlfan({"http://" + metrics + "/metrics", "--body", "full"})
                     .document()["results"][0]["body"]
                     .get<std::string>());
  promtool.close_input();
  EXPECT_EQ(promtool.wait(), 0) << promtool.out() << promtool.err();
  EXPECT_EQ(promtool.out() + promtool.err(), "");
  EXPECT_EQ(watching.end(), 128 + SIGTERM);
}

}  // namespace
}  // namespace urlfan::watch_test
