#ifndef URLFAN_SERVE_REQUEST_LIST_H_
#define URLFAN_SERVE_REQUEST_LIST_H_

#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "urlfan/source.h"

namespace urlfan {

/// Requests that are all there.
class RequestList final : public Source {
 public:
  explicit RequestList(std::vector<Request> requests) : requests_(std::move(requests)) {}

  std::variant<Request, Pending, Exhausted> next() override {
    if (next_ == requests_.size()) return Exhausted{};
    return std::move(requests_[next_++]);
  }

 private:
  std::vector<Request> requests_;
  std::size_t next_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_REQUEST_LIST_H_
