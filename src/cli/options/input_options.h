#ifndef URLFAN_CLI_OPTIONS_INPUT_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_INPUT_OPTIONS_H_

#include <string>
#include <vector>

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"

namespace urlfan {

/// Which lists, and what they are.
class InputOptions {
 public:
  void add_to(CLI::App& app, Settings& settings);
  /// `command`: what is typed before a list. Throws UsageError.
  void complete(Settings& settings, const std::string& command = "urlfan") const;

  // Of those, how URLs are understood.
  void add_urls(CLI::App& app);
  /// Throws UsageError.
  void complete_urls(Settings& settings) const;

 private:
  std::string base_url_;
  std::string default_scheme_ = "https";
  std::vector<Column> columns_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_INPUT_OPTIONS_H_
