// The deadline, failures that end a run, and waiting for a service.

#include <gmock/gmock.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"

namespace urlfan::budget_test {
namespace {

using testing::HasSubstr;

TEST(Deadline, AbortsWhatIsInFlightAndSaysSoOfEveryLine) {
  const Nginx nginx;
  const FaultServer server;
  std::string list = nginx.url("/ok") + "\n";
  for (int i = 0; i < 20; ++i) list += server.url("/silent?" + std::to_string(i)) + "\n";
  const Outcome run = run_urlfan({"--deadline", "1s", "--timeout", "60s"}, list);
  EXPECT_EQ(run.code, 4);
  const Json document = run.document();
  EXPECT_EQ(document["results"][0]["ok"], true);
  int started = 0;
  for (std::size_t i = 1; i <= 20; ++i) {
    EXPECT_EQ(document["results"][i]["error"]["code"], "deadline");
    started += document["results"][i]["attempts"].get<int>();
  }
  EXPECT_EQ(started, 10);
  EXPECT_EQ(document["summary"]["complete"], false);
  EXPECT_EQ(document["summary"]["input_complete"], true);
  EXPECT_EQ(document["summary"]["skipped"], 10);
  EXPECT_EQ(document["summary"]["stop"], "deadline");
  EXPECT_EQ(document["summary"]["exit_code"], 4);
}

TEST(Deadline, EndsARunWhoseListDoesNot) {
  const Nginx nginx;
  Process process({.arguments = urlfan_command({"--deadline", "500ms", "--format", "ndjson"})});
  process.write(nginx.url("/ok") + "\n");
  process.read_until([](const Process&) { return false; });  // its input stays open
  EXPECT_EQ(process.wait(), 4);
  EXPECT_THAT(process.out(), HasSubstr("\"input_complete\":false"));
}

TEST(FailFast, EndsTheRunWithTheFirstFailure) {
  const Nginx nginx;
  const FaultServer server;
  std::string list;
  for (int i = 0; i < 15; ++i) list += server.url("/silent?" + std::to_string(i)) + "\n";
  list += nginx.url("/status/404") + "\n";
  const Outcome run = run_urlfan({"--fail-fast"}, list);
  EXPECT_EQ(run.code, 1);
  const Json document = run.document();
  EXPECT_EQ(document["summary"]["by_error"],
            Json({{"cancelled", 10}, {"http_status", 1}, {"skipped", 5}}));
  EXPECT_EQ(document["summary"]["complete"], false);
  EXPECT_EQ(document["summary"]["stop"], "failures");
}

TEST(MaxFail, ToleratesACountOrAShare) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 10; ++i) {
    list += nginx.url(i < 2 ? "/status/404?" : "/ok?") + std::to_string(i) + "\n";
  }
  const Outcome whole = run_urlfan({}, list);
  EXPECT_EQ(whole.code, 1);
  EXPECT_TRUE(whole.document()["summary"]["stop"].is_null()) << "it failed, but did not stop";
  EXPECT_EQ(run_urlfan({"--max-fail", "2"}, list).code, 0);
  EXPECT_EQ(run_urlfan({"--max-fail", "20%"}, list).code, 0);
  EXPECT_EQ(run_urlfan({"--max-fail", "19%"}, list).code, 1);
  const Outcome one = run_urlfan({"--max-fail", "1", "--per-host", "1"}, list);
  EXPECT_EQ(one.code, 1);
  EXPECT_EQ(one.document()["summary"]["skipped"], 8);
}

TEST(FailOn, ChoosesWhatCounts) {
  const Nginx nginx;
  const std::string list = nginx.url("/status/404") + "\n" + nginx.url("/drop") + "\n";
  const std::pair<const char*, int> cases[] = {
      {"any", 1}, {"check", 1}, {"transport", 3}, {"never", 0}};
  for (const auto& [what, code] : cases) {
    const Outcome run = run_urlfan({"--fail-on", what}, list);
    EXPECT_EQ(run.code, code) << what;
    EXPECT_EQ(run.document()["summary"]["exit_code"], code) << what;
    EXPECT_EQ(run.document()["summary"]["failed"], 2) << what;
  }
}

TEST(WaitFor, AServiceThatComesUpAfterThreeSeconds) {
  const Nginx nginx;
  const int port = free_port();
  std::optional<FaultServer> late;
  std::thread service([&] {
    std::this_thread::sleep_for(std::chrono::seconds(3));
    late.emplace(port);
  });
  const std::string list = nginx.url("/ok") +
                           " name=here\nhttp://127.0.0.1:" + std::to_string(port) +
                           "/ok name=late contains=fine\n";
  const Outcome run = run_urlfan({"--wait-for", "60s", "--interval", "100ms"}, list);
  service.join();
  EXPECT_EQ(run.code, 0) << run.out;
  const Json results = run.document()["results"];
  EXPECT_EQ(results[0]["attempts"], 1) << "a line that passed is done";
  EXPECT_LT(results[0]["ready_ms"], results[1]["ready_ms"]);
  EXPECT_GE(results[1]["ready_ms"], 1000);
  EXPECT_GT(results[1]["attempts"], 10);
  EXPECT_EQ(results[1]["history"].size(), 10U);
  EXPECT_EQ(results[1]["history"][9]["error_code"], "connect_refused");
  EXPECT_EQ(results[1]["flaky"], false);
}

TEST(WaitFor, GivesUpWhenTheTimeIsOver) {
  const RefusingPort nobody;
  const std::string url = "http://127.0.0.1:" + std::to_string(nobody.number()) + "/";
  const Outcome run = run_urlfan({"--wait-for", "1s", "--interval", "200ms", url});
  EXPECT_EQ(run.code, 3);
  const Json result = run.document()["results"][0];
  EXPECT_EQ(result["error"]["code"], "connect_refused");
  EXPECT_GT(result["attempts"], 1);
  EXPECT_TRUE(result["ready_ms"].is_null());
}

TEST(WaitFor, AHangingServiceDoesNotOutlastTheTime) {
  const FaultServer server;
  const Outcome run = run_urlfan({"--wait-for", "2s", "--timeout", "60s", server.url("/silent")});
  EXPECT_EQ(run.code, 3);
  EXPECT_EQ(run.document()["results"][0]["error"]["code"], "timeout");
}

}  // namespace
}  // namespace urlfan::budget_test
