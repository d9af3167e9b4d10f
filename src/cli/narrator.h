#ifndef URLFAN_CLI_NARRATOR_H_
#define URLFAN_CLI_NARRATOR_H_

#include <spdlog/logger.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/progress_line.h"
#include "urlfan/clock.h"
#include "urlfan/sink.h"

namespace urlfan {

/// Tells the run on standard error: the live line, a log line for a result, and at the end the
/// first failures, and what is otherwise than in the baseline.
class Narrator final : public Sink {
 public:
  struct Options {
    /// Results go to the terminal, so the live line must make way for them.
    bool results_on_terminal = false;
    /// Say at the end what failed: the results themselves are not before a person's eyes.
    bool list_failures = false;
    /// Gives the command that repeats a failure, to be printed as it is.
    std::function<std::string(const Request&, const Result&)> reproduce = {};
  };

  /// Both must outlive this one.
  Narrator(ProgressLine& line, spdlog::logger& log, Options options)
      : line_(line), log_(log), options_(std::move(options)) {}

  /// What is written to the terminal goes there after this, as after make_way().
  void write(const Request& request, const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;
  /// Leaves the terminal to the end of the results.
  void make_way() { line_.clear(); }

 private:
  void note(const Result& result);
  void log_result(const Result& result);
  void print_command(const Request& request, const Result& result);

  ProgressLine& line_;
  spdlog::logger& log_;
  Options options_;
  SteadyClock clock_;
  std::uint64_t failures_ = 0;
  std::uint64_t known_ = 0;
  std::uint64_t notes_ = 0;
  std::vector<std::string> first_notes_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_NARRATOR_H_
