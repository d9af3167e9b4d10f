#ifndef URLFAN_OUTPUT_INPUT_ORDER_H_
#define URLFAN_OUTPUT_INPUT_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <map>

#include "urlfan/sink.h"

namespace urlfan {

/// Passes results on in the order of the list; holds those whose turn has not come.
class InputOrder final : public Sink {
 public:
  /// `next` must outlive this one.
  explicit InputOrder(Sink& next) : next_(next) {}

  void write(Result result) override;
  void idle(const Progress& progress) override { next_.idle(progress); }
  void finish(const Summary& summary) override { next_.finish(summary); }
  Backlog backlog() const override { return {.bytes = held_bytes_, .waiting_for = turn_}; }
  Unwritten unwritten() const override { return next_.unwritten(); }

 private:
  Sink& next_;
  std::uint64_t turn_ = 0;
  std::map<std::uint64_t, Result> held_;
  std::size_t held_bytes_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_INPUT_ORDER_H_
