#ifndef URLFAN_CLI_OPTIONS_TALK_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_TALK_OPTIONS_H_

#include <optional>

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"

namespace urlfan {

/// What standard error gets.
class TalkOptions {
 public:
  /// Those of every command that writes results.
  void add_to(CLI::App& app, TalkSettings& talk);
  /// Those that only a run has.
  void add_those_of_run(CLI::App& app, Settings& settings);
  void complete(TalkSettings& talk) const;
  /// After that.
  void complete_those_of_run(Settings& settings) const;

 private:
  int verbose_ = 0;
  int quiet_ = 0;
  std::optional<LogLevel> log_level_;
  bool no_color_ = false;
  std::optional<bool> progress_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_TALK_OPTIONS_H_
