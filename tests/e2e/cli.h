#ifndef URLFAN_TESTS_E2E_CLI_H_
#define URLFAN_TESTS_E2E_CLI_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace urlfan {

using Json = nlohmann::json;

/// One run of a program, ended.
struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
  long peak_memory = 0;

  /// The document of --format json. Throws when it is none.
  Json document() const { return Json::parse(out); }
  /// All lines of --format ndjson.
  std::vector<Json> lines() const;
};

/// All kinds of --report, as the program lists them.
std::vector<std::string> report_kinds();

/// The command line of the binary under test.
std::vector<std::string> urlfan_command(std::vector<std::string> arguments);

/// Put before a command: there is no name server at all, so names fail at once.
std::vector<std::string> no_names();
/// Put before a command: name servers never answer, and there is no other network.
std::vector<std::string> silent_names();

/// The same, but for IPv4 they do answer: every name is at 127.0.0.1.
std::vector<std::string> ipv4_names();

/// Runs a program with `input` on its standard input, to its end.
Outcome run_program(const Launch& launch, const std::string& input = {});

/// Runs urlfan with `input` on its standard input, to its end. The launch's own arguments go
/// before the command.
Outcome run_urlfan(const std::vector<std::string>& arguments, const std::string& input = {},
                   Launch launch = {});

/// Holds JSON, a document or one a line, against what --schema prints, with a validator that nobody
/// here wrote.
void expect_valid(const std::string& text);

}  // namespace urlfan

#endif  // URLFAN_TESTS_E2E_CLI_H_
