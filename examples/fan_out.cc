// A request handler that asks several services at once, called from several threads: one Client for
// all of them, made at the start of the program.
//   fan_out URL...

#include <atomic>
#include <chrono>
#include <clocale>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "urlfan/urlfan.h"

namespace {

/// What a handler answers: how many of its upstreams did. It waits half a second for them, and no
/// longer, whatever they do.
int handle(urlfan::Client& client, const std::vector<std::string>& upstreams) {
  std::vector<urlfan::Request> requests;
  for (const auto& url : upstreams) requests.push_back(urlfan::make_request(url));
  urlfan::RunConfig config;
  config.deadline = std::chrono::milliseconds(500);
  int answered = 0;
  for (const auto& result : client.fetch_all(std::move(requests), config)) {
    if (result.ok()) ++answered;
  }
  return answered;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for host names that are not ASCII
  const std::vector<std::string> upstreams(argv + 1, argv + argc);
  urlfan::Client client;
  std::atomic<int> answered = 0;
  std::vector<std::jthread> handlers;
  for (int i = 0; i < 4; ++i) {
    handlers.emplace_back([&] { answered += handle(client, upstreams); });
  }
  handlers.clear();  // waits for them
  std::printf("%d of %zu answered\n", answered.load(), 4 * upstreams.size());
}
