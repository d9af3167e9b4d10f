// A Transport of one's own, for tests of what uses the library: no network, and answers as the test
// wants them.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "urlfan/urlfan.h"

namespace {

/// Says 404 for paths that end with "missing", and 200 for all others, at once.
class Scripted final : public urlfan::Transport {
 public:
  void start(urlfan::Attempt attempt) override {
    urlfan::Completion completion;
    completion.id = attempt.id;
    completion.response.status = attempt.target.url.ends_with("missing") ? 404 : 200;
    completion.response.body = "the answer of " + std::string(attempt.target.origin.name());
    arrivals_.completions.push_back(std::move(completion));
  }
  void look_up(const std::string& name) override {
    arrivals_.lookups.push_back({.name = name, .addresses = "192.0.2.1", .error = {}});
  }
  urlfan::Arrivals take() override { return std::exchange(arrivals_, {}); }
  void cancel(const std::vector<std::uint64_t>& /*ids*/) override {}  // all is there by then
  void cancel_all() override { arrivals_ = {}; }

 private:
  urlfan::Arrivals arrivals_;
};

}  // namespace

int main() {
  urlfan::Client client({}, std::make_unique<Scripted>());
  const auto checks = std::make_shared<const urlfan::Checks>(
      urlfan::parse_checks("status=200 contains=answer max=2s"));
  for (const char* url : {"http://a.example/", "http://b.example/missing"}) {
    urlfan::Request request = urlfan::make_request(url);
    request.checks = checks;
    const urlfan::Result result = client.fetch(std::move(request)).get();
    std::printf("%s %d %s\n", result.ok() ? "ok" : "failed", *result.response.status,
                result.response.body->c_str());
  }
}
