#include "src/cli/settings.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <set>
#include <string_view>
#include <system_error>

#include "src/base/environment.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/cli/network_settings.h"
#include "src/cli/request_settings.h"
#include "src/list/check_values.h"
#include "src/list/line_problem.h"

namespace urlfan {
namespace {

// The flags were checked when they were read, so these have a value.
Duration duration(const std::string& text) { return parse_duration(text).value(); }
std::uint64_t size(const std::string& text) { return parse_size(text).value(); }

std::optional<Duration> duration_or_none(const std::string& text) {
  if (text.empty()) return {};
  return duration(text);
}

std::optional<double> rate(const std::string& text) {
  if (text.empty()) return {};
  return parse_rate(text);
}

LogLevel log_level(const TalkFlags& flags) {
  if (flags.log_level == "debug") return LogLevel::debug;
  if (flags.log_level == "info") return LogLevel::info;
  if (flags.log_level == "warn") return LogLevel::warn;
  if (flags.log_level == "error") return LogLevel::error;
  if (flags.log_level == "off") return LogLevel::off;
  const int level = static_cast<int>(LogLevel::warn) - flags.verbose + flags.quiet;
  return static_cast<LogLevel>(std::clamp(level, 0, static_cast<int>(LogLevel::off)));
}

std::uint64_t kept_body(const std::string& text) {
  if (text == "none") return 0;
  if (text == "full") return std::numeric_limits<std::int64_t>::max();
  return size(text);
}

Tolerance tolerance(const VerdictFlags& flags) {
  Tolerance tolerance;
  if (flags.fail_on == "check") tolerance.fail_on = FailOn::check;
  if (flags.fail_on == "transport") tolerance.fail_on = FailOn::transport;
  if (flags.fail_on == "never") tolerance.fail_on = FailOn::never;
  tolerance.percent = parse_percent(flags.max_fail);
  tolerance.count = parse_count(flags.max_fail);
  return tolerance;
}

TalkSettings talk_settings(const TalkFlags& flags) {
  const bool no_color = !environment_variable("NO_COLOR").value_or("").empty();
  return {.log_level = log_level(flags),
          .log_json = flags.log_format == "json",
          .color = !flags.no_color && !no_color};
}

ReportKind report_kind(const std::string& name) {
  constexpr std::array<std::string_view, 7> names{"junit",      "tap",    "markdown", "github",
                                                  "prometheus", "ndjson", "json"};
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw UsageError("--report: there is no report \"" + name +
                     "\"; expected junit, tap, markdown, github, prometheus, ndjson or json");
  }
  return static_cast<ReportKind>(found - names.begin());
}

OutputSettings output_settings(const OutputFlags& flags) {
  OutputSettings output;
  if (flags.format == "ndjson") output.format = Format::ndjson;
  if (flags.format == "table") output.format = Format::table;
  output.input_order = flags.order.empty() ? output.format == Format::json : flags.order == "input";
  output.failed_only = flags.show == "failed";
  output.file = flags.output == "-" ? "" : flags.output;
  const auto resolved = [](const std::string& file) {
    std::error_code none;
    const auto whole = std::filesystem::absolute(file, none);
    return std::filesystem::weakly_canonical(whole, none).string();
  };
  std::set<std::string> taken;
  if (!output.file.empty()) taken.insert(resolved(output.file));
  for (const auto& text : flags.reports) {
    const auto end = text.find('=');
    const std::string file = end == std::string::npos ? "" : text.substr(end + 1);
    if (file.empty()) {
      throw UsageError("--report " + text + ": expected KIND=FILE, such as junit=report.xml");
    }
    if (file != "-" && !taken.insert(resolved(file)).second) {
      throw UsageError("two outputs would be written to " + file);
    }
    output.reports.push_back({.kind = report_kind(text.substr(0, end)), .file = file});
  }
  return output;
}

std::vector<std::string> inputs(const Flags& flags) {
  auto inputs = flags.inputs;
  if (inputs.empty()) {
    if (isatty(STDIN_FILENO) == 1) {
      throw UsageError(
          "no list: name a file or a URL, or pipe a list in\n"
          "  urlfan urls.txt            a list, one URL a line\n"
          "  urlfan https://example.com\n"
          "  some-command | urlfan\n"
          "urlfan --help shows all options.");
    }
    inputs.emplace_back("-");
  }
  if (std::count(inputs.begin(), inputs.end(), "-") > 1) {
    throw UsageError("standard input (-) can be read only once");
  }
  return inputs;
}

UrlDefaults url_defaults(const Flags& flags) {
  UrlDefaults defaults{.scheme = flags.default_scheme, .base = {}};
  if (flags.base_url.empty()) return defaults;
  const auto base = parse_target(flags.base_url, defaults);
  const auto* error = std::get_if<Error>(&base);
  if (error != nullptr) throw UsageError("--base-url: " + error->message);
  defaults.base = flags.base_url;
  return defaults;
}

/// Fits the concurrency to the descriptors that there are.
void fit_concurrency(Settings& settings) {
  const Capacity there = capacity(settings.run.save_dir.empty() ? 0 : 1);
  settings.client.lookups = std::min(settings.client.lookups, there.lookups);
  const std::size_t possible = there.transfers;
  const std::size_t wanted = settings.client.concurrency;
  if (wanted > possible) {
    settings.client.concurrency = possible;
    settings.warnings.push_back("--concurrency " + std::to_string(wanted) + " is cut to " +
                                std::to_string(possible) +
                                " by the limit of open files; raise it with `ulimit -n`");
  }
  settings.client.max_idle =
      there.connections - std::min(there.connections, settings.client.concurrency);
}

/// As in a list, where this is held of each line.
const std::string& utf8(const std::string& text) {
  if (!is_utf8(text)) throw LineProblem{excerpt(text, 40) + " is not valid UTF-8"};
  return text;
}

/// What the command line says of checks, in the same words as a list.
Checks default_checks(const Flags& flags) {
  Checks checks;
  try {
    const std::string& status = flags.expect_status;
    if (!status.empty()) checks.status = status_value("--expect-status", utf8(status));
    for (const auto& text : flags.expect_contains) {
      checks.contains.push_back(contains_value("--expect-contains", utf8(text)));
    }
    for (const auto& text : flags.expect_matches) {
      checks.matches.push_back(pattern_value("--expect-matches", utf8(text)));
    }
    for (const auto& text : flags.expect_header) {
      checks.headers.push_back(header_check("--expect-header", utf8(text)));
    }
    for (const auto& text : flags.expect_json) {
      checks.json.push_back(json_check_from_text("--expect-json", utf8(text)));
    }
    checks.max_time = duration_or_none(flags.expect_time);
    const std::string& days = flags.cert_days;
    if (!days.empty()) checks.cert_days = cert_days_value("--cert-days", days);
    Request any;
    any.checks = checks;
    require_possible(any);
  } catch (const LineProblem& problem) {
    throw UsageError(problem.why);
  }
  if (!flags.no_checks) return checks;
  Checks none;
  none.none = true;
  return none;
}

/// The environment. What a list takes out of it is secret.
Variables environment(const std::shared_ptr<Secrets>& secrets) {
  return [secrets](const std::string& name) {
    auto value = environment_variable(name);
    if (value) secrets->add(*value, "${" + name + "}");
    return value;
  };
}

LineRules line_rules(const Flags& flags, const std::shared_ptr<Secrets>& secrets) {
  LineRules rules;
  rules.variables = environment(secrets);
  rules.method = flags.method;
  rules.message = request_message(flags);
  rules.parse_url = TargetParser(url_defaults(flags));
  if (flags.input_format == "text") rules.format = InputFormat::text;
  if (flags.input_format == "jsonl") rules.format = InputFormat::jsonl;
  rules.checks = default_checks(flags);
  return rules;
}

RunConfig run_config(const Flags& flags) {
  RunConfig run;
  run.timeout = duration(flags.timeout);
  run.connect_timeout = duration(flags.connect_timeout);
  run.deadline = duration_or_none(flags.deadline);
  run.retry = {.retries = flags.retries,
               .wait = duration(flags.retry_wait),
               .max_wait = duration(flags.retry_max_wait),
               .all_methods = flags.retry_all_methods};
  run.wait_for = duration_or_none(flags.wait_for);
  run.interval = duration(flags.interval);
  run.follow_redirects = flags.follow;
  run.max_redirects = flags.max_redirs;
  run.hash_body = flags.hash;
  run.keep_headers = flags.show_headers;
  run.save_dir = flags.save_dir;
  run.keep_body = kept_body(flags.body);
  run.allow_empty = flags.allow_empty;
  run.tolerance = tolerance(flags);
  run.fail_fast = flags.fail_fast;
  return run;
}

ClientConfig client_config(const Flags& flags) {
  ClientConfig client;
  client.concurrency = flags.concurrency;
  client.per_host = flags.per_host;
  client.rate = rate(flags.rate);
  client.host_rate = rate(flags.host_rate);
  if (flags.threads != "auto") client.threads = size(flags.threads);
  client.max_body = size(flags.max_body);
  client.max_headers = size(flags.max_headers);
  client.stall_timeout = duration_or_none(flags.stall_timeout);
  apply(static_cast<const RequestFlags&>(flags), client);
  apply(static_cast<const NetworkFlags&>(flags), client);
  return client;
}

}  // namespace

Settings interpret(const Flags& flags) {
  Settings settings;
  settings.inputs = inputs(flags);
  settings.rules = line_rules(flags, settings.secrets);
  settings.run = run_config(flags);
  settings.client = client_config(flags);
  settings.cookie_files = cookie_files(flags);
  settings.message_files = message_files(flags);
  add_secrets(settings.client, *settings.secrets);
  if (flags.insecure) {
    settings.warnings.emplace_back(
        "--insecure: certificates are not checked, so anybody may have given these answers");
  }
  fit_concurrency(settings);
  settings.output = output_settings(flags);
  settings.config = flags.config;
  settings.talk = talk_settings(flags);
  settings.baseline = flags.baseline;
  settings.progress =
      flags.progress.value_or(isatty(STDERR_FILENO) == 1 && !settings.talk.log_json);
  if (settings.progress) settings.run.tick = std::chrono::milliseconds(100);
  settings.reproduce = flags.reproduce;
  settings.dry_run = flags.dry_run;
  if (settings.dry_run && settings.output.format == Format::table) {
    throw UsageError("--dry-run prints JSON: use --format json or ndjson");
  }
  if (settings.dry_run && !(settings.output.reports.empty() && settings.baseline.empty())) {
    throw UsageError("--dry-run sends nothing, so there is nothing for --report or --baseline");
  }
  return settings;
}

ReportSettings interpret(const ReportFlags& flags) {
  return {.files = flags.files,
          .tolerance = tolerance(flags),
          .baseline = flags.baseline,
          .output = output_settings(flags),
          .talk = talk_settings(flags)};
}

}  // namespace urlfan
