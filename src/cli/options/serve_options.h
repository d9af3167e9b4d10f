#ifndef URLFAN_CLI_OPTIONS_SERVE_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_SERVE_OPTIONS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/cli/cli11_names.h"
#include "src/cli/option_sources.h"
#include "src/cli/options/talk_options.h"
#include "src/cli/settings.h"

namespace urlfan {

/// What `urlfan serve` is asked for.
struct ServeSettings {
  /// The client, what runs have where they say nothing, and what standard error gets.
  Settings fetch = {};
  /// ADDRESS:PORT, unless `unix_socket` is set.
  std::string listen = "127.0.0.1:8080";
  std::string unix_socket = {};
  bool needs_token = true;
  std::vector<std::string> hosts = {};
  /// Empty: the usual one.
  std::string state_file = {};
  Duration keep = std::chrono::hours(24 * 7);
  Duration grace = std::chrono::seconds(30);
  Duration deadline = std::chrono::seconds(30);
  Duration most_deadline = std::chrono::minutes(5);
  std::size_t most_runs = 100;
  std::size_t most_waiting = 1000;
  std::size_t most_requests = 10'000;
  std::uint64_t most_results = 1'000'000;
  std::uint64_t most_body = std::uint64_t{4} << 20U;
  std::vector<std::string> variables = {};
  bool has_seed = false;
};

/// All options of `urlfan serve`.
class ServeOptions {
 public:
  void add_to(CLI::App& app);
  /// Takes what was not typed from the environment and the --config file. After the parsing. Throws
  /// UsageError.
  void complete(CLI::App& app);
  /// What all that means; after complete(), once. Throws UsageError.
  ServeSettings settings();

 private:
  void add_entrance(CLI::App& app);
  void add_state(CLI::App& app);
  void add_limits(CLI::App& app);
  ServeSettings understood();

  ServeSettings given_;
  TalkOptions talk_;
  bool no_token_ = false;
  bool allow_private_ = false;
  std::string config_;
  OptionSources sources_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_SERVE_OPTIONS_H_
