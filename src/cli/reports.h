#ifndef URLFAN_CLI_REPORTS_H_
#define URLFAN_CLI_REPORTS_H_

#include <spdlog/logger.h>

#include <memory>
#include <vector>

#include "src/cli/output_file.h"
#include "src/cli/settings.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// The --report files, side by side. One that cannot be written any more is given up, and told;
/// the main output and the others go on.
class Reports {
 public:
  /// Opens them all. Throws OutputError, Stopped. `signals` and `log` must outlive this one.
  Reports(const std::vector<ReportTarget>& targets, StopSignals& signals, spdlog::logger& log);

  void write(const Result& result);
  void idle(const Progress& progress);
  /// Complete, each gets its name.
  void finish(const Summary& summary);

  /// Calls `look` with where each of them is written to.
  template <typename Look>
  void for_each_channel(const Look& look) const {
    for (const auto& report : reports_) look(report.file->channel());
  }

  bool empty() const noexcept { return reports_.empty(); }
  /// One could not be written.
  bool failed() const noexcept { return failed_; }

 private:
  struct Report {
    std::unique_ptr<OutputFile> file;
    std::unique_ptr<ResultWriter> writer;
  };

  template <typename Call>
  void for_each(const Call& call);

  spdlog::logger& log_;
  std::vector<Report> reports_;
  bool failed_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_REPORTS_H_
