#ifndef URLFAN_CLI_OPTION_SOURCES_H_
#define URLFAN_CLI_OPTION_SOURCES_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "src/cli/cli11_names.h"
#include "src/list/variables.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// The environment. What is taken out of it is secret.
Variables secret_environment(const std::shared_ptr<Secrets>& secrets);

/// Gives an option what stands under one of its names, as if it had been typed; a flag has "true" or
/// "false". Throws UsageError, CLI::ParseError.
void give_option(CLI::Option& option, const std::string& name,
                 const std::vector<std::string>& values);

/// Where options come from that were not typed: variables of the environment (URLFAN_TIMEOUT is
/// --timeout), and behind those what the --config file has. Each goes before the next as a whole:
/// where a header is typed, none of the file is sent. CLI11 has another order, and passes over what
/// is empty. All throw UsageError, which names the variable, or file and line.
class OptionSources {
 public:
  /// After the parsing of the command line.
  void take_environment(CLI::App& command);
  /// After the environment. What `variables` give belongs to `secrets`, which no message shows.
  void take_config(CLI::App& command, const std::string& file, const Variables& variables,
                   const Secrets& secrets);

  /// What CLI11 holds of typed options alone: those that exclude each other, or need another.
  static void require_compatible(const CLI::App& command);

  /// A message that begins with the name of an option, and in front of it where that stands, unless
  /// it was typed.
  std::string with_place(const std::string& message) const;

  /// What the user should know of them.
  const std::vector<std::string>& warnings() const noexcept { return warnings_; }

 private:
  void take_variable(CLI::Option& option, const std::string& name, const std::string& variable,
                     const std::string& value);
  void warn_of_variables(const CLI::App& command);

  /// Where the options stand that were not typed, by their names: "URLFAN_TIMEOUT", "a.toml:3".
  std::map<std::string, std::string> places_;
  std::vector<std::string> warnings_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTION_SOURCES_H_
