#include "src/cli/generate/man_page.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "src/base/ascii.h"
#include "src/cli/generate/completion.h"
#include "src/cli/help.h"
#include "src/cli/notes.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

constexpr std::string_view kDescription =
    "Lists have a URL on each line, and perhaps what is expected of its answer, such as "
    "status=200 or max=2s; they come from files, from standard input or from the command line. All "
    "lines are fetched at once, as far as the limits allow, and each gives one result: what was "
    "answered, how long each phase took, what was checked, and an error that has a code where it "
    "failed.\n"
    "A line that fails ends nothing. The exit status tells whether all went well.\n";

struct ManItem {
  std::string_view term;
  std::string_view text;
};

constexpr std::array<ManItem, 5> kExamples{{
    {"urlfan urls.txt", "A list, as a table on a terminal, else as JSON:"},
    {"urlfan --format ndjson urls.txt | jq -r 'select(.ok == false) | .url'",
     "The URLs that failed:"},
    {"urlfan --base-url https://staging.example.com --report junit=smoke.xml smoke.txt",
     "Paths of a site, with a report for CI:"},
    {"urlfan --wait-for 60s --expect-status 200 https://staging.example.com/health",
     "Wait until a service answers:"},
    {"urlfan watch --every 30s services.txt", "What goes down, and is up again:"},
}};

constexpr std::array<ManItem, 8> kVariables{{
    {"URLFAN_...",
     "An option that is not typed, by its name in capitals: URLFAN_MAX_BODY=1G is --max-body 1G. "
     "One "
     "that may stand several times has a value on each line."},
    {"http_proxy, https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY",
     "The proxy, where there is no --proxy."},
    {"no_proxy, NO_PROXY", "Hosts that are asked without it, where there is no --noproxy."},
    {"SSL_CERT_FILE, SSL_CERT_DIR",
     "Certificate authorities, where there is neither --cacert nor --capath."},
    {"NO_COLOR", "Where it is not empty, there are no colors."},
    {"TERM", "Where it is dumb, there are no colors and no live line."},
    {"HOME", "Where --netrc finds .netrc."},
    {"XDG_STATE_HOME", "Where urlfan serve keeps its state, without --state."},
}};

constexpr std::array<ManItem, 3> kFiles{{
    {"~/.netrc", "Users and passwords of hosts, with --netrc."},
    {"FILE of --config", "Options in TOML, by their names without dashes: timeout = \"5s\"."},
    {"~/.local/state/urlfan/serve.db, ~/.local/state/urlfan/token",
     "What urlfan serve keeps, and the token that lets in, without --state."},
}};

/// Text as troff prints it letter for letter.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '`':
        out += "\\(ga";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '"':
        out += "\\(dq";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// The same as a line of its own, which may begin with what is otherwise a request.
std::string roff_line(std::string_view text) {
  return (text.starts_with('.') ? "\\&" : "") + roff(text) + "\n";
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

void append_item(std::string& out, const std::string& term, std::string_view text) {
  out.append(".TP\n").append(term).append(1, '\n').append(roff_line(text));
}

template <typename Items>
void append_items(std::string& out, std::string_view heading, const Items& items) {
  out.append(".SH ").append(heading).append(1, '\n');
  for (const auto& [term, text] : items) append_item(out, bold(term), text);
}

/// Each line is a paragraph. The first needs no macro behind a heading.
void append_paragraphs(std::string& out, std::string_view text, bool behind_heading) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!behind_heading) out.append(".PP\n");
    out.append(roff_line(line));
    behind_heading = false;
  }
}

/// "-c, --concurrency N"
std::string man_names(const CLI::Option& option) {
  std::string text;
  for (const auto& name : names_of(option)) {
    text.append(text.empty() ? "" : ", ").append(bold(name));
  }
  if (takes_value(option)) text.append(1, ' ').append(italic(option.get_type_name()));
  return text;
}

void append_man_option(std::string& out, const CLI::Option& option) {
  std::string text = description_of(option);
  const std::string usual = option.get_default_str();
  if (!usual.empty()) text.append(" (default: ").append(usual).append(1, ')');
  append_item(out, man_names(option), text);
}

void append_operands(std::string& out, const CLI::App& command) {
  for (const auto* option : command.get_options()) {
    if (option->nonpositional()) continue;
    append_item(out, italic(option->get_name(true, false)) + " ...", option->get_description());
  }
}

/// "urlfan report [OPTIONS] RESULTS...", less what is in bold.
std::string typed_command(const CLI::App& command) {
  const std::string usage = usage_of(command);
  return usage.substr(0, usage.find(" ["));
}

void append_synopsis(std::string& out, const CLI::App& tree) {
  out.append(".SH SYNOPSIS\n");
  bool first = true;
  for (const auto* command : commands_of(tree)) {
    const std::string typed = typed_command(*command);
    if (!first) out.append(".br\n");
    out.append(bold(typed)).append(roff(usage_of(*command).substr(typed.size()))).append(1, '\n');
    first = false;
  }
}

void append_commands(std::string& out, const CLI::App& tree) {
  out.append(".SH COMMANDS\n");
  out.append("The first word may be the name of one; without such a word, lists are fetched.\n");
  for (const auto* command : commands_of(tree)) {
    if (command != &tree) append_item(out, bold(command->get_name()), command->get_description());
  }
}

void append_options(std::string& out, const CLI::App& tree) {
  out.append(".SH OPTIONS\n");
  append_paragraphs(out, kNotes, true);
  append_operands(out, tree);
  for (const auto& group : help_groups(tree)) {
    out.append(".SS ").append(roff(group)).append(1, '\n');
    for (const auto* option : options_of(tree)) {
      if (option->get_group() == group) append_man_option(out, *option);
    }
  }
}

/// What is the same as with the main command is named, and not told again.
void append_options_of(std::string& out, const CLI::App& command, const CLI::App& tree) {
  std::set<std::string> known;
  const auto told = [](const CLI::Option& option) {
    return form_of(option) + description_of(option);
  };
  for (const auto* option : options_of(tree)) known.insert(told(*option));
  out.append(".SH \"OPTIONS OF ").append(typed_command(command)).append("\"\n");
  append_paragraphs(out, command.get_description(), true);
  append_operands(out, command);
  std::string same;
  for (const auto* option : options_of(command)) {
    if (!known.contains(told(*option))) {
      append_man_option(out, *option);
    } else {
      same.append(same.empty() ? "" : ",\n").append(bold("--" + option->get_lnames().front()));
    }
  }
  if (!same.empty()) out.append(".PP\nAs above:\n").append(same).append(".\n");
  append_paragraphs(out, command.get_footer(), false);
}

void append_examples(std::string& out) {
  out.append(".SH EXAMPLES\n");
  bool first = true;
  for (const auto& [command, what] : kExamples) {
    if (!first) out.append(".PP\n");
    out.append(roff_line(what)).append(".RS 4\n.nf\n");
    out.append(roff_line(command)).append(".fi\n.RE\n");
    first = false;
  }
}

/// A sentence as it goes on behind "urlfan -": "fetches a list of URLs".
std::string as_predicate(std::string text) {
  text.front() = lower_case(text.front());
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::string man_page(const CLI::App& tree) {
  std::string out = ".\\\" Of " + origin_of("man") + "\n";
  out.append(".TH URLFAN 1 ").append(kVersionDate).append(" \"urlfan ").append(kVersion);
  out.append("\" \"User Commands\"\n.SH NAME\nurlfan \\- ");
  out.append(roff(as_predicate(tree.get_description()))).append(1, '\n');
  append_synopsis(out, tree);
  out.append(".SH DESCRIPTION\n");
  append_paragraphs(out, kDescription, true);
  append_commands(out, tree);
  append_options(out, tree);
  for (const auto* command : commands_of(tree)) {
    if (command != &tree) append_options_of(out, *command, tree);
  }
  append_examples(out);
  out.append(".SH \"EXIT STATUS\"\n");
  for (const auto& [code, meaning] : kExitStatuses) append_item(out, bold(code), meaning);
  append_items(out, "ENVIRONMENT", kVariables);
  append_items(out, "FILES", kFiles);
  out.append(".SH \"SEE ALSO\"\n.BR curl (1),\n.BR jq (1)\n");
  return out;
}

}  // namespace urlfan
