#include "src/cli/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "src/base/units.h"
#include "src/cli/options.h"
#include "src/cli/parse_end.h"
#include "urlfan/run_config.h"
#include "urlfan/transport.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

bool is_size(const std::string& text) { return parse_size(text).has_value(); }

bool is_header_size(const std::string& text) {
  const auto size = parse_size(text);
  return size && *size >= 1 && *size <= std::uint64_t{256} << 10U;
}

bool is_body_size(const std::string& text) {
  return text == "full" || text == "none" || is_size(text);
}

bool is_threads(const std::string& text) {
  if (text == "auto") return true;
  const auto count = parse_size(text);
  return count && *count >= 1 && *count <= 256;
}

bool is_rate(const std::string& text) { return parse_rate(text).has_value(); }

void add_input(CLI::App& app, Flags& flags) {
  app.add_option("INPUT", flags.inputs,
                 "A list file, - for standard input, or a URL (anything with ://). "
                 "None: standard input, unless it is a terminal.")
      ->type_name("");
  app.add_option("--input-format", flags.input_format,
                 "What the lists are; auto: a line that starts with { is a JSON object")
      ->type_name("auto|text|jsonl")
      ->check(CLI::IsMember({"auto", "text", "jsonl"}).description(""))
      ->capture_default_str()
      ->group("Input");
  app.add_option("--base-url", flags.base_url,
                 "Lines without :// are resolved against it, so that they may be paths")
      ->type_name("URL")
      ->group("Input");
  app.add_option("--default-scheme", flags.default_scheme, "For lines without a scheme")
      ->type_name("http|https")
      ->check(CLI::IsMember({"http", "https"}).description(""))
      ->capture_default_str()
      ->group("Input");
  app.add_flag("--allow-empty", flags.allow_empty, "An empty list is a success")->group("Input");
}

void add_concurrency(CLI::App& app, Flags& flags) {
  const char* group = "Concurrency";
  app.add_option("-c,--concurrency", flags.concurrency, "Requests in flight")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--per-host", flags.per_host,
                 "Requests in flight to one host (scheme, name and port); 0 lifts the limit")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--threads", flags.threads, "Threads that move bytes, at most")
      ->type_name("auto|N")
      ->check(must_be("auto or a number from 1 to 256", is_threads))
      ->capture_default_str()
      ->group(group);
}

void add_rates(CLI::App& app, Flags& flags) {
  app.add_option("--rate", flags.rate, "Requests a second over all, evenly spaced [no limit]")
      ->type_name("N/s")
      ->check(must_be(kRateForm, is_rate))
      ->group("Concurrency");
  app.add_option("--host-rate", flags.host_rate, "Requests a second to one host [no limit]")
      ->type_name("N/s")
      ->check(must_be(kRateForm, is_rate))
      ->group("Concurrency");
}

void add_time(CLI::App& app, Flags& flags) {
  app.add_option("--timeout", flags.timeout, "One attempt, its redirects included")
      ->type_name("TIME")
      ->check(must_be_duration())
      ->capture_default_str()
      ->group("Time");
  app.add_option("--connect-timeout", flags.connect_timeout,
                 "Name lookup, TCP and TLS of one connection")
      ->type_name("TIME")
      ->check(must_be_duration())
      ->capture_default_str()
      ->group("Time");
}

void add_more_time(CLI::App& app, Flags& flags) {
  app.add_option("--stall-timeout", flags.stall_timeout,
                 "Give an answer up of which nothing comes for so long [no limit]")
      ->type_name("TIME")
      ->check(must_be_duration())
      ->group("Time");
  app.add_option("--deadline", flags.deadline,
                 "The whole run: what is not done by then is given up, exit code 4 [no limit]")
      ->type_name("TIME")
      ->check(must_be_duration())
      ->group("Time");
}

void add_retries(CLI::App& app, Flags& flags) {
  const char* group = "Retries";
  app.add_option("--retries", flags.retries,
                 "Attempts after the first, for failures that may pass: connections, timeouts, "
                 "408, 425, 429, 500, 502, 503, 504")
      ->type_name("N")
      ->check(CLI::Range(0U, kMostRetries).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--retry-wait", flags.retry_wait,
                 "A random part of this goes by before the first retry, of twice as much before "
                 "the next, and so on")
      ->type_name("TIME")
      ->check(must_be_duration())
      ->capture_default_str()
      ->group(group);
  app.add_option("--retry-max-wait", flags.retry_max_wait,
                 "The longest wait, also where a server asks for more by Retry-After")
      ->type_name("TIME")
      ->check(must_be_duration())
      ->capture_default_str()
      ->group(group);
  app.add_flag("--retry-all-methods", flags.retry_all_methods,
               "Retry POST and PATCH as well, which may then happen twice")
      ->group(group);
}

void add_waiting(CLI::App& app, Flags& flags) {
  const char* group = "Waiting";
  auto* wait_for = app.add_option("--wait-for", flags.wait_for,
                                  "Try each line, whatever its failure, until it passes or this "
                                  "time is over; in place of retries. The list must have an end")
                       ->type_name("TIME")
                       ->check(must_be_duration())
                       ->group(group);
  app.get_option("--retries")->excludes(wait_for);
  app.add_option("--interval", flags.interval, "From a failure to the next attempt")
      ->needs(wait_for)
      ->type_name("TIME")
      ->check(must_be_duration())
      ->capture_default_str()
      ->group(group);
}

void add_checks(CLI::App& app, Flags& flags) {
  const char* group = "Checks";
  app.add_option("--expect-status", flags.expect_status,
                 "What each line expects that has no status= of its own, e.g. 200,301 or 2xx or "
                 "200-299 [below 400]")
      ->type_name("SET")
      ->check(must_not_be_empty())
      ->group(group);
  add_list(app, "--expect-contains", flags.expect_contains, "The body holds this text, too")
      ->type_name("TEXT")
      ->group(group);
  add_list(app, "--expect-matches", flags.expect_matches, "The body matches this (RE2), too")
      ->type_name("REGEX")
      ->group(group);
  add_list(app, "--expect-header", flags.expect_header,
           "The header is VALUE, or matches REGEX; a line's check of the same header goes first")
      ->type_name("NAME=VALUE|NAME~REGEX")
      ->group(group);
  add_list(app, "--expect-json", flags.expect_json,
           "The JSON body has VALUE at POINTER (RFC 6901); a line's check of the same goes first")
      ->type_name("/POINTER=VALUE")
      ->group(group);
  app.add_option("--expect-time", flags.expect_time,
                 "The most that an attempt may take, for lines without max=")
      ->type_name("TIME")
      ->check(must_be_duration())
      ->group(group);
  app.add_option("--cert-days", flags.cert_days,
                 "Days that the certificate must still be valid, for lines without cert-days=")
      ->type_name("N")
      ->check(must_not_be_empty())
      ->group(group);
  app.add_flag("--no-checks", flags.no_checks,
               "Check nothing: any answer is ok, whatever the line expects")
      ->group(group);
}

void add_limits(CLI::App& app, Flags& flags) {
  app.add_option("--max-body", flags.max_body, "Decoded bytes of one body, at most")
      ->type_name("SIZE")
      ->check(must_be(kSizeForm, is_size))
      ->capture_default_str()
      ->group("Limits");
  app.add_option(
         "--max-headers", flags.max_headers,
         "Bytes of the headers of one answer; 256K is its maximum. More than 1000 headers are "
         "always too many")
      ->type_name("SIZE")
      ->check(must_be("a size from 1 to 256K", is_header_size))
      ->capture_default_str()
      ->group("Limits");
  app.add_flag("--deny-private", flags.deny_private,
               "Connect to public addresses alone: not to this machine, private networks, "
               "link-local addresses and the like. Proxies of the environment are not used")
      ->group("Limits");
}

void add_output_of_run(CLI::App& app, Flags& flags) {
  const char* group = "Output";
  app.add_option("--order", flags.order,
                 "The order of the results [input for json, completion for the others]")
      ->type_name("input|completion")
      ->check(CLI::IsMember({"input", "completion"}).description(""))
      ->group(group);
  app.add_option("--body", flags.body, "How much of each body the result shows")
      ->type_name("SIZE|full|none")
      ->check(must_be("a size, full or none", is_body_size))
      ->capture_default_str()
      ->group(group);
  app.add_flag("--headers", flags.show_headers, "The result tells the headers of the answer")
      ->group(group);
  app.add_option("--save-dir", flags.save_dir,
                 "Save whole bodies in this folder, each under its SHA-256, equal ones once; the "
                 "result tells the file")
      ->type_name("DIR")
      ->check(must_not_be_empty())
      ->group(group);
  app.add_flag("--hash", flags.hash, "The result tells the SHA-256 of the body")->group(group);
}

void add_fail_fast(CLI::App& app, Flags& flags) {
  app.add_flag("--fail-fast", flags.fail_fast,
               "End the run with the first failure; a bad line is none")
      ->excludes(app.get_option("--max-fail"))
      ->group("Output");
}

void add_talk_of_run(CLI::App& app, Flags& flags) {
  // By hand: bound to the optional, CLI11 2.1 makes an absent flag false.
  app.add_flag_function(
         "--progress,!--no-progress", [&flags](std::int64_t count) { flags.progress = count > 0; },
         "A live line on standard error [on when that is a terminal]")
      ->group("Talk");
  app.add_flag("--reproduce", flags.reproduce,
               "For each failure, the curl command that repeats it, on standard error")
      ->group("Talk");
}

/// CLI11 would take what cannot be read for the end of the file, and the options in it for absent.
class WholeConfig : public CLI::ConfigTOML {
 public:
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::string text;
    try {
      text.assign(std::istreambuf_iterator<char>(input), {});
    } catch (const std::exception&) {
      throw CLI::FileError("--config: the file cannot be read to its end: " +
                           std::generic_category().message(errno));
    }
    std::istringstream whole(std::move(text));
    return CLI::ConfigTOML::from_config(whole);
  }
};

void add_other(CLI::App& app, Flags& flags) {
  app.add_flag("--dry-run", flags.dry_run, "Print the requests as JSON, send nothing");
  app.add_flag("--schema", flags.schema, "Print the JSON Schema of the output");
  // Only when it is asked for: see transport_version.
  app.set_version_flag("-V,--version", [] {
    return std::string("urlfan ") + kVersion + "\n" + transport_version();
  });
  app.set_config("--config", "", "Read options from this TOML file")->type_name("FILE");
  app.config_formatter(std::make_shared<WholeConfig>());
  app.allow_config_extras(CLI::config_extras_mode::error);
}

constexpr const char* kFooter =
    "TIME is 250ms, 10s or 2m; SIZE is 100, 64K, 100M or 2G.\n"
    "Options that hold secrets can stand in a --config file, where no list of processes shows "
    "them.\n"
    "Certificate authorities: --cacert and --capath, else SSL_CERT_FILE and SSL_CERT_DIR, else "
    "the system's.\n"
    "Also: urlfan report RESULTS...  merges earlier outputs and writes reports of them\n"
    "      urlfan explain CODE       tells what an error code means\n"
    "Exit: 0 all ok, 1 a check failed, 2 bad usage or a bad line, 3 other failures, 4 the deadline "
    "passed, 5 urlfan failed, 130/143 stopped.";

constexpr const char* kReportFooter =
    "A line that one file left unfinished and another finished counts once, as finished.\n"
    "Exit: as one run over all, with these --baseline, --fail-on and --max-fail; see urlfan "
    "--help.";

/// CLI11 takes the next argument for the value of --option= with nothing behind it, which is what
/// an unset variable gives.
std::vector<std::string> with_empty_values(int argc, char** argv) {
  std::vector<std::string> arguments;
  bool options = true;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    options = options && argument != "--";
    const bool empty =
        options && argument.starts_with("--") && argument.find('=') + 1 == argument.size();
    if (empty) argument.pop_back();
    arguments.push_back(std::move(argument));
    if (empty) arguments.emplace_back();
  }
  // It wants them from behind.
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(with_empty_values(argc, argv));
  } catch (const CLI::ParseError& error) {
    return say_parse_end(app, error);
  }
  return {};
}

void lay_out(CLI::App& app) {
  app.option_defaults()->always_capture_default(false);
  app.get_formatter()->column_width(34);
}

}  // namespace

std::optional<int> parse_flags(int argc, char** argv, Flags& flags) {
  flags.user_agent = std::string("urlfan/") + kVersion;
  CLI::App app("Fetches a list of URLs at once and prints one JSON result for every line.",
               "urlfan");
  lay_out(app);
  add_input(app, flags);
  add_concurrency(app, flags);
  add_rates(app, flags);
  add_time(app, flags);
  add_more_time(app, flags);
  add_retries(app, flags);
  add_waiting(app, flags);
  add_request(app, flags);
  add_network(app, flags);
  add_checks(app, flags);
  add_limits(app, flags);
  add_output(app, flags);
  add_output_of_run(app, flags);
  add_verdict(app, flags,
              "Failures that are tolerated; a number also ends the run when it is exceeded. Bad "
              "lines never are [0]");
  add_fail_fast(app, flags);
  add_talk(app, flags);
  add_talk_of_run(app, flags);
  add_other(app, flags);
  app.footer(kFooter);
  const auto done = parse(app, argc, argv);
  if (!done && app.get_config_ptr()->count() > 0) {
    flags.config = app.get_config_ptr()->as<std::string>();
  }
  return done;
}

std::optional<int> parse_flags(int argc, char** argv, ReportFlags& flags) {
  CLI::App app("Merges earlier outputs of urlfan, and writes the document and reports of them.",
               "urlfan report");
  lay_out(app);
  app.add_option("RESULTS", flags.files, "Outputs of --format ndjson or json; - is standard input")
      ->type_name("")
      ->required();
  add_output(app, flags);
  add_verdict(app, flags, "Failures that are tolerated. Bad lines never are [0]");
  add_talk(app, flags);
  app.footer(kReportFooter);
  return parse(app, argc, argv);
}

}  // namespace urlfan
