// Asks each URL the same question in JSON, as backends do it: a POST with a bearer token. Then what
// the client has learnt of each host, as a page of metrics would show it.
//   json_call TOKEN URL...

#include <chrono>
#include <cinttypes>
#include <clocale>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "urlfan/urlfan.h"

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for host names that are not ASCII
  const std::string token = argv[1];
  std::vector<urlfan::Request> requests;
  for (int i = 2; i < argc; ++i) {
    requests.push_back(urlfan::make_request("POST", argv[i],
                                            {.headers = {{"Authorization", "Bearer " + token}},
                                             .json = R"({"question": "how are you?"})"}));
  }

  urlfan::Client client;
  for (const auto& result : client.fetch_all(std::move(requests))) {
    const std::string said =
        result.error ? result.error->message : result.response.body.value_or("");
    std::printf("%s %s\n", result.ok() ? "ok" : "failed", said.c_str());
  }
  for (const auto& host : client.hosts()) {
    std::printf("%s %" PRIu64 " asked, %" PRIu64 " failed, %" PRIu64 " connections, %.1f ms\n",
                host.origin.c_str(), host.requests, host.failed, host.connections,
                std::chrono::duration<double, std::milli>(host.mean_answer_time()).count());
  }
}
