#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/e2e/serving.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::serve_safety_test {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

using ServeSafety = Serving;

unsigned mode_of(const std::string& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0;
}

Json one(const std::string& url) { return Json{{"requests", {url}}}; }

TEST_F(ServeSafety, LetsNobodyInWithoutTheToken) {
  serve();
  EXPECT_EQ(mode_of(folder().path("token")), 0600U);
  EXPECT_EQ(mode_of(state()), 0600U);
  EXPECT_GE(token().size(), 32U);
  for (const char* given : {"", "Bearer wrong", "Bearer", "Basic eDp5"}) {
    const HttpReply reply = call("GET", "/v1/runs", "", {{"Authorization", given}});
    EXPECT_EQ(reply.status, 401) << given;
    EXPECT_THAT(reply.header("www-authenticate"), HasSubstr("Bearer"));
    EXPECT_THAT(reply.body, AllOf(HasSubstr("Authorization: Bearer TOKEN"),
                                  HasSubstr("that urlfan serve named at its start"),
                                  Not(HasSubstr(folder().path("")))));
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
  }
  for (const char* path : {"/metrics", "/openapi.json", "/v1/schedules"}) {
    EXPECT_EQ(call("GET", path, "", {{"Authorization", ""}}).status, 401) << path;
  }
  const HttpReply unread =
      call("POST", "/v1/fetch", one("http://127.0.0.1:1/").dump(), {{"Authorization", ""}});
  EXPECT_EQ(unread.status, 401);
}

TEST_F(ServeSafety, RefusesATokenThatOthersCanRead) {
  const std::string file = folder().write("token", std::string(64, 'a') + "\n");
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  const Outcome run = run_urlfan({"serve", "--state", state(), "--listen", "127.0.0.1:0"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("chmod 600"));
}

TEST_F(ServeSafety, HasItsTokenBeforeAnybodyCanConnect) {
  const FaultServer other;
  const Outcome run = run_urlfan(
      {"serve", "--state", state(), "--listen", "127.0.0.1:" + std::to_string(other.port())});
  EXPECT_EQ(run.code, 2) << "the port is another one's";
  EXPECT_GE(token().size(), 32U);
}

TEST_F(ServeSafety, LetsEverybodyInOnlyWhereThatIsSaid) {
  serve({"--no-token"});
  EXPECT_EQ(get("/v1/runs").status, 200);
  EXPECT_FALSE(std::filesystem::exists(folder().path("token")));
}

TEST_F(ServeSafety, NeedsNoTokenAtASocketOfItsOwner) {
  const std::string socket = folder().path("socket");
  serve({"--unix", socket});
  EXPECT_EQ(mode_of(socket), 0600U);
  HttpConnection client(socket);
  client.send("GET /v1/runs HTTP/1.1\r\nHost: anything\r\n\r\n");
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  // A second one does not take it away, and what a kill has left is in nobody's way.
  const Outcome second =
      run_urlfan({"serve", "--state", folder().path("other.db"), "--unix", socket});
  EXPECT_EQ(second.code, 2);
  EXPECT_THAT(second.err, HasSubstr("somebody listens there"));
  process().signal(SIGKILL);
  process().wait();
  serve({"--unix", socket});
  HttpConnection again(socket);
  again.send("GET /healthz HTTP/1.1\r\nHost: anything\r\n\r\n");
  EXPECT_TRUE(again.reply());
}

TEST_F(ServeSafety, AnswersToItsOwnNamesAlone) {
  serve({"--allow-host", "urlfan.example.com"});
  const auto status = [this](const std::string& host) {
    return call("GET", "/healthz", "", {{"Host", host}}).status;
  };
  EXPECT_EQ(status("evil.example"), 421);
  EXPECT_EQ(status("127.0.0.1.evil.example:8080"), 421);
  EXPECT_EQ(status("localhost.evil.example"), 421);
  EXPECT_EQ(status("localhost:1"), 200);
  EXPECT_EQ(status("[::1]:8080"), 200);
  EXPECT_EQ(status("urlfan.example.com"), 200);
  EXPECT_EQ(status("URLFAN.example.com:443"), 200);
}

TEST_F(ServeSafety, RefusesWhatPagesOfOtherSitesSend) {
  serve();
  const auto status = [this](const std::string& site) {
    return call("GET", "/v1/runs", "", {{"Sec-Fetch-Site", site}}).status;
  };
  EXPECT_EQ(status("cross-site"), 403);
  EXPECT_EQ(status("same-site"), 403);
  EXPECT_EQ(status("same-origin"), 200);
  EXPECT_EQ(status("none"), 200);
}

TEST_F(ServeSafety, TakesJsonAlone) {
  serve();
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}) {
    for (const char* path : {"/v1/fetch", "/v1/runs", "/v1/schedules"}) {
      EXPECT_EQ(call("POST", path, "{}", {{"Content-Type", type}}).status, 415) << path << type;
    }
  }
  const HttpReply with_charset = call("POST", "/v1/fetch", one("http://127.0.0.1:1/").dump(),
                                      {{"Content-Type", "Application/JSON; charset=utf-8"}});
  EXPECT_EQ(with_charset.status, 200);
}

TEST_F(ServeSafety, RefusesWhatItCannotReadAndCountsThat) {
  serve({"--allow-private", "-v"});
  EXPECT_EQ(call("GET", "/v1/runs", "", {{"X-Lots", std::string(20'000, 'x')}}).status, 431);
  HttpConnection client(port());
  client.send(request("POST", "/v1/fetch", "",
                      {{"Transfer-Encoding", "gzip"},
                       {"Content-Length", ""},
                       {"Content-Type", "application/json"}}));
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 501);
  EXPECT_EQ(reply->header("content-type"), "application/problem+json");
  EXPECT_EQ(get("/v1/runs?limit=" + std::string(9'000, '1')).status, 414);
  HttpConnection newer(port());
  newer.send("GET /v1/runs HTTP/3.0\r\nHost: localhost\r\n\r\n");
  const auto too_new = newer.reply();
  ASSERT_TRUE(too_new);
  EXPECT_EQ(too_new->status, 505);
  const std::string metrics = get("/metrics").body;
  EXPECT_THAT(metrics, HasSubstr(R"({path="other",status="505"} 1)"));
  EXPECT_THAT(metrics, HasSubstr(R"({path="/v1/runs",status="414"} 1)"));
  EXPECT_THAT(metrics, HasSubstr(R"({path="/v1/runs",status="431"} 1)"));
  EXPECT_THAT(metrics, HasSubstr(R"({path="/v1/fetch",status="501"} 1)"));
  EXPECT_TRUE(process().read_until([](const Process& server) {
    return server.err().find("a request that cannot be read: 505") != std::string::npos;
  })) << process().err();
}

TEST_F(ServeSafety, TellsWhichMethodsAPathHas) {
  serve();
  const HttpReply put = call("PUT", "/v1/runs", "{}");
  EXPECT_EQ(put.status, 405);
  EXPECT_EQ(put.header("allow"), "POST, GET, HEAD");
  EXPECT_EQ(call("OPTIONS", "/v1/fetch").status, 405);
  EXPECT_EQ(call("GET", "/v2/fetch").status, 404);
}

TEST_F(ServeSafety, FetchesFromNoPrivateAddressUnlessThatIsSaid) {
  const Nginx nginx;
  serve({});
  for (const auto& url : {nginx.url("/ok"), std::string("http://localhost:1/"),
                          std::string("http://169.254.169.254/latest/meta-data/")}) {
    const Json document = Json::parse(post("/v1/fetch", one(url)).body);
    EXPECT_EQ(document["results"][0]["error"]["code"], "blocked_address") << url;
    EXPECT_THAT(document["results"][0]["error"]["message"].get<std::string>(),
                HasSubstr("urlfan serve with --allow-private"));
  }
  EXPECT_TRUE(nginx.log().empty());
}

TEST_F(ServeSafety, NeverFillsInVariables) {
  const FaultServer faults;
  serve();
  const Json body{
      {"requests", {{{"url", faults.url("/echo")}, {"headers", {{"X-Home", "${HOME} $${HOME}"}}}}}},
      {"options", {{"body", "full"}, {"header", {"X-Path: ${PATH}"}}}}};
  const Json result = Json::parse(post("/v1/fetch", body).body)["results"][0];
  EXPECT_THAT(result["body"].get<std::string>(),
              AllOf(HasSubstr("X-Home: ${HOME} $${HOME}\r\n"), HasSubstr("X-Path: ${PATH}\r\n")));
}

TEST_F(ServeSafety, RefusesOptionsThatReachBeyondTheRun) {
  serve();
  const std::vector<std::pair<std::string, Json>> all = {{"proxy", "http://127.0.0.1:1"},
                                                         {"noproxy", "*"},
                                                         {"unix-socket", "/tmp/s"},
                                                         {"interface", "lo"},
                                                         {"resolve", "a:1:::1"},
                                                         {"connect-to", "::a:1"},
                                                         {"cacert", "/etc/passwd"},
                                                         {"cert", "/etc/passwd"},
                                                         {"insecure", true},
                                                         {"netrc", true},
                                                         {"output", "/tmp/x"},
                                                         {"report", "html=/tmp/x"},
                                                         {"save-dir", "/tmp"},
                                                         {"config", "/tmp/x"},
                                                         {"baseline", "/tmp/x"},
                                                         {"resume", "/tmp/x"},
                                                         {"on-change", "sh"},
                                                         {"per-host", 1000},
                                                         {"rate", "1/s"},
                                                         {"threads", 8},
                                                         {"deny-private", false},
                                                         {"header", "@/etc/passwd"},
                                                         {"data", "@/etc/passwd"},
                                                         {"cookie", "/etc/passwd"}};
  for (const auto& [name, value] : all) {
    Json body = one("http://127.0.0.1:1/");
    body["options"][name] = value;
    const HttpReply reply = post("/v1/fetch", body);
    EXPECT_EQ(reply.status, 400) << name;
    EXPECT_THAT(reply.body, HasSubstr("options." + name)) << name;
  }
}

TEST_F(ServeSafety, NamesTheFieldThatIsWrong) {
  serve();
  const auto refused = [this](const std::string& body, const std::string& part) {
    for (const char* path : {"/v1/fetch", "/v1/runs"}) {
      const HttpReply reply = call("POST", path, body);
      EXPECT_EQ(reply.status, 400) << body;
      EXPECT_THAT(reply.body, HasSubstr(part)) << body;
    }
  };
  refused("{", "not valid JSON");
  refused("[]", "no object");
  refused("\"\xff\"", "not UTF-8");
  refused(std::string(100'000, '['), "nested too deep");
  refused("{}", "requests is missing");
  refused(R"({"requests":[]})", "requests is empty");
  refused(R"({"requests":"http://h/"})", "requests is not valid");
  refused(R"({"requests":[1]})", "requests[0]");
  refused(R"({"request":["http://h/"]})", "did you mean requests?");
  refused(R"({"requests":["http://h/"],"requests":[]})", "stands twice");
  refused(R"({"requests":["http://h/",{"url":"http://h/","timeout":1}]})", "requests[1]");
  refused(R"({"requests":[{"url":"http://h/","timeout_ms":"x"}]})", "timeout_ms");
  refused(R"({"requests":["http://h/"],"options":[]})", "options is not valid");
  refused(R"({"requests":["http://h/"],"options":{"retires":1}})", "did you mean retries?");
  refused(R"({"requests":["http://h/"],"options":{"timeout":"x"}})", "options.timeout");
  refused(R"({"requests":["http://h/"],"options":{"timeout":null}})", "options.timeout");
  refused(R"({"requests":["http://h/"],"options":{"timeout":["1s","2s"]}})", "options.timeout");
  const auto schedule = [this](const std::string& body, const std::string& part) {
    const HttpReply reply = call("POST", "/v1/schedules", body);
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_THAT(reply.body, HasSubstr(part)) << body;
  };
  schedule(R"({"run":{"requests":["http://h/"]}})", "every is missing");
  schedule(R"({"every":"1ms","run":{"requests":["http://h/"]}})", "every is not valid");
  schedule(R"({"every":"1h"})", "run is missing");
  schedule(R"({"every":"1h","run":{"requests":[]}})", "requests is empty");
  schedule(R"({"every":"1h","cron":"* *","run":{"requests":["http://h/"]}})", "cron");
}

TEST_F(ServeSafety, StoresNoSecretAndSaysSo) {
  const FaultServer faults;
  serve();
  const std::vector<Json> bodies = {
      {{"requests",
        {{{"url", faults.url("/silent")}, {"headers", {{"Authorization", "Bearer s3cr3t-one"}}}}}}},
      {{"requests",
        {"http://user:s3cr3t-two@127.0.0.1:" + std::to_string(faults.port()) + "/silent"}}},
      {{"requests", {faults.url("/silent")}}, {"options", {{"user", "me:s3cr3t-three"}}}},
      {{"requests", {faults.url("/silent")}}, {"options", {{"cookie", "sid=s3cr3t-four"}}}},
      {{"requests",
        {{{"url", faults.url("/silent")}, {"headers", {{"X-Api-Key", "s3cr3t-five"}}}}}}}};
  std::vector<std::string> ids;
  for (const auto& body : bodies)
    ids.push_back(add_run(
        body, {{"Idempotency-Key", body.dump().substr(0, 9) + std::to_string(ids.size())}}));
  for (const auto& id : ids) {
    const Json seen = run(id);
    EXPECT_EQ(seen["resumable"], false) << seen;
    EXPECT_THAT(seen["not_resumable"].get<std::string>(), HasSubstr("secrets"));
    EXPECT_THAT(call("DELETE", "/v1/runs/" + id).status, AnyOf(200, 202));
    run_in_state(id, "cancelled");
    const HttpReply resume = call("POST", "/v1/runs/" + id + "/resume");
    EXPECT_EQ(resume.status, 409);
    EXPECT_THAT(resume.body, HasSubstr("secrets"));
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder().path())) {
    EXPECT_THAT(read_file(entry.path().string()), Not(HasSubstr("s3cr3t"))) << entry.path();
  }
  EXPECT_THAT(process().err(), Not(HasSubstr("s3cr3t")));
}

TEST_F(ServeSafety, HasTheExposureOfItsUnitHeldLow) {
  const Outcome check =
      run_program({.arguments = {"systemd-analyze", "security", "--offline=true", "--threshold=20",
                                 URLFAN_SOURCE_DIR "/scripts/urlfan.service"}});
  EXPECT_EQ(check.code, 0) << check.out << check.err;
  const Outcome verify = run_program({.arguments = {"systemd-analyze", "verify", "--man=no",
                                                    URLFAN_SOURCE_DIR "/scripts/urlfan.service"}});
  // It is not installed here, which is all that may be said.
  EXPECT_THAT(verify.err, Not(AnyOf(HasSubstr("Unknown"), HasSubstr("Failed to parse"))));
}

}  // namespace
}  // namespace urlfan::serve_safety_test
