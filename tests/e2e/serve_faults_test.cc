#include <gmock/gmock.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/e2e/serving.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::serve_faults_test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

using ServeFaults = Serving;

Json urls(std::vector<std::string> all) { return Json{{"requests", std::move(all)}}; }

/// KiB that a process has at most had so far.
long peak_of(Process& process) {
  const std::string text = read_file("/proc/" + std::to_string(process.pid()) + "/status");
  return std::stol(text.substr(text.find("VmHWM:") + 6));
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr long kMost = 1024L * 1024;  // what was freed is kept for a while, and has its shadow
#else
constexpr long kMost = 200L * 1024;
#endif

TEST_F(ServeFaults, TakesClientsThatVanishAnywhere) {
  const Nginx nginx;
  const FaultServer faults;
  serve();
  const std::string whole = request("POST", "/v1/fetch", urls({faults.url("/silent")}).dump());
  for (std::size_t size = 1; size < whole.size(); size += 7) {
    HttpConnection client(port());
    client.send(whole.substr(0, size));
  }
  for (int i = 0; i < 50; ++i) {
    HttpConnection client(port());
    client.send(whole);
  }
  const std::string id = add_run(urls({nginx.url("/ok"), faults.url("/silent")}));
  for (int i = 0; i < 50; ++i) {
    HttpConnection client(port());
    client.send(request("GET", "/v1/runs/" + id + "/results"));
    if (i % 2 == 0) client.some(1);
  }
  EXPECT_TRUE(comes_true([&] {
    return get("/metrics").body.find("urlfan_serve_runs{state=\"call\"} 0") != std::string::npos;
  }));
  EXPECT_TRUE(comes_true([&] {
    return get("/metrics").body.find("urlfan_serve_connections 1\n") != std::string::npos;
  }));
  EXPECT_EQ(call("DELETE", "/v1/runs/" + id).status, 202);
  run_in_state(id, "cancelled");
}

TEST_F(ServeFaults, AnswersBesideAThousandIdleConnections) {
  const Nginx nginx;
  serve();
  std::vector<std::unique_ptr<HttpConnection>> idle;
  for (int i = 0; i < 1000; ++i) idle.push_back(std::make_unique<HttpConnection>(port()));
  EXPECT_TRUE(comes_true([&] {
    return get("/metrics").body.find("urlfan_serve_connections 1001\n") != std::string::npos;
  }));
  EXPECT_EQ(Json::parse(post("/v1/fetch", urls({nginx.url("/ok")})).body)["summary"]["ok"], 1);
  EXPECT_LT(peak_of(process()), kMost);
}

TEST_F(ServeFaults, ReadsNoBodyOfAGibibyte) {
  serve();
  const std::string announced =
      "POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token() +
      "\r\nContent-Type: application/json\r\n";
  HttpConnection client(port());
  client.send(announced + "Content-Length: 1073741824\r\n\r\n");
  const auto at_once = client.reply();
  ASSERT_TRUE(at_once);
  EXPECT_EQ(at_once->status, 413);
  EXPECT_EQ(at_once->header("content-type"), "application/problem+json");

  HttpConnection waiting(port());
  waiting.send(announced + "Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n");
  const auto expected = waiting.reply();
  ASSERT_TRUE(expected);
  EXPECT_EQ(expected->status, 413);

  // One that does not say how much it is, and is told as soon as it is too much.
  HttpConnection chunked(port());
  chunked.send(announced + "Transfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(65536, ' ') + "\r\n";
  for (int i = 0; i < 66; ++i) ASSERT_TRUE(chunked.send(chunk));
  const auto told = chunked.reply();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->status, 413);
  int sent = 0;
  while (sent < 16384 && chunked.send(chunk)) ++sent;
  EXPECT_LT(sent, 1000) << "it is cut";
  EXPECT_LT(peak_of(process()), kMost);
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(ServeFaults, CarriesTwoHundredRunsAtOnce) {
  const Nginx nginx;
  serve();
  Json body = urls({});
  for (int i = 0; i < 20; ++i) body["requests"].push_back(nginx.url("/ok"));
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) ids.push_back(add_run(body));
  for (const auto& id : ids) {
    const Json run = run_in_state(id, "finished");
    EXPECT_EQ(run["progress"], Json::parse(R"({"total":20,"done":20,"ok":20,"failed":0})"));
  }
  EXPECT_LT(peak_of(process()), kMost);
}

TEST_F(ServeFaults, StarvesNoShortRunBesideALongOne) {
  const Nginx nginx;
  serve({"--allow-private", "--per-host", "2"});
  Json body = urls({});
  for (int i = 0; i < 5000; ++i) body["requests"].push_back(nginx.url("/slow"));
  const std::string id = add_run(body);
  ASSERT_TRUE(comes_true([&] { return run(id)["state"] == "running"; }));
  // The host's two places are taken all the time, and this one gets its turn.
  const Json document = Json::parse(post("/v1/fetch", urls({nginx.url("/ok")})).body);
  EXPECT_EQ(document["summary"]["ok"], 1);
  EXPECT_LT(run(id)["progress"]["done"], 5000);
  call("DELETE", "/v1/runs/" + id);
}

TEST_F(ServeFaults, HoldsUpNobodyForASlowReader) {
  const Nginx nginx;
  serve();
  Json body = urls({});
  for (int i = 0; i < 3000; ++i) body["requests"].push_back(nginx.url("/big"));
  body["options"] = {{"body", "16K"}, {"head", false}};
  for (auto& each : body["requests"]) each = nginx.url("/file");
  const std::string id = add_run(body);
  HttpConnection slow(port());
  slow.send(request("GET", "/v1/runs/" + id + "/results"));
  slow.some(1);
  run_in_state(id, "finished");
  EXPECT_EQ(results(id).size(), 3001U);
  EXPECT_LT(peak_of(process()), kMost);
  const auto rest = slow.reply();
  ASSERT_TRUE(rest);
  EXPECT_THAT(rest->body, HasSubstr("\"type\":\"summary\""));
}

TEST_F(ServeFaults, SendsAwayWhatIsTooMuch) {
  const FaultServer faults;
  serve({"--allow-private", "--max-runs", "1", "--max-queue", "2", "--max-requests", "3"});
  const HttpReply many = post("/v1/runs", urls({"a", "b", "c", "d"}));
  EXPECT_EQ(many.status, 413);
  EXPECT_THAT(many.body, HasSubstr("--max-requests"));
  for (int i = 0; i < 3; ++i) add_run(urls({faults.url("/silent")}));
  const HttpReply full = post("/v1/runs", urls({faults.url("/silent")}));
  EXPECT_EQ(full.status, 503);
  EXPECT_FALSE(full.header("retry-after").empty());
  std::vector<std::unique_ptr<HttpConnection>> callers;
  for (int i = 0; i < 2; ++i) {
    callers.push_back(std::make_unique<HttpConnection>(port()));
    callers.back()->send(request("POST", "/v1/fetch", urls({faults.url("/silent")}).dump()));
  }
  ASSERT_TRUE(comes_true([&] { return faults.active() == 3; }));
  EXPECT_EQ(post("/v1/fetch", urls({faults.url("/silent")})).status, 503);
}

TEST_F(ServeFaults, LosesNothingWhenTheDiskIsFull) {
  const Nginx nginx;
  // A disk of two megabytes, in a namespace of its own.
  const std::string mount = "mkdir -p " + folder().path("disk") +
                            " && mount -t tmpfs -o size=2m none " + folder().path("disk") +
                            " && exec \"$@\"";
  serve({"--allow-private", "--no-token", "--state", folder().path("disk") + "/serve.db"},
        {.arguments = {"unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"}});
  Json body = urls({});
  for (int i = 0; i < 200; ++i) body["requests"].push_back(nginx.url("/file"));
  body["options"] = {{"body", "full"}};
  std::vector<std::string> ids;
  HttpReply last;
  for (int i = 0; i < 40; ++i) {
    last = post("/v1/runs", body);
    if (last.status != 202) break;
    ids.push_back(Json::parse(last.body)["id"]);
  }
  EXPECT_EQ(last.status, 507) << last.body;
  EXPECT_EQ(last.header("content-type"), "application/problem+json");
  for (const auto& id : ids) EXPECT_EQ(get("/v1/runs/" + id).status, 200);
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_EQ(Json::parse(post("/v1/fetch", urls({nginx.url("/ok")})).body)["summary"]["ok"], 1);
}

TEST_F(ServeFaults, DoesNotBeginWithAStateThatItCannotUse) {
  const std::string other =
      folder().write("other", "no database at all, but a text of some length");
  const auto begin = [](const std::string& state) {
    return run_urlfan({"serve", "--state", state, "--listen", "127.0.0.1:0"});
  };
  const Outcome foreign = begin(other);
  EXPECT_EQ(foreign.code, 2);
  EXPECT_THAT(foreign.err, HasSubstr(other));
  const Outcome nowhere = begin(folder().path("no/such/folder/serve.db"));
  EXPECT_EQ(nowhere.code, 2);
  serve();
  const Outcome locked = begin(state());
  EXPECT_EQ(locked.code, 2);
  EXPECT_THAT(locked.err, HasSubstr(state()));
  const Outcome taken = run_urlfan({"serve", "--state", folder().path("b.db"), "--listen",
                                    "127.0.0.1:" + std::to_string(port())});
  EXPECT_EQ(taken.code, 2);
  EXPECT_THAT(taken.err, HasSubstr("--listen"));
}

}  // namespace
}  // namespace urlfan::serve_faults_test
