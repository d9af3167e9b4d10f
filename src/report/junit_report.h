#ifndef URLFAN_REPORT_JUNIT_REPORT_H_
#define URLFAN_REPORT_JUNIT_REPORT_H_

#include <memory>
#include <ostream>

#include "src/output/result_writer.h"

namespace urlfan {

/// JUnit XML, written as a whole at the end since its counts come first: till then it holds some
/// hundred bytes for every line. Valid by Apache Ant's schema and by that of Jenkins' xunit plugin.
///
/// A check that does not hold and a line that cannot be read are failures, what else goes wrong is
/// an error; a line that was never started, or whose failure the baseline knows, is skipped.
/// Ant's schema lets a testcase say nothing beside that, so flaky lines are in system-out.
class JunitReport final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit JunitReport(std::ostream& out);
  JunitReport(const JunitReport&) = delete;
  JunitReport& operator=(const JunitReport&) = delete;
  ~JunitReport() override;

  void write(const Result& result) override;
  void finish(const Summary& summary) override;

 private:
  struct Suite;

  std::ostream& out_;
  std::unique_ptr<Suite> suite_;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_JUNIT_REPORT_H_
