#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "src/cli/command_line.h"
#include "src/cli/generate/bash_completion.h"
#include "src/cli/generate/completion.h"
#include "src/cli/generate/errors_page.h"
#include "src/cli/generate/fish_completion.h"
#include "src/cli/generate/man_page.h"
#include "src/cli/generate/zsh_completion.h"
#include "src/report/report_kinds.h"
#include "tests/cli/typed.h"
#include "urlfan/error.h"

namespace urlfan::generate_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class GenerateTest : public testing::Test {
 public:
  const CLI::App& tree() const { return line_.tree(); }

  /// The candidates of an option of the main command, as the scripts have them.
  std::vector<std::string> tokens_of(const char* option) const {
    return tokens(candidates_of(tree(), *tree().get_option(option)));
  }

 private:
  CommandLine line_;
};

/// With a backslash before each -.
std::string in_roff(const std::string& text) { return escaped(text, "-"); }

/// The part of a script that is of one command.
std::string part_of(const std::string& script, const std::string& begin, const std::string& end) {
  const auto at = script.find(begin);
  EXPECT_NE(at, std::string::npos) << begin;
  return at == std::string::npos ? "" : script.substr(at, script.find(end, at + 1) - at);
}

TEST_F(GenerateTest, EachOptionOfEachCommandIsInTheCompletionForBash) {
  const std::string script = bash_completion(tree());
  for (const auto* command : commands_of(tree())) {
    const std::string name = command == &tree() ? "''" : command->get_name();
    const std::string part = part_of(script, "\n    " + name + ")", "esac");
    const std::string options = part_of(part, "options=(", ")") + " ";
    for (const auto* option : options_of(*command)) {
      for (const auto& each : names_of(*option)) {
        EXPECT_TRUE(std::regex_search(options, std::regex("[( ]" + each + " "))) << name << each;
        const bool has_value =
            std::regex_search(part, std::regex("[ |]" + each + "( \\| .*)?\\) takes="));
        EXPECT_EQ(has_value, takes_value(*option)) << name << each;
      }
    }
  }
}

TEST_F(GenerateTest, EachOptionOfEachCommandIsInTheCompletionForZsh) {
  const std::string script = zsh_completion(tree());
  for (const auto* command : commands_of(tree())) {
    const std::string name =
        "\n_urlfan_options" + (command == &tree() ? "" : "_of_" + command->get_name()) + "()";
    const std::string part = part_of(script, name, "\n}");
    for (const auto* option : options_of(*command)) {
      for (const auto& each : names_of(*option)) {
        EXPECT_TRUE(std::regex_search(part, std::regex("'(\\*|\\([^)]*\\))" + each + "[=+]?\\[")))
            << name << each;
      }
    }
  }
}

TEST_F(GenerateTest, EachOptionOfEachCommandIsInTheCompletionForFish) {
  const std::string script = fish_completion(tree());
  for (const auto* command : commands_of(tree())) {
    const std::string name = command == &tree() ? "main" : command->get_name();
    for (const auto* option : options_of(*command)) {
      for (const auto& each : names_of(*option)) {
        const std::string form =
            each.starts_with("--") ? " -l " + each.substr(2) : std::string(" -s ") + each[1];
        const std::regex line("\ncomplete -c urlfan -n '__urlfan_is[^']* " + name +
                              "\\b[^']*'(.*)?" + form + " ");
        EXPECT_TRUE(std::regex_search(script, line)) << name << each;
      }
    }
  }
}

TEST_F(GenerateTest, EachOptionOfEachCommandIsInTheManPage) {
  const std::string page = man_page(tree());
  for (const auto* command : commands_of(tree())) {
    const bool is_main = command == &tree();
    const std::string heading =
        is_main ? "\n.SH OPTIONS\n" : "\n.SH \"OPTIONS OF urlfan " + command->get_name() + "\"\n";
    const std::string part = part_of(page, heading, "\n.SH ");
    for (const auto* option : options_of(*command)) {
      const std::string name = "--" + option->get_lnames().front();
      EXPECT_THAT(part, HasSubstr("\\fB" + in_roff(name) + "\\fR")) << heading;
    }
    if (!is_main) continue;
    for (const auto& group : {"Input", "Network", "Talk"}) {
      EXPECT_THAT(part, HasSubstr(std::string("\n.SS ") + group + "\n"));
    }
    EXPECT_THAT(part, HasSubstr("(default: 100)"));
  }
}

TEST_F(GenerateTest, ValuesAreWhatTypeNamesAndTablesSay) {
  EXPECT_THAT(tokens_of("--format"), ElementsAre("json", "ndjson", "csv", "table", "none"));
  EXPECT_THAT(tokens_of("--http"), ElementsAre("auto", "1.1", "2", "3"));
  EXPECT_THAT(tokens_of("--threads"), ElementsAre("auto"));
  EXPECT_THAT(tokens_of("--log-level"), ElementsAre("debug", "info", "warn", "error", "off"));
  for (const char* file : {"--output", "--cert", "--cookie", "--unix-socket"}) {
    EXPECT_THAT(tokens_of(file), ElementsAre("<file>")) << file;
  }
  EXPECT_THAT(tokens_of("--save-dir"), ElementsAre("<folder>"));
  EXPECT_THAT(tokens_of("--data"), ElementsAre("@<file>"));
  EXPECT_THAT(tokens_of("--header"), ElementsAre("@<file>"));
  for (const char* any : {"--concurrency", "--timeout", "--rate", "--proxy", "--fields"}) {
    EXPECT_THAT(tokens_of(any), IsEmpty()) << any;
  }
  std::vector<std::string> kinds;
  for (const auto& kind : report_kinds()) kinds.push_back(std::string(kind.name) + "=<file>");
  EXPECT_EQ(tokens_of("--report"), kinds);
  EXPECT_THAT(tokens_of("--help"), testing::Contains("network"));
}

TEST_F(GenerateTest, OperandsAreFilesOrCodes) {
  for (const auto* command : commands_of(tree())) {
    const auto operands = operands_of(*command);
    if (command->get_name() == ServeCommand::kName) {
      EXPECT_THAT(operands, IsEmpty());
      continue;
    }
    if (command->get_name() != ExplainCommand::kName) {
      EXPECT_THAT(tokens(operands), ElementsAre("<file>")) << command->get_name();
      continue;
    }
    const auto errors = all_errors();
    ASSERT_EQ(operands.size(), errors.size());
    for (std::size_t i = 0; i < errors.size(); ++i) {
      EXPECT_EQ(operands[i].text, errors[i].name);
      EXPECT_EQ(operands[i].description, errors[i].meaning);
    }
  }
}

TEST_F(GenerateTest, AManPageHasExamplesThatAreUnderstood) {
  std::istringstream lines(part_of(man_page(tree()), "\n.SH EXAMPLES\n", "\n.SH \"EXIT"));
  int examples = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("urlfan ")) continue;
    ++examples;
    line = std::regex_replace(line.substr(0, line.find(" |")), std::regex("\\\\-"), "-");
    std::istringstream words(line.substr(line.find(' ')));
    std::vector<std::string> arguments;
    for (std::string word; words >> word;) arguments.push_back(word);
    const Typed example = typed(arguments);
    EXPECT_FALSE(example.exit_code) << line << "\n" << example.err;
  }
  EXPECT_GE(examples, 4);
}

TEST_F(GenerateTest, AManPageHasNoTextThatIsTakenForARequest) {
  std::istringstream lines(man_page(tree()));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_FALSE(line.starts_with('\'')) << line;
    if (!line.starts_with('.')) {
      EXPECT_FALSE(std::regex_search(line, std::regex("[^\\\\]-"))) << line;
    }
  }
}

TEST_F(GenerateTest, ThePageOfErrorsTellsOfEachCodeByItsPhase) {
  const std::string page = errors_page(tree());
  for (const auto& error : all_errors()) {
    const std::string name(error.name);
    const auto heading = page.find("\n### `" + name + "`\n\n" + std::string(error.meaning));
    ASSERT_NE(heading, std::string::npos) << name;
    const auto phase = page.rfind("\n## ", heading);
    EXPECT_EQ(page.substr(phase + 4, page.find('\n', phase + 1) - phase - 4),
              to_string(error.phase))
        << name;
    const std::string row = "| " + std::string(to_string(error.phase)) + " |";
    const auto cell = page.find(row);
    EXPECT_LT(page.find("[`" + name + "`](#" + name + ")", cell), page.find('\n', cell)) << name;
  }
}

TEST_F(GenerateTest, AreAnAnswerOfTheMainCommand) {
  for (const char* kind : {"man", "bash", "zsh", "fish", "errors"}) {
    const Typed given = typed({"--generate", kind});
    EXPECT_EQ(given.exit_code, 0);
    EXPECT_THAT(given.out, HasSubstr(std::string("urlfan --generate ") + kind));
    EXPECT_EQ(given.err, "");
  }
  EXPECT_EQ(typed({"--generate=man"}).out, man_page(tree()));
  EXPECT_THAT(typed({"--generate", "tcsh"}).err,
              HasSubstr("tcsh not in {man,bash,zsh,fish,errors}"));
  EXPECT_THAT(typed({"report", "--generate", "man"}).err,
              HasSubstr("--generate is an option of urlfan, and not of urlfan report"));
}

TEST(ShellWords, MeanTheirText) {
  EXPECT_EQ(shell_word("plain-1.1"), "plain-1.1");
  EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace urlfan::generate_test
