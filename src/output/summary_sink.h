#ifndef URLFAN_OUTPUT_SUMMARY_SINK_H_
#define URLFAN_OUTPUT_SUMMARY_SINK_H_

#include <ostream>

#include "src/output/result_json.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// The summary alone, as one line of JSON.
class SummarySink final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit SummarySink(std::ostream& out) : out_(out) {}

  void write(const Result& /*result*/) override {}
  void finish(const Summary& summary) override { out_ << to_json(summary) << '\n' << std::flush; }

 private:
  std::ostream& out_;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_SUMMARY_SINK_H_
