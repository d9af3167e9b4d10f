#ifndef URLFAN_CLI_CURL_COMMAND_H_
#define URLFAN_CLI_CURL_COMMAND_H_

#include <memory>
#include <string>

#include "src/cli/settings.h"
#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

/// Writes the command of curl that repeats a request, for a POSIX shell. Secrets are ***.
class CurlCommand {
 public:
  explicit CurlCommand(const Settings& settings);

  /// Empty for a line that was never sent.
  std::string operator()(const Request& request, const Result& result) const;

 private:
  Message without_secrets(Message message) const;

  Duration timeout_;
  Duration connect_timeout_;
  HttpVersion http_ = HttpVersion::automatic;
  std::shared_ptr<const Secrets> secrets_;
  /// What all requests of the run have in common.
  std::string options_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_CURL_COMMAND_H_
