#ifndef URLFAN_CLI_NARRATOR_H_
#define URLFAN_CLI_NARRATOR_H_

#include <spdlog/logger.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/host_limit_note.h"
#include "src/cli/progress_line.h"
#include "src/core/standstill.h"
#include "urlfan/clock.h"
#include "urlfan/secrets.h"
#include "urlfan/sink.h"

namespace urlfan {

/// Tells the run on standard error: the live line, a log line for a result, and at the end the
/// first failures, and what is otherwise than in the baseline.
class Narrator final : public Sink {
 public:
  struct Options {
    /// Results go to the terminal, so the live line must make way for them.
    bool results_on_terminal = false;
    /// They tell there what failed and how it ended, too, so nothing is said twice; else it is said
    /// at the end.
    bool all_on_terminal = false;
    /// What is in flight at most, where somebody asked for that; for HostLimitNote.
    std::size_t concurrency = 0;
    std::size_t per_host = 0;
    /// Gives the command that repeats a failure, to be printed as it is.
    std::function<std::string(const Request&, const Result&)> reproduce = {};
  };

  /// Both must outlive this one.
  Narrator(ProgressLine& line, spdlog::logger& log, Options options)
      : line_(line),
        log_(log),
        options_(std::move(options)),
        limit_note_(options_.concurrency, options_.per_host) {}

  /// Who is asked what the run waits for, and what must not be said of that.
  void ask(std::function<Standstill()> look, const Secrets* secrets);

  void write(const Request& request, const Result& result) override;
  void retrying(const Result& attempt, Duration wait) override;
  void resting(const std::string& origin, Duration rest) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;
  /// Leaves the terminal to a result, if results go there.
  void make_way_for_result() {
    if (options_.results_on_terminal) line_.clear();
  }
  /// Leaves the terminal to the end of the results.
  void make_way() { line_.clear(); }

 private:
  void say_that_a_limit_holds(const Progress& progress, TimePoint now);
  std::string hidden(std::string text) const;
  void note(const Result& result);
  void log_result(const Result& result);
  void print_command(const Request& request, const Result& result);

  ProgressLine& line_;
  spdlog::logger& log_;
  Options options_;
  SteadyClock clock_;
  HostLimitNote limit_note_;
  std::function<Standstill()> look_;
  const Secrets* secrets_ = nullptr;
  std::uint64_t failures_ = 0;
  /// What a stop has left, which is not among those.
  std::uint64_t broken_off_ = 0;
  std::uint64_t not_started_ = 0;
  std::uint64_t known_ = 0;
  std::uint64_t notes_ = 0;
  struct Note {
    std::string text;
    /// Of what it is about, for the log.
    std::string fields;
  };
  std::vector<Note> first_notes_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_NARRATOR_H_
