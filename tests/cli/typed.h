#ifndef URLFAN_TESTS_CLI_TYPED_H_
#define URLFAN_TESTS_CLI_TYPED_H_

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/command_line.h"
#include "src/cli/output_file.h"
#include "tests/cli/complaint.h"

namespace urlfan {

/// `arguments` without the name of the program.
inline std::unique_ptr<CommandLine> command_line(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "urlfan");
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  return std::make_unique<CommandLine>(static_cast<int>(argv.size()), argv.data());
}

/// What was typed, and what was said to it.
struct Typed {
  std::unique_ptr<CommandLine> line = {};
  std::optional<int> exit_code = {};
  std::string out = {};
  std::string err = {};
};

/// With `run`, also what the command that was named does.
inline Typed typed(std::vector<std::string> arguments, bool run = false) {
  Typed result;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  result.line = command_line(std::move(arguments));
  try {
    result.exit_code = result.line->parse();
    if (run && !result.exit_code) result.exit_code = result.line->run();
  } catch (const UsageError& error) {  // as main tells it
    result.exit_code = 2;
    result.line->tell(error.what());
  }
  result.err = testing::internal::GetCapturedStderr();
  result.out = testing::internal::GetCapturedStdout();
  return result;
}

/// What arguments mean beside a list, urls.txt. Throws UsageError.
inline Settings settings_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "urls.txt");
  const auto line = command_line(arguments);
  EXPECT_FALSE(line->parse()) << testing::PrintToString(arguments);
  return line->fetch().settings();
}

/// What UsageError says of them, or "" for none.
inline std::string complaint_of(const std::vector<std::string>& arguments) {
  return complaint([&arguments] { settings_of(arguments); });
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_CLI_TYPED_H_
