#ifndef URLFAN_OUTPUT_FAILED_ONLY_H_
#define URLFAN_OUTPUT_FAILED_ONLY_H_

#include "src/output/result_writer.h"

namespace urlfan {

/// Passes failed results on and drops the others; the summary still counts all.
class FailedOnly final : public ResultWriter {
 public:
  /// `next` must outlive this one.
  explicit FailedOnly(ResultWriter& next) : next_(next) {}

  void write(const Result& result) override {
    if (!result.ok()) next_.write(result);
  }
  void idle(const Progress& progress) override { next_.idle(progress); }
  void finish(const Summary& summary) override { next_.finish(summary); }

 private:
  ResultWriter& next_;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_FAILED_ONLY_H_
