#ifndef URLFAN_CLI_CURL_LINE_H_
#define URLFAN_CLI_CURL_LINE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "src/cli/settings.h"
#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

/// Says to curl, too, what an option of this program says of all requests; `value` as one word.
void tell_curl(Settings& settings, const char* option);
void tell_curl(Settings& settings, const char* option, std::string_view value);

/// Writes the command of curl that repeats a request, for a POSIX shell. Secrets are ***.
class CurlLine {
 public:
  explicit CurlLine(const Settings& settings);

  /// Empty for a line that was never sent.
  std::string operator()(const Request& request, const Result& result) const;

 private:
  Message without_secrets(Message message) const;
  std::string redirect_options(const Request& request) const;

  Duration timeout_;
  Duration connect_timeout_;
  bool follow_redirects_ = true;
  std::size_t max_redirects_ = 0;
  HttpVersion http_ = HttpVersion::automatic;
  std::shared_ptr<const Secrets> secrets_;
  /// What all requests of the run have in common.
  std::string options_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_CURL_LINE_H_
