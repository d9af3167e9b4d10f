#ifndef URLFAN_TESTS_SUPPORT_ECHO_TRANSPORT_H_
#define URLFAN_TESTS_SUPPORT_ECHO_TRANSPORT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "urlfan/transport.h"

namespace urlfan {

/// Answers everything at once, with the URL for a body, and remembers nothing.
class EchoTransport : public Transport {
 public:
  void start(Attempt attempt) override {
    auto& completion = arrivals_.completions.emplace_back();
    completion.id = attempt.id;
    completion.response.status = 200;
    completion.response.body = attempt.target.url;
    completion.timings.total = Duration(1);
  }
  void look_up(const std::string& name) override {
    auto& lookup = arrivals_.lookups.emplace_back();
    lookup.name = name;
    lookup.addresses = "192.0.2.1";
  }
  Arrivals take() override { return std::exchange(arrivals_, {}); }
  void cancel(const std::vector<std::uint64_t>& /*ids*/) override {}
  void cancel_all() override { arrivals_ = {}; }

 private:
  Arrivals arrivals_;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_ECHO_TRANSPORT_H_
