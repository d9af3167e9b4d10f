#include "src/cli/options/talk_options.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "src/base/environment.h"
#include "src/cli/options/values.h"

namespace urlfan {
namespace {

constexpr const char* kGroup = "Talk";

LogLevel level_of(int verbose, int quiet) {
  const int level = static_cast<int>(LogLevel::warn) - verbose + quiet;
  return static_cast<LogLevel>(std::clamp(level, 0, static_cast<int>(LogLevel::off)));
}

}  // namespace

void TalkOptions::add_to(CLI::App& app, TalkSettings& talk) {
  app.add_flag("-v,--verbose", verbose_, "A line for every result on standard error; -vv: more")
      ->group(kGroup);
  app.add_flag("-q,--quiet", quiet_, "Only errors of urlfan itself; -qq: nothing")->group(kGroup);
  add_choice<LogLevel>(app, "--log-level", log_level_,
                       {{"debug", LogLevel::debug},
                        {"info", LogLevel::info},
                        {"warn", LogLevel::warn},
                        {"error", LogLevel::error},
                        {"off", LogLevel::off}},
                       "In place of -v and -q")
      ->type_name("LEVEL:{debug,info,warn,error,off}")
      ->group(kGroup);
  add_choice<bool>(app, "--log-format", talk.log_json, {{"text", false}, {"json", true}},
                   "What standard error gets")
      ->group(kGroup);
  app.add_flag("--no-color", no_color_, "No colors; so does NO_COLOR in the environment")
      ->group(kGroup);
}

void TalkOptions::add_those_of_run(CLI::App& app, Settings& settings) {
  // By hand: bound to the optional, CLI11 2.1 makes an absent flag false.
  app.add_flag_function(
         "--progress,!--no-progress", [this](std::int64_t count) { progress_ = count > 0; },
         "A live line on standard error [on when that is a terminal]")
      ->group(kGroup);
  app.add_flag("--reproduce", settings.reproduce,
               "For each failure, the curl command that repeats it, on standard error")
      ->group(kGroup);
}

void TalkOptions::complete(TalkSettings& talk) const {
  talk.log_level = log_level_.value_or(level_of(verbose_, quiet_));
  talk.color = !no_color_ && environment_variable("NO_COLOR").value_or("").empty();
}

void TalkOptions::complete_those_of_run(Settings& settings) const {
  settings.progress = progress_.value_or(isatty(STDERR_FILENO) == 1 && !settings.talk.log_json);
  if (settings.progress) settings.run.tick = std::chrono::milliseconds(100);
}

}  // namespace urlfan
