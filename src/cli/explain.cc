#include "src/cli/explain.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "src/core/exit_code.h"
#include "urlfan/error.h"

namespace urlfan {
namespace {

void print(const ErrorInfo& error) {
  std::cout << error.name << " (phase " << to_string(error.phase) << ", "
            << (error.retryable ? "trying again may help" : "trying again does not help") << ")\n  "
            << error.meaning << "\n  " << error.advice << "\n";
}

}  // namespace

int explain(int argc, char** argv) {
  std::vector<std::string> codes;
  CLI::App app("Tells what an error code means and what to look at next.", "urlfan explain");
  app.add_option("CODE", codes, "As in error.code; none: all of them")->type_name("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? kExitOk : kExitUsage;
  }
  const auto errors = all_errors();
  if (codes.empty()) std::for_each(errors.begin(), errors.end(), print);
  for (const auto& code : codes) {
    const auto found = std::find_if(errors.begin(), errors.end(),
                                    [&code](const ErrorInfo& error) { return error.name == code; });
    if (found == errors.end()) {
      std::cerr << "urlfan: error: no error code \"" << code
                << "\"; urlfan explain shows all of them\n";
      return kExitUsage;
    }
    print(*found);
  }
  return kExitOk;
}

}  // namespace urlfan
