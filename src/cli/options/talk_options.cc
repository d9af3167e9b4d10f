#include "src/cli/options/talk_options.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "src/base/environment.h"
#include "src/cli/options/values.h"
#include "src/cli/terminal.h"

namespace urlfan {
namespace {

constexpr const char* kTalkGroup = "Talk";

LogLevel level_of(int verbose, int quiet) {
  const int level = static_cast<int>(LogLevel::warn) - verbose + quiet;
  return static_cast<LogLevel>(std::clamp(level, 0, static_cast<int>(LogLevel::off)));
}

}  // namespace

void TalkOptions::add_to(CLI::App& app, TalkSettings& talk) {
  app.add_flag("-v,--verbose", verbose_,
               "On standard error a line for every result, unless it is seen already, and for "
               "every attempt that fails, retry and wait; -vv: more")
      ->group(kTalkGroup);
  app.add_flag("-q,--quiet", quiet_, "Only errors of urlfan itself; -qq: nothing")
      ->group(kTalkGroup);
  add_choice<LogLevel>(app, "--log-level", log_level_,
                       {{"debug", LogLevel::debug},
                        {"info", LogLevel::info},
                        {"warn", LogLevel::warn},
                        {"error", LogLevel::error},
                        {"off", LogLevel::off}},
                       "In place of -v and -q")
      ->group(kTalkGroup);
  add_choice<bool>(app, "--log-format", talk.log_json, {{"text", false}, {"json", true}},
                   "What standard error gets")
      ->group(kTalkGroup);
  app.add_flag("--no-color", no_color_, "No colors; so does NO_COLOR in the environment")
      ->group(kTalkGroup);
}

void TalkOptions::add_those_of_run(CLI::App& app, Settings& settings) {
  // By hand: bound to the optional, CLI11 2.1 makes an absent flag false.
  app.add_flag_function(
         "--progress,!--no-progress", [this](std::int64_t count) { progress_ = count > 0; },
         "A live line on standard error, or where that is no terminal one every 10 s [on when it "
         "is a terminal]")
      ->group(kTalkGroup);
  app.add_flag("--reproduce", settings.reproduce,
               "For each failure, the curl command that repeats it, on standard error")
      ->group(kTalkGroup);
}

void TalkOptions::complete(TalkSettings& talk) const {
  talk.log_level = log_level_.value_or(level_of(verbose_, quiet_));
  talk.color =
      !no_color_ && !is_dumb_terminal() && environment_variable("NO_COLOR").value_or("").empty();
}

void TalkOptions::complete_those_of_run(Settings& settings) const {
  const bool can_live =
      isatty(STDERR_FILENO) == 1 && !settings.talk.log_json && !is_dumb_terminal();
  if (!progress_.value_or(can_live)) return;
  settings.progress = can_live ? ProgressDisplay::live : ProgressDisplay::plain;
  settings.run.tick = std::chrono::milliseconds(can_live ? 100 : 1000);
}

}  // namespace urlfan
