#ifndef URLFAN_OUTPUT_FAILED_ONLY_H_
#define URLFAN_OUTPUT_FAILED_ONLY_H_

#include <utility>

#include "urlfan/sink.h"

namespace urlfan {

/// Passes failed results on and drops the others; the summary still counts all.
class FailedOnly final : public Sink {
 public:
  /// `next` must outlive this one.
  explicit FailedOnly(Sink& next) : next_(next) {}

  void write(Result result) override {
    if (!result.ok()) next_.write(std::move(result));
  }
  void idle(const Progress& progress) override { next_.idle(progress); }
  void finish(const Summary& summary) override { next_.finish(summary); }
  Backlog backlog() const override { return next_.backlog(); }
  Unwritten unwritten() const override { return next_.unwritten(); }

 private:
  Sink& next_;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_FAILED_ONLY_H_
