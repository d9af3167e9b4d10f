// Ten thousand lines, five hundred in flight, and a server that does to each what its turn says.

#include <gtest/gtest.h>
#include <malloc.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/fault_server.h"
#include "urlfan/urlfan.h"

namespace urlfan::chaos_test {
namespace {

/// A fault, and the code that its result must have.
const std::vector<std::pair<std::string, std::string>> kFaults{
    {"/ok", "ok"},
    {"/close", "empty_reply"},
    {"/reset", "connection_reset"},
    {"/reset-in-headers", "connection_reset"},
    {"/reset-in-body", "connection_reset"},
    {"/half-headers", "connection_reset"},
    {"/shorter-body", "truncated_body"},
    {"/longer-body", "ok"},
    {"/garbage", "protocol_error"},
    {"/bad-status", "protocol_error"},
    {"/http09", "protocol_error"},
    {"/bad-chunk", "protocol_error"},
    {"/bad-gzip", "bad_encoding"},
    {"/gzip-bomb", "body_too_large"},
    {"/endless-body", "body_too_large"},
    {"/endless-headers", "headers_too_large"},
    {"/many-headers", "headers_too_large"},
    {"/long-header-line", "headers_too_large"},
    {"/to-ftp", "unsupported_scheme"},
    {"/to-nonsense", "protocol_error"},
    {"/loop", "too_many_redirects"},
    {"/unauthorized", "http_status"},
    {"/hostile", "ok"},
    {"/silent", "timeout"},
    {"/stuck-headers", "timeout"},
    {"/stuck-body", "timeout"},
};

const std::pair<std::string, std::string>& fault_of(std::size_t line) {
  static const std::pair<std::string, std::string> none{"/ok", "ok"};
  const auto& fault = kFaults[line % kFaults.size()];
  // Few need to be waited for, so each may have the time that a busy machine takes to connect.
  return fault.second == "timeout" && line / kFaults.size() % 4 != 0 ? none : fault;
}

std::vector<Request> make_list(const FaultServer& server, std::size_t lines) {
  std::vector<Request> requests;
  for (std::size_t i = 0; i < lines; ++i) {
    const auto& [path, code] = fault_of(i);
    Request request = make_request(server.url(path));
    request.timeout = code == "timeout" ? std::chrono::seconds(15) : std::chrono::seconds(100);
    request.connect_timeout = std::chrono::seconds(100);
    requests.push_back(std::move(request));
  }
  return requests;
}

/// How often each code came for each fault that demands another.
std::map<std::string, int> run_once(const FaultServer& server, std::size_t lines) {
  RunConfig run;
  run.max_redirects = 3;
  ClientConfig client;
  client.concurrency = 500;
  client.per_host = 0;
  client.compressed = true;
  client.max_body = std::uint64_t{1} << 20U;
  const auto results = fetch_all(make_list(server, lines), run, client);
  EXPECT_EQ(results.size(), lines);
  std::map<std::string, int> wrong;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& [path, code] = fault_of(i);
    const auto& error = results[i].error;
    const std::string got = error ? std::string(to_string(error->code)) : "ok";
    if (got != code) ++wrong[path + ": " + got + (error ? " (" + error->message + ")" : "")];
  }
  return wrong;
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

TEST(Chaos, EveryLineHasTheCodeThatItsFaultDemands) {
  capacity();  // raises the limit of descriptors
  // What libraries keep for good.
  {
    const FaultServer server;
    EXPECT_EQ(run_once(server, 1000), (std::map<std::string, int>()));
  }
  const std::size_t before = open_descriptors();
  const std::size_t memory_before = mallinfo2().uordblks;
  {
    const FaultServer server;
    EXPECT_EQ(run_once(server, 10'000), (std::map<std::string, int>()));
  }
  EXPECT_EQ(open_descriptors(), before);
  // Under a sanitizer both are 0; its own search for leaks takes their place.
  EXPECT_LE(mallinfo2().uordblks, memory_before + (std::size_t{1} << 20U));
}

}  // namespace
}  // namespace urlfan::chaos_test
