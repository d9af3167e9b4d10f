#ifndef URLFAN_CLI_OUTPUTS_H_
#define URLFAN_CLI_OUTPUTS_H_

#include <spdlog/logger.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "src/cli/narrator.h"
#include "src/cli/output_file.h"
#include "src/cli/reports.h"
#include "src/cli/settings.h"
#include "src/output/failed_only.h"
#include "src/output/input_order.h"
#include "src/output/result_writer.h"
#include "urlfan/sink.h"

namespace urlfan {

/// The main output: its file, and what writes to it.
class MainOutput {
 public:
  /// Opens the file, unless it is there already. Throws UsageError, Stopped.
  MainOutput(const OutputSettings& settings, const TalkSettings& talk, StopSignals& signals,
             std::unique_ptr<OutputFile> file = nullptr);

  OutputFile& file() noexcept { return *file_; }
  ResultWriter& writer() noexcept { return first_; }
  /// Its results are in the order of the list; else they come as they are complete.
  bool in_input_order() const noexcept { return in_input_order_; }
  /// Its results come before a person's eyes.
  bool is_seen() const noexcept { return is_seen_; }
  /// And so does why they failed, and how the run ended.
  bool tells_all() const noexcept { return is_seen_ && tells_all_; }
  /// Results that memory was too short for, and that lack their body.
  std::uint64_t shortened() const { return shortened_ ? shortened_() : 0; }

 private:
  std::unique_ptr<OutputFile> file_;
  std::function<std::uint64_t()> shortened_;
  std::unique_ptr<ResultWriter> writer_;
  FailedOnly failed_only_;
  ResultWriter& first_;
  bool in_input_order_;
  bool is_seen_;
  bool tells_all_;
};

/// All that is told of a run: by the narrator at once, in the reports in the order of the list, and
/// in the main output in either.
class Outputs final : public Sink {
 public:
  /// All must outlive this one. `command` tells how curl repeats a request; empty where no report
  /// shows that.
  Outputs(Narrator& narrator, MainOutput& main, Reports& reports,
          std::function<std::string(const Request&, const Result&)> command = {});

  void retrying(const Result& attempt, Duration wait) override {
    narrator_.retrying(attempt, wait);
  }
  void resting(const std::string& origin, Duration rest) override {
    narrator_.resting(origin, rest);
  }
  void write(const Request& request, const Result& result) override;
  void take(const Request& request, Result&& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;
  Backlog backlog() const override;
  Unwritten unwritten() const override;

  /// After finish: what the process should exit with.
  int exit_code() const noexcept { return exit_code_; }

 private:
  const Result& hand_on(Result&& result);

  Narrator& narrator_;
  MainOutput& main_;
  Reports& reports_;
  std::function<std::string(const Request&, const Result&)> command_;
  /// What waits for its turn does so once for all, as long as there is something to write in order.
  std::optional<InputOrder> order_;
  /// Results that the reports have had: one that the main output had no memory for comes again.
  std::uint64_t reported_ = 0;
  int exit_code_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OUTPUTS_H_
