#ifndef URLFAN_CLI_PARSE_END_H_
#define URLFAN_CLI_PARSE_END_H_

#include <CLI/CLI.hpp>

namespace urlfan {

/// Says what ended the parsing of a command line (help, version, or what is wrong with it) where it
/// belongs, and returns the exit code.
int say_parse_end(const CLI::App& app, const CLI::ParseError& error);

}  // namespace urlfan

#endif  // URLFAN_CLI_PARSE_END_H_
