#include "src/cli/settings.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "src/io/units.h"

namespace urlfan {
namespace {

// The flags were checked when they were read, so these have a value.
Duration duration(const std::string& text) { return parse_duration(text).value(); }
std::uint64_t size(const std::string& text) { return parse_size(text).value(); }

LogLevel log_level(const Flags& flags) {
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
  const bool whole = flags.base_url.find("://") != std::string::npos;
  defaults.base = whole ? flags.base_url : defaults.scheme + "://" + flags.base_url;
  return defaults;
}

HttpVersion http_version(const std::string& name) {
  if (name == "1.1") return HttpVersion::http1_1;
  if (name == "2") return HttpVersion::http2;
  return name == "3" ? HttpVersion::http3 : HttpVersion::automatic;
}

/// Fits the concurrency to the descriptors that there are.
void fit_concurrency(Settings& settings) {
  const Capacity there = capacity();
  settings.engine.lookups = std::min(settings.engine.lookups, there.lookups);
  const std::size_t possible = there.transfers;
  const std::size_t wanted = settings.engine.concurrency;
  if (wanted > possible) {
    settings.engine.concurrency = possible;
    settings.cut = "--concurrency " + std::to_string(wanted) + " is cut to " +
                   std::to_string(possible) +
                   " by the limit of open files; raise it with `ulimit -n`";
  }
  settings.transport.max_in_flight = settings.engine.concurrency;
}

}  // namespace

Settings interpret(const Flags& flags) {
  Settings settings;
  settings.inputs = inputs(flags);
  settings.urls = url_defaults(flags);

  auto& engine = settings.engine;
  engine.concurrency = flags.concurrency;
  engine.per_host = flags.per_host;
  engine.timeout = duration(flags.timeout);
  engine.connect_timeout = duration(flags.connect_timeout);
  engine.follow_redirects = flags.follow;
  engine.max_redirects = flags.max_redirs;
  engine.hash_body = flags.hash;
  engine.keep_body = kept_body(flags.body);
  engine.allow_empty = flags.allow_empty;

  auto& transport = settings.transport;
  if (flags.threads != "auto") transport.threads = size(flags.threads);
  transport.user_agent = flags.user_agent;
  transport.http = http_version(flags.http);
  transport.compressed = flags.compressed;
  transport.max_body = size(flags.max_body);
  transport.max_headers = size(flags.max_headers);
  transport.ca_file = flags.cacert;
  transport.ca_path = flags.capath;
  fit_concurrency(settings);

  if (flags.format == "ndjson") settings.format = Format::ndjson;
  if (flags.format == "table") settings.format = Format::table;
  settings.input_order =
      flags.order.empty() ? settings.format == Format::json : flags.order == "input";
  settings.failed_only = flags.show == "failed";
  settings.output = flags.output;

  settings.log_level = log_level(flags);
  settings.log_json = flags.log_format == "json";
  settings.progress = flags.progress.value_or(isatty(STDERR_FILENO) == 1 && !settings.log_json);
  const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): one thread yet
  settings.color = !flags.no_color && (no_color == nullptr || *no_color == '\0');
  settings.dry_run = flags.dry_run;
  if (settings.dry_run && settings.format == Format::table) {
    throw UsageError("--dry-run prints JSON: use --format json or ndjson");
  }
  if (settings.progress) engine.tick = std::chrono::milliseconds(100);
  return settings;
}

}  // namespace urlfan
