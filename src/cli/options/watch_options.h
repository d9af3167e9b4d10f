#ifndef URLFAN_CLI_OPTIONS_WATCH_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_WATCH_OPTIONS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/cli/cli11_names.h"
#include "src/cli/option_sources.h"
#include "src/cli/options/check_options.h"
#include "src/cli/options/input_options.h"
#include "src/cli/options/request_options.h"
#include "src/cli/options/talk_options.h"
#include "src/cli/settings.h"
#include "src/watch/hook.h"
#include "src/watch/line_health.h"
#include "urlfan/request.h"

namespace urlfan {

/// What `urlfan watch` is asked for.
struct WatchSettings {
  /// Of each round.
  Settings fetch = {};
  Duration every = std::chrono::seconds(30);
  HealthRules health = {};
  std::optional<Request> own_network = {};
  /// Results and rounds are told as well, and not changes alone.
  bool show_all = false;
  /// The program and its arguments; empty: there is none.
  std::vector<std::string> on_change = {};
  Duration on_change_timeout = HookLimits().time;
  /// ADDRESS:PORT; empty: nowhere.
  std::string listen = {};
  /// Empty: none.
  std::string config = {};
};

/// Where there is no list and --on-change has arguments, which it may be one of: the order in which
/// they stand. Else empty.
std::string hint_of_swallowed_list(const WatchSettings& settings);

/// All options of `urlfan watch`. Once: what is read again is read by another one.
class WatchOptions {
 public:
  void add_to(CLI::App& app);
  /// Takes what was not typed from the environment and the --config file. After the parsing. Throws
  /// UsageError.
  void complete(CLI::App& app);
  /// What all that means; after complete(). Throws UsageError.
  WatchSettings settings();

 private:
  void add_own(CLI::App& app);
  WatchSettings understood();

  WatchSettings given_;
  InputOptions input_;
  RequestOptions request_;
  CheckOptions checks_;
  TalkOptions talk_;
  std::string own_network_;
  OptionSources sources_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_WATCH_OPTIONS_H_
