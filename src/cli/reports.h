#ifndef URLFAN_CLI_REPORTS_H_
#define URLFAN_CLI_REPORTS_H_

#include <spdlog/logger.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "src/cli/output_file.h"
#include "src/cli/settings.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// The --report files and that of --summary, side by side. One that cannot be written any more is
/// given up, and told; the main output and the others go on.
class Reports {
 public:
  /// Opens them all. Throws UsageError, Stopped. `signals` and `log` must outlive this one.
  Reports(const OutputSettings& settings, StopSignals& signals, spdlog::logger& log);

  void write(const Result& result);
  void idle(const Progress& progress);
  /// Complete, each gets its name; the last is the summary, which tells whether the others did.
  void finish(const Summary& summary);

  /// Calls `look` with where each of them is written to.
  template <typename Look>
  void for_each_channel(const Look& look) const {
    for (const auto& report : reports_) look(report.file->channel());
  }

  /// One of them shows how curl repeats a request.
  bool show_commands() const noexcept { return show_commands_; }
  /// None of them has results in it.
  bool empty() const noexcept { return with_results_ == 0; }
  /// One could not be written.
  bool failed() const noexcept { return failed_; }

 private:
  struct Report {
    std::unique_ptr<OutputFile> file;
    std::unique_ptr<ResultWriter> writer;
    bool has_results = true;
  };

  template <typename Call>
  void for_each(const Call& call);

  spdlog::logger& log_;
  std::vector<Report> reports_;
  std::size_t with_results_ = 0;
  bool failed_ = false;
  bool show_commands_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_REPORTS_H_
