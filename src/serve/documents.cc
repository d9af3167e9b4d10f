#include "src/serve/documents.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "src/base/did_you_mean.h"
#include "src/base/json_numbers.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/list/strict_json.h"
#include "src/model/line_problem.h"
#include "src/serve/problem.h"

namespace urlfan {
namespace {

// Its numbers are indexes of a JsonNumbers.
using Json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds kShortestEvery{1000};

[[noreturn]] void refuse(const std::string& detail) { throw ProblemError(400, detail); }

/// A whole document, which must be an object.
Json parse(std::string_view text, const JsonNumbers& numbers) {
  if (!is_utf8(text)) refuse("the body is not UTF-8; expected JSON");
  Json json;
  try {
    json = parse_strictly(numbers);
  } catch (const LineProblem& problem) {
    // What it says behind that is of a line in a list.
    refuse("the body is " + problem.why.substr(0, problem.why.find(';')) +
           "; expected one JSON object");
  }
  if (!json.is_object()) refuse("the body is no object; expected {\"requests\": [...]}");
  return json;
}

void require_known(const Json& json, const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : json.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string names;
    for (const auto& name : known) names.append(names.empty() ? "" : " and ").append(name);
    refuse("unknown member \"" + excerpt(key, 40) + "\"; " + suggestion(key, known) + "expected " +
           names);
  }
}

std::string text_of(const Json& json, const JsonNumbers& numbers) {
  return numbers.put_back(json.dump());
}

/// What stands in the place of a scalar on a command line.
std::string option_text(const std::string& name, const Json& value, const JsonNumbers& numbers) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number()) return text_of(value, numbers);
  refuse("options." + excerpt(name, 40) +
         " is not valid; expected a string, a number, true or false, or an array of them");
}

std::vector<NamedOption> options_of(const Json& json, const JsonNumbers& numbers) {
  if (!json.is_object()) refuse("options is not valid; expected an object");
  std::vector<NamedOption> options;
  for (const auto& [name, value] : json.items()) {
    NamedOption& option = options.emplace_back(NamedOption{.name = name, .values = {}});
    if (!value.is_array()) {
      option.values.push_back(option_text(name, value, numbers));
      continue;
    }
    for (const auto& each : value) option.values.push_back(option_text(name, each, numbers));
  }
  return options;
}

void fill_in_all(std::vector<NamedOption>& options, const Variables& variables) {
  for (auto& option : options) {
    try {
      for (auto& value : option.values) value = fill_in(value, variables);
    } catch (const LineProblem& problem) {
      refuse("options." + excerpt(option.name, 40) + " is not valid: " + problem.why);
    }
  }
}

/// Whether the URL itself is what is wrong, for which there is a result.
bool has_bad_url(const std::string& url, const LineRules& rules) {
  try {
    target_of(url, rules);
    return false;
  } catch (const LineProblem&) {
    return true;
  }
}

/// Of a line that is not understood as far as that.
bool may_have_secrets(const Json& line, const JsonNumbers& numbers) {
  return line.contains("headers") || text_of(line, numbers).find('@') != std::string::npos;
}

/// Reads the requests of one document.
class RequestReader {
 public:
  RequestReader(const JsonNumbers& numbers, const LineRules& rules)
      : numbers_(numbers), rules_(rules) {}

  Request read(const Json& json, std::size_t number) const {
    const std::string place = "requests[" + std::to_string(number) + "]";
    if (!json.is_object() && !json.is_string()) {
      refuse(place + " is neither a string nor an object; expected a URL, or an object with one");
    }
    const Json alone = json.is_string() ? Json::object({{"url", json}}) : Json();
    const Json& line = json.is_string() ? alone : json;
    Request request = parse_object(line, numbers_, rules_);
    if (request.bad && !is_of_url(line)) refuse(place + ": " + request.bad->message);
    return request;
  }

 private:
  bool is_of_url(const Json& line) const {
    const auto url = line.find("url");
    return url != line.end() && url->is_string() &&
           has_bad_url(url->get_ref<const std::string&>(), rules_);
  }

  const JsonNumbers& numbers_;
  const LineRules& rules_;
};

RunDocument read(std::string_view text, const DocumentRules& rules, const Variables* variables) {
  const JsonNumbers numbers(text);
  const Json json = parse(text, numbers);
  require_known(json, {"requests", "options"});
  const auto requests = json.find("requests");
  if (requests == json.end() || !requests->is_array()) {
    refuse("requests is " + std::string(requests == json.end() ? "missing" : "not valid") +
           "; expected an array of URLs and of objects with one");
  }
  if (requests->empty()) refuse("requests is empty; expected one at least");
  if (requests->size() > rules.most_requests) {
    throw ProblemError(413, "there are " + std::to_string(requests->size()) +
                                " requests, and --max-requests allows " +
                                std::to_string(rules.most_requests));
  }
  RunDocument document;
  const auto options = json.find("options");
  auto named = options == json.end() ? std::vector<NamedOption>() : options_of(*options, numbers);
  if (variables != nullptr) fill_in_all(named, *variables);
  document.options = rules.options(named);
  document.options.rules.variables = variables == nullptr ? Variables() : *variables;
  const MessagePtr& shared = document.options.rules.message;
  document.has_secrets = shared && has_secrets(*shared);
  const RequestReader reader(numbers, document.options.rules);
  document.requests.reserve(requests->size());
  for (const auto& each : *requests) {
    const Request& request =
        document.requests.emplace_back(reader.read(each, document.requests.size()));
    document.has_secrets = document.has_secrets || has_secrets(request) ||
                           (request.bad && may_have_secrets(each, numbers));
  }
  return document;
}

}  // namespace

bool has_secrets(const Request& request) {
  return request.target.credentials || (request.message && has_secrets(*request.message));
}

bool has_secrets(const Message& message) {
  return message.credentials || message.cookies ||
         std::any_of(message.headers.begin(), message.headers.end(),
                     [](const Field& header) { return !may_leave_host(header.name); });
}

RunDocument read_run(std::string_view json, const DocumentRules& rules) {
  return read(json, rules, nullptr);
}

RunDocument read_scheduled_run(std::string_view json, const DocumentRules& rules,
                               const Variables& variables) {
  const auto secrets = std::make_shared<Secrets>();
  const Variables recorded = [&variables, secrets](const std::string& name) {
    auto value = variables(name);
    if (!value) {
      refuse("${" + excerpt(name, 40) +
             "} is no variable that --allow-env lists and that is set, and $${ is ${ itself");
    }
    secrets->add(*value, "${" + name + "}");
    return value;
  };
  RunDocument document = read(json, rules, &recorded);
  document.options.rules.variables = {};
  document.variables = secrets;
  document.options.run.secrets = secrets.get();
  return document;
}

ScheduleDocument read_schedule(std::string_view text) {
  const JsonNumbers numbers(text);
  const Json json = parse(text, numbers);
  require_known(json, {"every", "run"});
  const auto every = json.find("every");
  const auto run = json.find("run");
  if (every == json.end() || !every->is_string()) {
    refuse("every is " + std::string(every == json.end() ? "missing" : "not valid") +
           "; expected a duration such as \"30s\"");
  }
  const auto duration = parse_duration(every->get_ref<const std::string&>());
  if (!duration || *duration < kShortestEvery) {
    refuse("every is not valid; expected a duration such as \"30s\", of 1s at least");
  }
  if (run == json.end() || !run->is_object()) {
    refuse("run is " + std::string(run == json.end() ? "missing" : "not valid") +
           "; expected {\"requests\": [...]}");
  }
  return {.every = std::chrono::duration_cast<std::chrono::milliseconds>(*duration),
          .run = text_of(*run, numbers)};
}

}  // namespace urlfan
