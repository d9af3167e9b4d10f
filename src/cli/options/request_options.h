#ifndef URLFAN_CLI_OPTIONS_REQUEST_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_REQUEST_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"
#include "urlfan/request.h"

namespace urlfan {

/// How connections are talked on, whatever is asked for.
void add_protocol_options(CLI::App& app, ClientConfig& client);

/// What requests are.
class RequestOptions {
 public:
  void add_to(CLI::App& app, Settings& settings);
  /// Reads the files that they name. Throws UsageError.
  void complete(Settings& settings) const;

 private:
  void add_identity(CLI::App& app, ClientConfig& client);
  /// What every request sends beside what its line says; may be null.
  MessagePtr message(Settings& settings) const;

  std::vector<std::string> headers_;
  std::vector<std::string> data_;
  std::optional<Credentials> user_;
  std::string bearer_;
  /// The values of --cookie with a =, and the others.
  std::vector<std::string> cookies_;
  std::vector<std::string> cookie_files_;
  bool netrc_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_REQUEST_OPTIONS_H_
