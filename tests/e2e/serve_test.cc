#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "src/base/descriptor.h"
#include "tests/e2e/cli.h"
#include "tests/e2e/serving.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::serve_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Serve = Serving;

Json urls(std::vector<std::string> all) { return Json{{"requests", std::move(all)}}; }

/// What is otherwise in every run.
Json without_times(Json document) {
  for (auto& result : document["results"]) {
    for (const char* name : {"started_at", "exchange_started_at", "elapsed_ms", "timings_ms",
                             "file", "line", "remote_port"}) {
      result.erase(name);
    }
    if (result["error"].is_object()) {  // libcurl's words for a refused connection have a time
      auto& message = result["error"]["message"];
      message = std::regex_replace(message.get<std::string>(), std::regex(" after \\d+ ms"), "");
    }
  }
  for (const char* name : {"started_at", "wall_ms", "latency_ms", "list"}) {
    document["summary"].erase(name);
  }
  return document;
}

// --- /v1/fetch ---

TEST_F(Serve, AnswersACallWithTheDocumentOfFormatJson) {
  const Nginx nginx;
  serve();
  const std::vector<std::string> all = {nginx.url("/ok"), nginx.url("/missing"),
                                        "http://127.0.0.1:1/"};
  const HttpReply reply = post("/v1/fetch", urls(all));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-type"), "application/json");
  auto arguments = all;
  arguments.insert(arguments.begin(), {"--format", "json"});
  EXPECT_EQ(without_times(Json::parse(reply.body)),
            without_times(run_urlfan(arguments).document()));
}

TEST_F(Serve, TakesLinesAndOptionsAsTheCommandLineDoes) {
  const Nginx nginx;
  serve();
  const Json body{{"requests",
                   {{{"url", "/echo"}, {"body", {{"a", 1.0}}}, {"expect", {{"status", 200}}}},
                    {{"url", "/status/204"}, {"name", "nothing"}}}},
                  {"options",
                   {{"base-url", nginx.url("/")},
                    {"body", "full"},
                    {"expect-status", "2xx"},
                    {"header", {"X-A: 1", "X-B: 2"}},
                    {"no-checks", false},
                    {"retries", 1}}}};
  const HttpReply reply = call("POST", "/v1/fetch",
                               R"({"requests":[{"url":"/echo","body":)"
                               R"({"a":1.0},"expect":{"status":200}}],)"
                               R"("options":{"base-url":")" +
                                   nginx.url("/") + R"(","body":"full"}})");
  const Json result = Json::parse(reply.body)["results"][0];
  EXPECT_EQ(result["ok"], true) << reply.body;
  EXPECT_EQ(result["body"], R"({"a":1.0})");
  EXPECT_EQ(post("/v1/fetch", body).status, 200);
}

TEST_F(Serve, EndsACallAtItsDeadline) {
  const FaultServer faults;
  serve({"--allow-private", "--deadline", "300ms", "--max-deadline", "2s"});
  const Json by_default = Json::parse(post("/v1/fetch", urls({faults.url("/silent")})).body);
  EXPECT_EQ(by_default["summary"]["stop"], "deadline");
  EXPECT_EQ(by_default["results"][0]["error"]["code"], "deadline");
  Json body = urls({faults.url("/silent")});
  body["options"]["deadline"] = "1s";
  EXPECT_EQ(Json::parse(post("/v1/fetch", body).body)["summary"]["stop"], "deadline");
  body["options"]["deadline"] = "1h";
  const HttpReply refused = post("/v1/fetch", body);
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("--max-deadline"));
}

TEST_F(Serve, CancelsTheCallOfAClientThatGoesAway) {
  const FaultServer faults;
  serve();
  HttpConnection client(port());
  client.send(request("POST", "/v1/fetch", urls({faults.url("/silent")}).dump()));
  ASSERT_TRUE(comes_true([&] { return faults.active() == 1; }));
  client.close();
  EXPECT_TRUE(comes_true([&] { return faults.active() == 0; }));
  EXPECT_THAT(get("/metrics").body, HasSubstr("urlfan_serve_runs{state=\"call\"} 0"));
}

TEST_F(Serve, SendsALongDocumentWhileItIsMade) {
  const Nginx nginx;
  serve();
  Json body = urls({});
  for (int i = 0; i < 6; ++i) body["requests"].push_back(nginx.url("/big"));
  body["options"] = {{"body", "full"}};
  HttpConnection client(port());
  client.send(request("POST", "/v1/fetch", body.dump()));
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->header("transfer-encoding"), "chunked");
  const Json document = Json::parse(reply->body);
  EXPECT_EQ(document["results"].size(), 6U);
  EXPECT_EQ(document["summary"]["ok"], 6);
}

// --- /v1/runs ---

TEST_F(Serve, StoresARunAndTellsOfIt) {
  const Nginx nginx;
  serve();
  const std::string id = add_run(urls({nginx.url("/ok"), nginx.url("/missing")}));
  EXPECT_EQ(id.size(), 32U);
  const Json run = run_in_state(id, "finished");
  EXPECT_EQ(run["progress"], Json::parse(R"({"total":2,"done":2,"ok":1,"failed":1})"));
  EXPECT_EQ(run["exit_code"], 1);
  EXPECT_EQ(run["summary"]["by_status"]["404"], 1);
  const auto all = results(id);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all.back()["type"], "summary");
  EXPECT_EQ(results(id, 1).size(), 2U);
  EXPECT_EQ(results(id, 2).size(), 1U);
  const Json list = Json::parse(get("/v1/runs").body);
  ASSERT_EQ(list["runs"].size(), 1U);
  EXPECT_EQ(list["runs"][0]["id"], id);
  EXPECT_EQ(get("/v1/runs/00000000000000000000000000000000").status, 404);
  EXPECT_EQ(get("/v1/runs/..%2f..%2fetc").status, 404);
}

TEST_F(Serve, StreamsResultsWhileTheRunGoesOn) {
  const Nginx nginx;
  const FaultServer faults;
  serve();
  const std::string id = add_run(urls({nginx.url("/ok"), faults.url("/silent")}));
  HttpConnection client(port());
  client.send(request("GET", "/v1/runs/" + id + "/results"));
  // The first result is there while the second is waited for.
  std::string seen;
  ASSERT_TRUE(comes_true([&] {
    seen = client.some(seen.size() + 1);
    return seen.find("/ok\"") != std::string::npos;
  }));
  EXPECT_EQ(call("DELETE", "/v1/runs/" + id).status, 202);
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_THAT(reply->body, HasSubstr("\"stop\":\"caller\""));
}

TEST_F(Serve, PagesThroughRuns) {
  const Nginx nginx;
  serve();
  std::set<std::string> added;
  for (int i = 0; i < 5; ++i) added.insert(add_run(urls({nginx.url("/ok")})));
  std::set<std::string> seen;
  std::string next;
  do {
    const Json page =
        Json::parse(get("/v1/runs?limit=2" + (next.empty() ? "" : "&before=" + next)).body);
    for (const auto& run : page["runs"]) seen.insert(run["id"].get<std::string>());
    next = page["next"].is_null() ? "" : page["next"].get<std::string>();
  } while (!next.empty());
  EXPECT_EQ(seen, added);
}

TEST_F(Serve, KnowsTheSameRequestAgainByItsIdempotencyKey) {
  const Nginx nginx;
  serve();
  const Json body = urls({nginx.url("/ok")});
  const std::string id = add_run(body, {{"Idempotency-Key", "k-1"}});
  EXPECT_EQ(add_run(body, {{"Idempotency-Key", "k-1"}}), id);
  EXPECT_NE(add_run(body, {{"Idempotency-Key", "k-2"}}), id);
  EXPECT_EQ(post("/v1/runs", urls({nginx.url("/file")}), {{"Idempotency-Key", "k-1"}}).status, 422);
  run_in_state(id, "finished");
  EXPECT_EQ(add_run(body, {{"Idempotency-Key", "k-1"}}), id);
}

TEST_F(Serve, MakesEveryReportOfARun) {
  const Nginx nginx;
  serve();
  const std::string id = add_run(urls({nginx.url("/ok"), nginx.url("/missing")}));
  run_in_state(id, "finished");
  const std::string path = "/v1/runs/" + id + "/report";
  for (const auto& kind : report_kinds()) {
    const HttpReply reply = get(path + "?kind=" + kind);
    EXPECT_EQ(reply.status, 200) << kind;
    EXPECT_THAT(reply.header("content-security-policy"), StartsWith("sandbox")) << kind;
    EXPECT_EQ(reply.header("x-content-type-options"), "nosniff") << kind;
    EXPECT_THAT(reply.body, HasSubstr(kind == "html" ? "<!doctype html>" : "missing")) << kind;
  }
  EXPECT_EQ(get(path + "?kind=csv").header("content-security-policy"), "sandbox");
  const Json document = Json::parse(get(path + "?kind=json").body);
  EXPECT_EQ(document["results"][0]["url"], nginx.url("/ok"));
  EXPECT_EQ(document["summary"]["total"], 2);
  EXPECT_EQ(get(path + "?kind=pdf").status, 400);
  EXPECT_EQ(get(path).status, 400);
}

TEST_F(Serve, CancelsARunAndGoesOnWithIt) {
  const Nginx nginx;
  const FaultServer faults;
  serve();
  const std::string id = add_run(urls({nginx.url("/ok"), faults.url("/silent-once")}));
  ASSERT_TRUE(comes_true([&] { return run(id)["progress"]["done"] == 1; }));
  EXPECT_EQ(get("/v1/runs/" + id + "/report?kind=json").status, 409);
  EXPECT_EQ(call("POST", "/v1/runs/" + id + "/resume").status, 409);
  EXPECT_EQ(call("DELETE", "/v1/runs/" + id).status, 202);
  const Json cancelled = run_in_state(id, "cancelled");
  EXPECT_EQ(cancelled["progress"]["done"], 1);
  EXPECT_EQ(call("DELETE", "/v1/runs/" + id).status, 200);
  EXPECT_EQ(call("POST", "/v1/runs/" + id + "/resume").status, 202);
  const Json run = run_in_state(id, "finished");
  EXPECT_EQ(run["progress"]["ok"], 2);
  EXPECT_EQ(run["summary"]["total"], 2);
  EXPECT_EQ(nginx.log_of(1).size(), 1U) << "what had its result is not fetched again";
  EXPECT_EQ(call("POST", "/v1/runs/" + id + "/resume").status, 409);
}

TEST_F(Serve, HasAllThatWasFinishedAfterAKill) {
  const Nginx nginx;
  const FaultServer faults;
  serve();
  const std::string finished = add_run(urls({nginx.url("/ok")}));
  run_in_state(finished, "finished");
  const std::string cut = add_run(urls({nginx.url("/file"), faults.url("/silent-once")}));
  ASSERT_TRUE(comes_true([&] { return run(cut)["progress"]["done"] == 1; }));
  ASSERT_TRUE(comes_true([&] { return faults.active() == 1; }));
  const std::string token_before = token();
  // What is told as done may be a moment ahead of the file.
  HttpConnection reader(port());
  reader.send(request("GET", "/v1/runs/" + cut + "/results"));
  std::string seen;
  ASSERT_TRUE(comes_true([&] {
    seen = reader.some(seen.size() + 1);
    return seen.find("/file\"") != std::string::npos;
  }));
  process().signal(SIGKILL);
  process().wait();
  serve();
  EXPECT_EQ(token(), token_before);
  EXPECT_EQ(run(finished)["state"], "finished");
  EXPECT_EQ(results(finished).size(), 2U);
  EXPECT_EQ(run(cut)["state"], "interrupted");
  EXPECT_EQ(results(cut).size(), 1U);
  const Json report = Json::parse(get("/v1/runs/" + cut + "/report?kind=json").body)["summary"];
  EXPECT_EQ(report["exit_code"], 5) << "part of a run is no success";
  EXPECT_EQ(report["total"], 2);
  EXPECT_EQ(report["complete"], false);
  EXPECT_EQ(call("POST", "/v1/runs/" + cut + "/resume").status, 202);
  EXPECT_EQ(run_in_state(cut, "finished")["progress"]["ok"], 2);
}

TEST_F(Serve, ForgetsRunsThatEndedLongAgo) {
  const Nginx nginx;
  serve();
  const std::string id = add_run(urls({nginx.url("/ok")}));
  run_in_state(id, "finished");
  serve({"--allow-private", "--keep", "1ms"});
  EXPECT_TRUE(comes_true([&] { return get("/v1/runs/" + id).status == 404; }));
}

// --- /v1/schedules ---

TEST_F(Serve, CarriesAScheduleOutAgainAndAgain) {
  const Nginx nginx;
  serve();
  const HttpReply added =
      post("/v1/schedules", {{"every", "1s"}, {"run", urls({nginx.url("/ok")})}});
  ASSERT_EQ(added.status, 201) << added.body;
  const std::string id = Json::parse(added.body)["id"];
  EXPECT_EQ(added.header("location"), "/v1/schedules/" + id);
  const auto history = [&] {
    return Json::parse(get("/v1/runs?schedule=" + id).body)["runs"].size();
  };
  EXPECT_TRUE(comes_true([&] { return history() >= 2; }));
  const auto before = history();
  process().signal(SIGKILL);
  process().wait();
  serve();
  EXPECT_TRUE(comes_true([&] { return history() > before; })) << "it goes on after a restart";
  const Json schedule = Json::parse(get("/v1/schedules/" + id).body);
  EXPECT_EQ(schedule["every"], "1s");
  EXPECT_EQ(schedule["last_run"].get<std::string>().size(), 32U);
  EXPECT_EQ(Json::parse(get("/v1/schedules").body)["schedules"].size(), 1U);
  EXPECT_EQ(call("DELETE", "/v1/schedules/" + id).status, 204);
  EXPECT_EQ(get("/v1/schedules/" + id).status, 404);
  EXPECT_EQ(call("DELETE", "/v1/schedules/" + id).status, 404);
  EXPECT_GT(history(), 0U) << "what it has found stays";
}

TEST_F(Serve, CarriesAScheduleOutWhileNobodyCalls) {
  const Nginx nginx;
  serve();
  ASSERT_EQ(post("/v1/schedules", {{"every", "1s"}, {"run", urls({nginx.url("/ok")})}}).status,
            201);
  // Not asked of the server: a call would wake it up.
  EXPECT_TRUE(comes_true([&] { return nginx.log().size() >= 3; }));
}

TEST_F(Serve, RunsNoScheduleBesideItself) {
  const FaultServer faults;
  serve();
  const HttpReply added =
      post("/v1/schedules", {{"every", "1s"}, {"run", urls({faults.url("/silent")})}});
  ASSERT_EQ(added.status, 201) << added.body;
  const std::string id = Json::parse(added.body)["id"];
  ASSERT_TRUE(comes_true([&] { return faults.requests("/silent") == 1; }));
  // Two rounds of another one later.
  const Nginx nginx;
  const HttpReply other =
      post("/v1/schedules", {{"every", "1s"}, {"run", urls({nginx.url("/ok")})}});
  ASSERT_EQ(other.status, 201);
  const auto runs_of = [&](const std::string& schedule) {
    return Json::parse(get("/v1/runs?schedule=" + schedule).body)["runs"].size();
  };
  const std::string other_id = Json::parse(other.body)["id"];
  ASSERT_TRUE(comes_true([&] { return runs_of(other_id) >= 3; }));
  EXPECT_EQ(runs_of(id), 1U);
}

TEST_F(Serve, FillsInTheVariablesOfAScheduleThatAreAllowed) {
  const FaultServer faults;
  serve({"--allow-private", "--allow-env", "OWN_TOKEN"},
        {.environment = {{"OWN_TOKEN", "hidden-value"}, {"OTHER", "x"}}});
  const auto schedule = [&](const std::string& header) {
    return Json{
        {"every", "1h"},
        {"run",
         {{"requests", {{{"url", faults.url("/echo")}, {"headers", {{"Authorization", header}}}}}},
          {"options", {{"body", "full"}}}}}};
  };
  EXPECT_EQ(post("/v1/schedules", schedule("Bearer ${OTHER}")).status, 400);
  const HttpReply written = post("/v1/schedules", schedule("Bearer plain-secret"));
  EXPECT_EQ(written.status, 422) << "it would have to be stored";
  // Nor does a variable beside it make it one.
  EXPECT_EQ(post("/v1/schedules", schedule("Bearer plain-secret${OWN_TOKEN}")).status, 422);
  const HttpReply added = post("/v1/schedules", schedule("Bearer ${OWN_TOKEN}"));
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_THAT(added.body, Not(HasSubstr("hidden-value")));
  const std::string id = Json::parse(added.body)["id"];
  std::string run_id;
  ASSERT_TRUE(comes_true([&] {
    const Json runs = Json::parse(get("/v1/runs?schedule=" + id).body)["runs"];
    if (runs.empty() || runs[0]["state"] != "finished") return false;
    run_id = runs[0]["id"];
    return true;
  }));
  const auto all = results(run_id);
  EXPECT_EQ(all.front()["ok"], true);
  const std::string body = all.front()["body"];
  EXPECT_THAT(body, AllOf(HasSubstr("uthorization: "), Not(HasSubstr("hidden-value")),
                          Not(HasSubstr("OTHER"))));
  EXPECT_THAT(read_file(state()), Not(HasSubstr("hidden-value")));
}

TEST_F(Serve, SaysOfAScheduleWhyItDoesNotRun) {
  const Nginx nginx;
  const auto serve_with = [this](const std::string& variable) {
    serve({"--allow-private", "--allow-env", "OWN_TOKEN"}, {.environment = {{variable, "value"}}});
  };
  serve_with("OWN_TOKEN");
  const Json run = {{"requests", {nginx.url("/ok?${OWN_TOKEN}")}}};
  const auto add = [&](const std::string& every) {
    const Json added = Json::parse(post("/v1/schedules", {{"every", every}, {"run", run}}).body);
    EXPECT_EQ(added["error"], nullptr);
    return added["id"].get<std::string>();
  };
  const auto shown = [&](const std::string& id) {
    return Json::parse(get("/v1/schedules/" + id).body);
  };
  const std::string rare = add("1h");
  const std::string often = add("1s");
  ASSERT_TRUE(comes_true([&] { return shown(rare)["last_run"].is_string(); }));

  serve_with("ANOTHER");
  const Json broken = shown(rare);
  ASSERT_TRUE(broken["error"].is_string()) << "an hour before its next turn: " << broken;
  EXPECT_THAT(broken["error"].get<std::string>(),
              AllOf(HasSubstr("${OWN_TOKEN}"), HasSubstr("--allow-env")));
  const Json all = Json::parse(get("/v1/schedules").body);
  for (const Json& each : all["schedules"]) {
    EXPECT_EQ(each["error"], broken["error"]) << each;
  }
  const Json due = shown(often)["next_due_at"];
  EXPECT_TRUE(comes_true([&] { return shown(often)["next_due_at"] > due; })) << "it is tried again";
  process().signal(SIGTERM);
  process().wait();
  const std::string told = "schedule " + often + " leaves its runs out";
  const auto at = process().err().find(told);
  ASSERT_NE(at, std::string::npos) << process().err();
  EXPECT_EQ(process().err().find(told, at + 1), std::string::npos) << "once";

  serve_with("OWN_TOKEN");
  EXPECT_EQ(shown(rare)["error"], nullptr);
  EXPECT_TRUE(comes_true([&] { return shown(often)["error"].is_null(); }));
}

// --- the others ---

TEST_F(Serve, AnswersTheSeedsWhereThatIsAskedFor) {
  const Nginx nginx;
  serve();
  EXPECT_EQ(get("/concurrent_requests/?url=" + nginx.url("/ok")).status, 404);
  serve({"--allow-private", "--seed-endpoint"});
  const HttpReply reply = get("/concurrent_requests/?url=" + nginx.url("/ok") +
                              "&url=" + nginx.url("/missing") + "&url=http://127.0.0.1:1/");
  EXPECT_EQ(reply.status, 200);
  const Json seed = Json::parse(reply.body);
  ASSERT_EQ(seed["results"].size(), 3U);
  EXPECT_EQ(seed["results"][0]["url"], nginx.url("/ok"));
  EXPECT_EQ(seed["results"][0]["status"], 200);
  EXPECT_TRUE(seed["results"][0]["content"].is_string());
  EXPECT_EQ(seed["results"][1]["status"], 404);
  EXPECT_TRUE(seed["results"][2]["error"].is_string());
  EXPECT_GT(seed["total_time"], 0);
  EXPECT_EQ(get("/concurrent_requests/").status, 400);
}

TEST_F(Serve, TellsHowItIs) {
  const Nginx nginx;
  serve();
  for (const char* path : {"/healthz", "/readyz"}) {
    EXPECT_EQ(call("GET", path, "", {{"Authorization", ""}}).status, 200) << path;
  }
  post("/v1/fetch", urls({nginx.url("/ok")}));
  const HttpReply metrics = get("/metrics");
  EXPECT_THAT(metrics.header("content-type"), StartsWith("text/plain; version=0.0.4"));
  EXPECT_THAT(metrics.body,
              HasSubstr("urlfan_serve_answers_total{path=\"/v1/fetch\",status=\"200\"} 1"));
  EXPECT_THAT(metrics.body, HasSubstr("urlfan_host_requests_total"));
  const Outcome check = run_program({.arguments = {"promtool", "check", "metrics"}}, metrics.body);
  EXPECT_EQ(check.code, 0) << check.out << check.err;
}

/// A socket for sd_notify.
class NotifySocket {
 public:
  explicit NotifySocket(const std::string& path)
      : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(static_cast<void*>(address.sun_path), path.data(), path.size());
    if (path.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    if (bind(fd_.get(), static_cast<const sockaddr*>(static_cast<void*>(&address)), size) != 0) {
      throw std::runtime_error("bind " + path);
    }
  }
  std::string next() const {
    std::array<char, 256> room{};
    ssize_t size = -1;
    comes_true([&] {
      size = recv(fd_.get(), room.data(), room.size(), 0);
      return size > 0;
    });
    return size > 0 ? std::string(room.data(), static_cast<std::size_t>(size)) : std::string();
  }

 private:
  Descriptor fd_;
};

TEST_F(Serve, TellsItsServiceManagerOfItsBeginAndItsEnd) {
  const std::string abstract = "@urlfan-test-" + std::to_string(getpid());
  for (const auto& path : {folder().path("notify"), abstract}) {
    const NotifySocket manager(path);
    serve({"--allow-private"}, {.environment = {{"NOTIFY_SOCKET", path}}});
    EXPECT_EQ(manager.next(), "READY=1");
    process().signal(SIGTERM);
    EXPECT_EQ(manager.next(), "STOPPING=1");
    EXPECT_EQ(process().wait(), 143);
  }
}

TEST_F(Serve, LetsWhatIsUnderWayEndWhenItIsStopped) {
  const Nginx nginx;
  serve();
  HttpConnection caller(port());
  caller.send(request("POST", "/v1/fetch", urls({nginx.url("/slow")}).dump()));
  const std::string id = add_run(urls({nginx.url("/slow")}));
  HttpConnection idle(port());
  process().signal(SIGTERM);
  EXPECT_TRUE(idle.is_closed());
  const auto reply = caller.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(Json::parse(reply->body)["summary"]["ok"], 1);
  EXPECT_EQ(process().wait(), 143);
  serve();
  EXPECT_EQ(run(id)["state"], "finished");
}

TEST_F(Serve, RecordsWhatGoesOnBeyondTheGraceAsCancelled) {
  const FaultServer faults;
  serve({"--allow-private", "--grace", "300ms", "--max-runs", "1"});
  const std::string under_way = add_run(urls({faults.url("/silent")}));
  const std::string waiting = add_run(urls({faults.url("/silent")}));
  EXPECT_EQ(run(waiting)["state"], "queued");
  HttpConnection caller(port());
  caller.send(request("POST", "/v1/fetch", urls({faults.url("/silent")}).dump()));
  ASSERT_TRUE(comes_true([&] { return faults.active() == 2; }));
  process().signal(SIGTERM);
  const auto reply = caller.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(Json::parse(reply->body)["summary"]["stop"], "SIGTERM");
  EXPECT_EQ(process().wait(), 143);
  serve();
  EXPECT_EQ(run(under_way)["state"], "cancelled");
  EXPECT_EQ(run(waiting)["state"], "cancelled");
  EXPECT_EQ(run(under_way)["resumable"], true);
}

}  // namespace
}  // namespace urlfan::serve_test
