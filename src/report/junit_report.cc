#include "src/report/junit_report.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/time_text.h"
#include "src/base/units.h"
#include "src/report/wording.h"

namespace urlfan {
namespace {

/// Jenkins groups by what stands before the last dot, so the list's own dots must not count.
std::string class_name(const Location& where) {
  std::string list = list_name(where);
  std::replace(list.begin(), list.end(), '.', '_');
  return "urlfan." + list;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void add_property(pugi::xml_node properties, const char* name, const std::string& value) {
  auto property = properties.append_child("property");
  set(property, "name", name);
  set(property, "value", value);
}

}  // namespace

struct JunitReport::Suite {
  struct Case {
    pugi::xml_node node;
    std::uint64_t index = 0;
  };

  Suite();
  void add_problem(pugi::xml_node testcase, const Result& result);
  void add_run_check(const CheckOutcome& check);
  void add_skipped(pugi::xml_node testcase, const std::string& message);
  void tell_namesakes_apart();

  pugi::xml_document document;
  pugi::xml_node node;
  pugi::xml_node properties;
  std::vector<Case> cases;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  std::string remarks;
};

JunitReport::Suite::Suite() {
  auto declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  node = document.append_child("testsuites").append_child("testsuite");
  properties = node.append_child("properties");
}

void JunitReport::Suite::add_problem(pugi::xml_node testcase, const Result& result) {
  const Phase phase = result.error->phase;
  const bool failure = phase == Phase::check || phase == Phase::input;
  ++(failure ? failures : errors);
  auto problem = testcase.append_child(failure ? "failure" : "error");
  set(problem, "message", reason(*result.error));
  set(problem, "type", std::string(to_string(result.error->code)));
  std::string body;
  for (const auto& line : account(result)) body.append(line).append("\n");
  problem.text().set(body.c_str());
}

/// A case of its own, whose name is that of no line's list.
void JunitReport::Suite::add_run_check(const CheckOutcome& check) {
  auto testcase = node.append_child("testcase");
  cases.push_back({testcase, cases.size()});
  set(testcase, "name", check.name);
  set(testcase, "classname", "urlfan");
  set(testcase, "time", fixed_seconds(Duration(0), 6));
  if (check.ok) return;
  ++failures;
  auto failure = testcase.append_child("failure");
  set(failure, "message", describe(check));
  set(failure, "type", std::string(to_string(ErrorCode::check_failed)));
}

void JunitReport::Suite::add_skipped(pugi::xml_node testcase, const std::string& message) {
  ++skipped;
  set(testcase.append_child("skipped"), "message", message);
}

/// A list may ask the same twice, and GitLab keeps but one of two cases with the same names.
void JunitReport::Suite::tell_namesakes_apart() {
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> counts;
  const auto names = [](const Case& entry) {
    return std::pair<std::string_view, std::string_view>(entry.node.attribute("classname").value(),
                                                         entry.node.attribute("name").value());
  };
  for (const auto& entry : cases) ++counts[names(entry)];
  std::vector<Case> namesakes;
  std::copy_if(cases.begin(), cases.end(), std::back_inserter(namesakes),
               [&](const Case& entry) { return counts[names(entry)] > 1; });
  for (const auto& entry : namesakes) {
    auto name = entry.node.attribute("name");
    name.set_value((name.value() + (" [index " + std::to_string(entry.index) + "]")).c_str());
  }
}

JunitReport::JunitReport(std::ostream& out) : out_(out), suite_(std::make_unique<Suite>()) {}

JunitReport::~JunitReport() = default;

void JunitReport::write(const Result& result) {
  auto testcase = suite_->node.append_child("testcase");
  suite_->cases.push_back({testcase, result.index});
  set(testcase, "name", subject(result));
  set(testcase, "classname", class_name(result.where));
  set(testcase, "time", fixed_seconds(result.elapsed.value_or(Duration(0)), 6));
  switch (outcome(result)) {
    case Outcome::passed:
      break;
    case Outcome::flaky:
      suite_->remarks +=
          place(result.where) + ": " + subject(result) + ": " + flaky_note(result) + "\n";
      break;
    case Outcome::never_started:
      suite_->add_skipped(testcase, reason(*result.error));
      break;
    case Outcome::known_failure:
      suite_->add_skipped(testcase, "known failure: " + reason(*result.error));
      break;
    case Outcome::failed:
      suite_->add_problem(testcase, result);
      break;
  }
}

void JunitReport::finish(const Summary& summary) {
  Suite& suite = *suite_;
  for (const auto& check : summary.checks) suite.add_run_check(check);
  suite.tell_namesakes_apart();
  set(suite.node, "id", "0");
  set(suite.node, "package", "urlfan");
  set(suite.node, "name", "urlfan");
  // Without a zone: Ant's schema allows none.
  set(suite.node, "timestamp", date_and_time(summary.started_at, 'T'));
  // The schema's word for a machine whose name is not told.
  set(suite.node, "hostname", "localhost");
  set(suite.node, "tests", std::to_string(suite.cases.size()));
  set(suite.node, "failures", std::to_string(suite.failures));
  set(suite.node, "errors", std::to_string(suite.errors));
  set(suite.node, "skipped", std::to_string(suite.skipped));
  set(suite.node, "time", fixed_seconds(summary.wall, 6));
  add_property(suite.properties, "exit_code", std::to_string(summary.exit_code));
  add_property(suite.properties, "complete", summary.complete ? "true" : "false");
  add_property(suite.properties, "input_complete", summary.input_complete ? "true" : "false");
  suite.node.append_child("system-out").text().set(suite.remarks.c_str());
  suite.node.append_child("system-err").text().set(cut_short_note(summary).c_str());
  suite.document.save(out_, "  ", pugi::format_default, pugi::encoding_utf8);
  out_ << std::flush;
}

}  // namespace urlfan
