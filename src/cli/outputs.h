#ifndef URLFAN_CLI_OUTPUTS_H_
#define URLFAN_CLI_OUTPUTS_H_

#include <spdlog/logger.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "src/cli/output_file.h"
#include "src/cli/reports.h"
#include "src/cli/settings.h"
#include "src/output/failed_only.h"
#include "src/output/input_order.h"
#include "urlfan/sink.h"

namespace urlfan {

/// The main output: its file, and the way of results to it.
class MainOutput {
 public:
  /// Opens the file. Throws OutputError.
  MainOutput(const OutputSettings& settings, const TalkSettings& talk);

  OutputFile& file() noexcept { return file_; }
  Sink& sink() noexcept { return first_; }
  /// Results that memory was too short for, and that lack their body.
  std::uint64_t shortened() const { return shortened_ ? shortened_() : 0; }

 private:
  OutputFile file_;
  std::function<std::uint64_t()> shortened_;
  std::unique_ptr<Sink> writer_;
  FailedOnly failed_only_;
  InputOrder order_;
  Sink& first_;
};

/// All that results are written to: the main output, and the reports in the order of the list.
class Outputs final : public Sink {
 public:
  /// All must outlive this one. `channel` is where `main` writes to.
  Outputs(Sink& main, const OutputChannel& channel, Reports& reports)
      : main_(main), channel_(channel), reports_(reports), order_(std::in_place, reports) {}

  void write(Result result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;
  Backlog backlog() const override;
  Unwritten unwritten() const override;

  /// After finish: what the process should exit with.
  int exit_code() const noexcept { return exit_code_; }

 private:
  Sink& main_;
  const OutputChannel& channel_;
  Reports& reports_;
  /// As long as there is a report to write.
  std::optional<InputOrder> order_;
  int exit_code_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OUTPUTS_H_
