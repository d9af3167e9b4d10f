#ifndef URLFAN_TESTS_SUPPORT_FAKE_SOURCE_H_
#define URLFAN_TESTS_SUPPORT_FAKE_SOURCE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <utility>
#include <variant>
#include <vector>

#include "urlfan/source.h"

namespace urlfan {

/// Hands out what was put in, in order. Where it runs dry it is Pending until end() was called.
class FakeSource final : public Source {
 public:
  FakeSource() = default;
  /// A list that is known to its end.
  explicit FakeSource(std::vector<Request> requests) {
    for (auto& request : requests) put(std::move(request));
    end();
  }

  void put(Request request) { requests_.push_back(std::move(request)); }
  void end() { ended_ = true; }

  std::variant<Request, Pending, Exhausted> next() override {
    if (on_next) on_next();
    ++asked;
    if (requests_.empty()) {
      if (ended_) return Exhausted{};
      return Pending{};
    }
    ++read;
    Request request = std::move(requests_.front());
    requests_.pop_front();
    return request;
  }
  int wait_fd() const override { return fd; }

  /// Called before each answer of next(); may throw.
  std::function<void()> on_next;
  int fd = -1;
  std::size_t asked = 0;
  std::size_t read = 0;

 private:
  std::deque<Request> requests_;
  bool ended_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_FAKE_SOURCE_H_
