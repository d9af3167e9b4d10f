#ifndef URLFAN_REPORT_GITHUB_REPORT_H_
#define URLFAN_REPORT_GITHUB_REPORT_H_

#include <ostream>

#include "src/output/result_writer.h"

namespace urlfan {

/// Workflow commands of GitHub Actions, which become annotations at the lines of the list: a
/// failure is an error, a flaky line a warning; a failure that the baseline knows, and a drift, a
/// notice.
class GithubReport final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit GithubReport(std::ostream& out) : out_(out) {}

  void write(const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

 private:
  std::ostream& out_;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_GITHUB_REPORT_H_
