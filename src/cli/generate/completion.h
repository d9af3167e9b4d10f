#ifndef URLFAN_CLI_GENERATE_COMPLETION_H_
#define URLFAN_CLI_GENERATE_COMPLETION_H_

#include <string>
#include <string_view>
#include <vector>

#include "src/cli/cli11_names.h"

// What the completions of all shells are made of: the tree of the command line, as --help shows it.

namespace urlfan {

/// What stands behind the text of a candidate.
enum class Rest { nothing, file, folder, command };

/// Something that can be typed at one place.
struct Candidate {
  std::string text = {};
  Rest rest = Rest::nothing;
  std::string description = {};
};

/// What the option takes for a value, by its type name. Between the | of that, words without
/// capitals stand for themselves, FILE, PATH and DIR for what there is on the disk, KIND, CODE and
/// GROUP for those that there are. Of all else nothing is known.
std::vector<Candidate> candidates_of(const CLI::App& command, const CLI::Option& option);

/// The same of what a command takes beside its options.
std::vector<Candidate> operands_of(const CLI::App& command);

/// A candidate as the scripts have it: "json", "junit=<file>", "<folder>".
std::string token(const Candidate& candidate);
std::vector<std::string> tokens(const std::vector<Candidate>& candidates);

bool takes_value(const CLI::Option& option);
/// Without a value it is whole as well.
bool takes_value_or_none(const CLI::Option& option);
/// With a value each.
bool may_stand_again(const CLI::Option& option);
/// All that follows on the line belongs to it: a command.
bool takes_rest_of_line(const std::vector<Candidate>& candidates);

/// "-c", "--concurrency".
std::vector<std::string> names_of(const CLI::Option& option);

/// What one of its names does, in few words.
std::string purpose_of(const CLI::Option& option, const std::string& name);

/// The main command, and behind it all others.
std::vector<const CLI::App*> commands_of(const CLI::App& tree);
/// The names of the others.
std::vector<std::string> command_names(const CLI::App& tree);

/// The options, without operands.
std::vector<const CLI::Option*> options_of(const CLI::App& command);

/// "urlfan 0.1.0, by: urlfan --generate bash"
std::string origin_of(std::string_view shell);

/// With a backslash in front of each of these characters.
std::string escaped(std::string_view text, std::string_view characters);

/// A word of bash or zsh that means this text.
std::string shell_word(std::string_view text);

/// The texts, each as such a word, with blanks in between.
std::string shell_words(const std::vector<std::string>& texts);

}  // namespace urlfan

#endif  // URLFAN_CLI_GENERATE_COMPLETION_H_
