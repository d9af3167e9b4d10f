#include "src/serve/storable.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>

#include "src/base/ascii.h"
#include "src/model/message.h"
#include "src/serve/problem.h"
#include "urlfan/request.h"
#include "urlfan/secrets.h"

namespace urlfan {
namespace {

/// Texts that say who asks, and are no variables.
class WrittenSecrets {
 public:
  /// Must outlive it.
  explicit WrittenSecrets(const Secrets& variables) : variables_(variables) {}

  bool are_in(const Request& request) const {
    return are_in(request.target.credentials) || (request.message && are_in(*request.message));
  }
  bool are_in(const Message& message) const {
    return are_in(message.credentials) || (message.cookies && is_one(*message.cookies)) ||
           std::any_of(message.headers.begin(), message.headers.end(), [&](const Field& header) {
             return !may_leave_host(header.name) && header.value && is_one(*header.value);
           });
  }

 private:
  bool are_in(const std::optional<Credentials>& credentials) const {
    return credentials &&
           is_one(credentials->is_token() ? credentials->user : *credentials->password);
  }
  /// There is more in it than variables and what stands before one: the name of a cookie, or a
  /// scheme, as in "Bearer ${TOKEN}".
  bool is_one(const std::string& text) const {
    std::istringstream words(variables_.hide(text));
    bool may_be_scheme = true;
    for (std::string word; words >> word; may_be_scheme = false) {
      if (word.ends_with(';')) word.pop_back();
      const std::string value = word.substr(word.find('=') + 1);
      const bool is_variable = value.starts_with("${") && value.find('}') == value.size() - 1;
      const bool is_scheme =
          may_be_scheme && !words.eof() && std::all_of(word.begin(), word.end(), is_letter);
      if (!is_variable && !is_scheme) return true;
    }
    return false;
  }

  const Secrets& variables_;
};

}  // namespace

void require_storable(const RunDocument& run) {
  const WrittenSecrets secrets(*run.variables);
  const MessagePtr& shared = run.options.rules.message;
  bool is_written = shared && secrets.are_in(*shared);
  for (const Request& each : run.requests) {
    if (each.bad) throw ProblemError(400, "run.requests: " + each.bad->message);
    is_written = is_written || secrets.are_in(each);
  }
  if (!is_written) return;
  throw ProblemError(
      422,
      "a schedule is stored, and secrets never are: let ${NAME} stand for them, with "
      "a variable of --allow-env");
}

}  // namespace urlfan
