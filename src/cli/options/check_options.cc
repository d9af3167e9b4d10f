#include "src/cli/options/check_options.h"

#include <string>

#include "src/base/text.h"
#include "src/cli/options/values.h"
#include "src/list/check_values.h"
#include "src/list/line_problem.h"
#include "urlfan/request.h"

namespace urlfan {
namespace {

constexpr const char* kGroup = "Checks";

/// As in a list, where this is held of each line.
const std::string& utf8(const std::string& text) {
  if (!is_utf8(text)) throw LineProblem{excerpt(text, 40) + " is not valid UTF-8"};
  return text;
}

/// `read` makes the value of the name and the text, in the same words as a list.
template <typename Place, typename Read>
CLI::Option* add_check(CLI::App& app, const char* name, Place& place, Read read, const char* help) {
  return app
      .add_option_function<std::string>(
          name,
          [&place, name, read](const std::string& text) {
            as_in_list([&] { place = read(name, utf8(text)); });
          },
          help)
      ->check(must_not_be_empty())
      ->group(kGroup);
}

template <typename List, typename Read>
CLI::Option* add_checks(CLI::App& app, const char* name, List& list, Read read, const char* help) {
  return add_each(
             app, name,
             [&list, name, read](const std::string& text) {
               as_in_list([&] { list.push_back(read(name, utf8(text))); });
             },
             help)
      ->group(kGroup);
}

HeaderCheck header(const char* name, const std::string& text) { return header_check(name, text); }

void add_checks_of_bodies(CLI::App& app, Checks& checks) {
  add_checks(app, "--expect-contains", checks.contains, contains_value,
             "The body holds this text, too")
      ->type_name("TEXT");
  add_checks(app, "--expect-matches", checks.matches, pattern_value,
             "The body matches this (RE2), too")
      ->type_name("REGEX");
}

}  // namespace

void CheckOptions::add_to(CLI::App& app, Checks& checks) {
  add_check(app, "--expect-status", checks.status, status_value,
            "What each line expects that has no status= of its own, e.g. 200,301 or 2xx or "
            "200-299 [below 400]")
      ->type_name("SET");
  add_checks_of_bodies(app, checks);
  add_checks(app, "--expect-header", checks.headers, header,
             "The header is VALUE, or matches REGEX; a line's check of the same header goes first")
      ->type_name("NAME=VALUE|NAME~REGEX");
  add_checks(app, "--expect-json", checks.json, json_check_from_text,
             "The JSON body has VALUE at POINTER (RFC 6901); a line's check of the same goes first")
      ->type_name("/POINTER=VALUE");
  add_time(app, "--expect-time", checks.max_time,
           "The most that an attempt may take, for lines without max=")
      ->group(kGroup);
  add_check(app, "--cert-days", checks.cert_days, cert_days_value,
            "Days that the certificate must still be valid, for lines without cert-days=")
      ->type_name("N");
  app.add_flag("--no-checks", no_checks_,
               "Check nothing: any answer is ok, whatever the line expects")
      ->group(kGroup);
}

void CheckOptions::complete(Checks& checks) const {
  Request any;
  any.checks = checks;
  as_in_list([&any] { require_possible(any); });
  if (!no_checks_) return;
  checks = {};
  checks.none = true;
}

}  // namespace urlfan
