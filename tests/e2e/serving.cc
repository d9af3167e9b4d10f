#include "tests/e2e/serving.h"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

namespace urlfan {

bool comes_true(const std::function<bool()>& what) {
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!what()) {
    if (std::chrono::steady_clock::now() > latest) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

void Serving::serve(std::vector<std::string> options, Launch launch) {
  needs_token_ = std::find(options.begin(), options.end(), "--no-token") == options.end();
  std::vector<std::string> all = {"serve", "--state", state()};
  if (std::find(options.begin(), options.end(), "--unix") == options.end()) {
    all.insert(all.end(), {"--listen", "127.0.0.1:0"});
  }
  all.insert(all.end(), options.begin(), options.end());
  all = urlfan_command(std::move(all));
  launch.arguments.insert(launch.arguments.end(), all.begin(), all.end());
  process_.reset();
  process_ = std::make_unique<Process>(launch);
  const std::string told = "serving at ";
  process_->read_until([&told](const Process& process) {
    const auto at = process.err().find(told);
    return at != std::string::npos && process.err().find('\n', at) != std::string::npos;
  });
  const std::string& err = process_->err();
  if (err.find(told) == std::string::npos) throw std::runtime_error("it does not serve: " + err);
  const std::string address = "http://127.0.0.1:";
  const auto at = err.rfind(address);
  port_ = at == std::string::npos ? 0 : std::stoi(err.substr(at + address.size()));
  if (openapi_.empty() && port_ != 0) openapi_ = get("/openapi.json").body;
}

std::string Serving::request(const std::string& method, const std::string& path,
                             const std::string& body, Headers headers) const {
  headers.emplace("Host", "127.0.0.1:" + std::to_string(port_));
  if (needs_token_ && port_ != 0) headers.emplace("Authorization", "Bearer " + token());
  if (!body.empty()) headers.emplace("Content-Type", "application/json");
  headers.emplace("Content-Length", std::to_string(body.size()));
  std::string text = method + " " + path + " HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) {
    if (!value.empty()) text += name + ": " + value + "\r\n";
  }
  return text + "\r\n" + body;
}

HttpReply Serving::call(const std::string& method, const std::string& path, const std::string& body,
                        Headers headers) {
  HttpConnection connection(port_);
  connection.send(request(method, path, body, std::move(headers)));
  const auto reply = connection.reply();
  if (!reply) throw std::runtime_error("no whole answer to " + method + " " + path);
  answers_.push_back(Json{
      {"method", method},
      {"path", path},
      {"status", reply->status},
      {"type", reply->header("content-type")},
      {"body",
       reply->body}}.dump(-1, ' ', false, Json::error_handler_t::replace));
  return *reply;
}

std::string Serving::add_run(const Json& body, Headers headers) {
  const HttpReply reply = post("/v1/runs", body, std::move(headers));
  EXPECT_EQ(reply.status, 202) << reply.body;
  const Json run = Json::parse(reply.body);
  EXPECT_EQ(reply.header("location"), "/v1/runs/" + run.value("id", ""));
  return run.value("id", "");
}

Json Serving::run_in_state(const std::string& id, const std::string& state) {
  Json seen;
  comes_true([&] {
    seen = run(id);
    return seen["state"] == state;
  });
  EXPECT_EQ(seen["state"], state);
  return seen;
}

std::vector<Json> Serving::results(const std::string& id, int after) {
  std::istringstream lines(get("/v1/runs/" + id + "/results?after=" + std::to_string(after)).body);
  std::vector<Json> all;
  for (std::string line; std::getline(lines, line);) all.push_back(Json::parse(line));
  return all;
}

void Serving::TearDown() {
  process_.reset();
  if (openapi_.empty()) return;
  Json compact = Json::parse(openapi_);
  std::string input = compact.dump() + "\n";
  for (const auto& answer : answers_) input += answer + "\n";
  const Outcome check = run_program(
      {.arguments = {"/usr/bin/python3", URLFAN_SOURCE_DIR "/tests/e2e/openapi_check.py"}}, input);
  if (check.err.find("No module named 'jsonschema'") != std::string::npos) return;
  EXPECT_EQ(check.code, 0) << check.out << check.err;
}

}  // namespace urlfan
