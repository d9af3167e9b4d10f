#include "src/cli/explain_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include "src/base/did_you_mean.h"
#include "src/base/text.h"
#include "src/cli/output_file.h"
#include "src/cli/settings.h"
#include "src/model/exit_code.h"
#include "urlfan/error.h"

namespace urlfan {
namespace {

std::string_view prospect(const ErrorInfo& error) {
  if (error.retryable) return "may help";
  return error.retryable_if.empty() ? "does not help" : "may help at times";
}

std::string described(const ErrorInfo& error) {
  std::ostringstream text;
  text << error.name << " (phase " << to_string(error.phase) << ", trying again " << prospect(error)
       << ")\n  " << error.meaning << "\n  " << error.advice << "\n";
  if (!error.retryable_if.empty()) {
    text << "  Trying again may help if " << error.retryable_if << ".\n";
  }
  return text.str();
}

}  // namespace

void ExplainCommand::add_to(CLI::App& tree) {
  tree.add_subcommand(std::string(kName),
                      "Tells what an error code means and what to look at next.")
      ->add_option("CODE", codes_, "As in error.code; none: all of them")
      ->type_name("CODE");
}

int ExplainCommand::run() const {
  const auto errors = all_errors();
  std::string text;
  if (codes_.empty()) {
    for (const auto& error : errors) text += described(error);
  }
  for (const auto& code : codes_) {
    const auto found = std::find_if(errors.begin(), errors.end(),
                                    [&code](const ErrorInfo& error) { return error.name == code; });
    if (found == errors.end()) {
      print(text);
      std::vector<std::string_view> known;
      for (const auto& error : errors) known.push_back(error.name);
      const std::string meant = did_you_mean(code, known);
      throw UsageError(
          "no error code \"" + printable(code) + "\"; " +
          (meant.empty() ? "urlfan explain shows all of them" : "did you mean " + meant + "?"));
    }
    text += described(*found);
  }
  print(text);
  return kExitOk;
}

}  // namespace urlfan
