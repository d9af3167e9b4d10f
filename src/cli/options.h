#ifndef URLFAN_CLI_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "src/cli/flags.h"

namespace urlfan {

/// A validator from a predicate; CLI11 names the option in its message.
CLI::Validator must_be(const char* form, bool (*fits)(const std::string&));

/// For an option that would be left out in silence: "" is what an unset variable gives.
CLI::Validator must_not_be_empty();

/// For an option that is a time of more than zero.
CLI::Validator must_be_duration();

/// An option that may stand several times, with one value each.
CLI::Option* add_list(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                      const std::string& help);

// The options that the main command and `urlfan report` have in common.
void add_output(CLI::App& app, OutputFlags& flags);
void add_verdict(CLI::App& app, VerdictFlags& flags, const std::string& max_fail_help);
void add_talk(CLI::App& app, TalkFlags& flags);

// Those of the main command that have a file of their own.
void add_request(CLI::App& app, RequestFlags& flags);
void add_network(CLI::App& app, NetworkFlags& flags);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_H_
