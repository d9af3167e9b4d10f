#ifndef URLFAN_CLI_OUTPUTS_H_
#define URLFAN_CLI_OUTPUTS_H_

#include <spdlog/logger.h>

#include <memory>

#include "src/cli/output_file.h"
#include "src/cli/reports.h"
#include "src/cli/settings.h"
#include "src/io/failed_only.h"
#include "src/io/input_order.h"
#include "urlfan/sink.h"

namespace urlfan {

/// All that results are written to: the main output in its order, the reports in that of the list.
class Outputs final : public Sink {
 public:
  /// Opens all files. Throws OutputError. `log` must outlive this one.
  Outputs(const OutputSettings& settings, const TalkSettings& talk, spdlog::logger& log);

  void write(Result result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;
  Backlog backlog() const override;

  /// Of the main output.
  OutputFile& main() noexcept { return file_; }
  /// After finish: what the process should exit with.
  int exit_code() const noexcept { return exit_code_; }

 private:
  OutputFile file_;
  std::unique_ptr<Sink> writer_;
  FailedOnly failed_only_;
  InputOrder main_order_;
  Sink& main_;

  Reports reports_;
  InputOrder report_order_;
  int exit_code_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OUTPUTS_H_
