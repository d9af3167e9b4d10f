#ifndef URLFAN_REPORT_TAP_REPORT_H_
#define URLFAN_REPORT_TAP_REPORT_H_

#include <cstdint>
#include <ostream>

#include "src/output/result_writer.h"

namespace urlfan {

/// The Test Anything Protocol, version 14: a test point for every line as it comes, the plan last.
/// A line that was never started is a SKIP, a failure that the baseline knows a TODO.
class TapReport final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit TapReport(std::ostream& out) : out_(out) {}

  void write(const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

 private:
  void heading();
  void write_run_check(const CheckOutcome& check);

  std::ostream& out_;
  std::uint64_t points_ = 0;
  bool headed_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_TAP_REPORT_H_
