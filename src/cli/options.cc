#include "src/cli/options.h"

#include "src/base/units.h"

namespace urlfan {
namespace {

bool is_duration(const std::string& text) {
  const auto duration = parse_duration(text);
  return duration && *duration > Duration(0);
}

bool is_max_fail(const std::string& text) {
  return parse_percent(text).has_value() || parse_count(text).has_value();
}

}  // namespace

CLI::Validator must_be(const char* form, bool (*fits)(const std::string&)) {
  return CLI::Validator(
      [form, fits](std::string& text) {
        return fits(text) ? std::string()
                          : "expected " + std::string(form) + ", not '" + text + "'";
      },
      "");
}

CLI::Validator must_not_be_empty() {
  return must_be("a value", [](const std::string& text) { return !text.empty(); });
}

CLI::Validator must_be_duration() { return must_be(kDurationForm, is_duration); }

CLI::Option* add_list(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                      const std::string& help) {
  return app.add_option(name, values, help)->allow_extra_args(false);
}

void add_output(CLI::App& app, OutputFlags& flags) {
  const char* group = "Output";
  app.add_option("--format", flags.format,
                 "One JSON document, one JSON object a line, or a table for eyes")
      ->type_name("json|ndjson|table")
      ->check(CLI::IsMember({"json", "ndjson", "table"}).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--show", flags.show, "Which results are written; the summary counts all")
      ->type_name("all|failed")
      ->check(CLI::IsMember({"all", "failed"}).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("-o,--output", flags.output, "Write to this file; it appears when it is complete")
      ->type_name("FILE")
      ->group(group);
  add_list(app, "--report", flags.reports,
           "Write a report as well; may stand several times. KIND is junit, tap, markdown (added "
           "to FILE), github, prometheus, ndjson or json. FILE - is standard error")
      ->type_name("KIND=FILE")
      ->group(group);
}

void add_verdict(CLI::App& app, VerdictFlags& flags, const std::string& max_fail_help) {
  const char* group = "Output";
  app.add_option("--baseline", flags.baseline,
                 "An earlier output, json or ndjson: only failures that are not in it fail the run")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->group(group);
  app.add_option(
         "--fail-on", flags.fail_on,
         "Which failures fail the run: all, those of checks, those of transport (no answer, "
         "or not a whole one), none")
      ->type_name("any|check|transport|never")
      ->check(CLI::IsMember({"any", "check", "transport", "never"}).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-fail", flags.max_fail, max_fail_help)
      ->type_name("N|N%")
      ->check(must_be("a number, or a percentage such as 5%", is_max_fail))
      ->group(group);
}

void add_talk(CLI::App& app, TalkFlags& flags) {
  const char* group = "Talk";
  app.add_flag("-v,--verbose", flags.verbose,
               "A line for every result on standard error; -vv: more")
      ->group(group);
  app.add_flag("-q,--quiet", flags.quiet, "Only errors of urlfan itself; -qq: nothing")
      ->group(group);
  app.add_option("--log-level", flags.log_level, "In place of -v and -q")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->group(group);
  app.add_option("--log-format", flags.log_format, "What standard error gets")
      ->type_name("text|json")
      ->check(CLI::IsMember({"text", "json"}).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_flag("--no-color", flags.no_color, "No colors; so does NO_COLOR in the environment")
      ->group(group);
}

}  // namespace urlfan
