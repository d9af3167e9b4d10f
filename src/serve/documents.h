#ifndef URLFAN_SERVE_DOCUMENTS_H_
#define URLFAN_SERVE_DOCUMENTS_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/list/line_parser.h"
#include "src/list/variables.h"
#include "urlfan/request.h"
#include "urlfan/run_config.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// A member of "options": the name of an option of the command line, without its dashes, and its
/// values as they would be typed. A flag has "true" or "false".
struct NamedOption {
  std::string name;
  std::vector<std::string> values;

  bool operator==(const NamedOption&) const = default;
};

/// What the options of a run mean.
struct RunOptions {
  RunConfig run = {};
  /// How its requests are read.
  LineRules rules = {};
};

/// Understands options. Throws ProblemError, also for those that nobody may choose from afar.
using OptionReader = std::function<RunOptions(const std::vector<NamedOption>&)>;

/// A run as it was asked for.
struct RunDocument {
  RunOptions options;
  std::vector<Request> requests;
  /// What variables stand for in them; RunConfig::secrets points to it where there is any.
  std::shared_ptr<const Secrets> variables;
  /// There is something in its requests that says who asks.
  bool has_secrets = false;
};

/// How documents are read.
struct DocumentRules {
  OptionReader options;
  std::size_t most_requests = 10'000;
};

/// {"requests": [...], "options": {...}}: each request is a URL or an object as in a list of JSON
/// lines; nothing in it is a variable. A URL that cannot be understood is a request with `bad` set,
/// which gets its result; all else that is wrong is a ProblemError that names the member.
RunDocument read_run(std::string_view json, const DocumentRules& rules);

/// The same of the run of a schedule, where ${NAME} stands for a variable. Throws ProblemError for
/// one that `variables` does not give.
RunDocument read_scheduled_run(std::string_view json, const DocumentRules& rules,
                               const Variables& variables);

/// {"every": "30s", "run": {...}}.
struct ScheduleDocument {
  std::chrono::milliseconds every{};
  /// The JSON of `run`.
  std::string run;
};
/// Throws ProblemError; does not look into the run.
ScheduleDocument read_schedule(std::string_view text);

/// Whether a request says who asks: by user information, cookies, or a header that no other host
/// may have. Bodies are taken for what they are, data.
bool has_secrets(const Request& request);
bool has_secrets(const Message& message);

}  // namespace urlfan

#endif  // URLFAN_SERVE_DOCUMENTS_H_
