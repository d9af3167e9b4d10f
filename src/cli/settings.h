#ifndef URLFAN_CLI_SETTINGS_H_
#define URLFAN_CLI_SETTINGS_H_

#include <stdexcept>
#include <string>
#include <vector>

#include "src/cli/flags.h"
#include "urlfan/config.h"
#include "urlfan/request.h"

namespace urlfan {

/// The command line cannot be carried out; the message says what to change.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Format { json, ndjson, table };
enum class LogLevel { debug, info, warn, error, off };

/// What the flags mean.
struct Settings {
  EngineConfig engine;
  TransportConfig transport;
  UrlDefaults urls;

  std::vector<std::string> inputs;
  Format format = Format::json;
  bool input_order = true;
  bool failed_only = false;
  std::string output;

  LogLevel log_level = LogLevel::warn;
  bool log_json = false;
  bool progress = false;
  bool color = false;
  bool dry_run = false;
  /// Not empty: what was asked for and cannot be had, for a warning.
  std::string cut;
};

/// Throws UsageError.
Settings interpret(const Flags& flags);

}  // namespace urlfan

#endif  // URLFAN_CLI_SETTINGS_H_
