#include "src/cli/options/input_options.h"

#include <unistd.h>

#include <algorithm>
#include <variant>

#include "src/base/text.h"
#include "src/cli/options/values.h"
#include "src/list/line_parser.h"
#include "src/sitemap/sitemap.h"
#include "urlfan/transport.h"

namespace urlfan {
namespace {

constexpr const char* kInputGroup = "Input";

UrlDefaults url_defaults(const std::string& scheme, const std::string& base_url) {
  UrlDefaults defaults{.scheme = scheme, .base = {}};
  if (base_url.empty()) return defaults;
  const auto base = parse_target(base_url, defaults);
  const auto* error = std::get_if<Error>(&base);
  if (error != nullptr) throw UsageError("--base-url: " + error->message);
  defaults.base = base_url;
  return defaults;
}

/// What stands before the last =, for that is in no name of a column.
Column column(const std::string& text) {
  const auto end = text.rfind('=');
  Column column{.key = end == std::string::npos ? "url" : text.substr(0, end),
                .name = end == std::string::npos ? text : text.substr(end + 1)};
  if (column.name.empty()) {
    throw UsageError("--column " + excerpt(text, 40) + ": expected COLUMN, or KEY=COLUMN");
  }
  if (!is_cell_key(column.key)) {
    throw UsageError("--column: there is no key \"" + excerpt(column.key, 40) +
                     "\"; expected one of a line, such as status or timeout");
  }
  return column;
}

void complete_inputs(std::vector<std::string>& inputs, const std::string& command) {
  if (inputs.empty()) {
    if (isatty(STDIN_FILENO) == 1) {
      throw UsageError(
          "no list: name a file or a URL, or pipe a list in\n"
          "  " +
          command +
          " urls.txt            a list, one URL a line\n"
          "  " +
          command +
          " https://example.com\n"
          "  some-command | " +
          command + "\n" + command + " --help shows all options.");
    }
    inputs.emplace_back("-");
  }
  if (std::count(inputs.begin(), inputs.end(), "-") > 1) {
    throw UsageError("standard input (-) can be read only once");
  }
}

}  // namespace

void InputOptions::add_to(CLI::App& app, Settings& settings) {
  app.add_option("INPUT", settings.inputs,
                 "A list file, - for standard input, or a URL (anything with ://). "
                 "None: standard input, unless it is a terminal.")
      ->type_name("FILE|URL");
  add_choice<InputFormat>(app, "--input-format", settings.rules.format,
                          {{"auto", InputFormat::automatic},
                           {"text", InputFormat::text},
                           {"jsonl", InputFormat::jsonl},
                           {"csv", InputFormat::csv},
                           {"sitemap", InputFormat::sitemap}},
                          "What the lists are; auto: a line that starts with { is a JSON object; "
                          "csv: the first row names the columns; sitemap: also an index of "
                          "sitemaps, whose lines they are, and RSS")
      ->group(kInputGroup);
  add_each(
      app, "--column", [this](const std::string& text) { columns_.push_back(column(text)); },
      "Of CSV, the column with the URLs [url], or with the values of a key, such as "
      "status=EXPECTED; those called url, name and method are taken by themselves")
      ->type_name("COLUMN|KEY=COLUMN")
      ->group(kInputGroup);
  add_urls(app);
  app.add_flag("--allow-empty", settings.run.allow_empty, "An empty list is a success")
      ->group(kInputGroup);
}

void InputOptions::add_urls(CLI::App& app) {
  app.add_option("--base-url", base_url_,
                 "Lines without :// are resolved against it, so that they may be paths")
      ->type_name("URL")
      ->group(kInputGroup);
  add_choice<std::string>(app, "--default-scheme", default_scheme_,
                          {{"http", "http"}, {"https", "https"}}, "For lines without a scheme")
      ->group(kInputGroup);
}

void InputOptions::complete(Settings& settings, const std::string& command) const {
  complete_inputs(settings.inputs, command);
  for (const auto& input : settings.inputs) {
    if (!names_url(input)) settings.files_read.push_back(input);
  }
  if (!columns_.empty() && settings.rules.format != InputFormat::csv) {
    throw UsageError("--column: only a list in CSV has columns; expected --input-format csv");
  }
  settings.rules.columns = columns_;
  settings.rules.parse_document = parse_sitemap;
  complete_urls(settings);
}

void InputOptions::complete_urls(Settings& settings) const {
  settings.rules.parse_url = TargetParser(url_defaults(default_scheme_, base_url_));
}

}  // namespace urlfan
