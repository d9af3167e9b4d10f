#ifndef URLFAN_OUTPUT_INPUT_ORDER_H_
#define URLFAN_OUTPUT_INPUT_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "urlfan/sink.h"

namespace urlfan {

/// Passes results on in the order of the list; holds those whose turn has not come.
class InputOrder {
 public:
  using Next = std::function<void(const Result&)>;

  explicit InputOrder(Next next) : next_(std::move(next)) {}

  /// One that has to wait is copied.
  void write(const Result& result);
  /// One that has to wait is moved from. Returns where it is, until the next call.
  const Result& take(Result&& result);
  Backlog backlog() const { return {.bytes = held_bytes_, .waiting_for = turn_}; }

 private:
  const Result& hold(Result&& result);
  void pass(const Result& result);

  Next next_;
  std::uint64_t turn_ = 0;
  std::map<std::uint64_t, Result> held_;
  std::size_t held_bytes_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_INPUT_ORDER_H_
