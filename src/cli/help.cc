#include "src/cli/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "src/base/text.h"

namespace urlfan {
namespace {

constexpr std::size_t kWidth = 80;
/// Where descriptions begin.
constexpr std::size_t kColumn = 30;

/// Appends the words to `out`, whose last line is `used` long; further lines begin at `indent`.
void append_wrapped(std::string& out, std::string_view text, std::size_t used, std::size_t indent) {
  bool first = true;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!first && used + 1 + word.size() > kWidth) {
      out.append(1, '\n').append(indent, ' ');
      used = indent;
    } else if (!first) {
      out += ' ';
      ++used;
    }
    out += word;
    used += word.size();
    first = false;
  }
}

std::string wrapped_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    append_wrapped(out, text.substr(0, end), 0, 0);
    out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

void append_option(std::string& out, const CLI::Option& option) {
  const std::size_t start = out.size();
  out.append("  ").append(form_of(option));
  const std::size_t used = out.size() - start;
  if (used + 2 > kColumn) {
    out.append(1, '\n').append(kColumn, ' ');
  } else {
    out.append(kColumn - used, ' ');
  }
  append_wrapped(out, description_of(option), kColumn, kColumn);
  out += '\n';
}

void append_group(std::string& out, const CLI::App& command, const std::string& group) {
  out.append(group).append(":\n");
  for (const auto* option : command.get_options()) {
    if (option->nonpositional() && option->get_group() == group) append_option(out, *option);
  }
  out += '\n';
}

}  // namespace

std::string usage_of(const CLI::App& command) {
  std::string text;
  const auto* parent = command.get_parent();
  if (parent != nullptr) text.append(parent->get_name()).append(1, ' ');
  text.append(command.get_name()).append(" [OPTIONS]");
  for (const auto* option : command.get_options()) {
    if (option->nonpositional()) continue;
    const std::string name = option->get_name(true, false) + "...";
    text.append(1, ' ').append(option->get_required() ? name : "[" + name + "]");
  }
  return text;
}

std::string form_of(const CLI::Option& option) {
  std::string text;
  for (const auto& name : option.get_snames()) text.append("-").append(name).append(", ");
  if (text.empty()) text.append(4, ' ');
  for (const auto& name : option.get_lnames()) text.append("--").append(name).append(", ");
  text.resize(text.size() - 2);
  if (!option.nonpositional()) {
    text = option.get_name(true, false);
  } else if (!option.get_type_name().empty()) {
    text.append(1, ' ').append(option.get_type_name());
  }
  if (!option.get_default_str().empty()) text.append(1, '=').append(option.get_default_str());
  if (option.get_expected_max() >= CLI::detail::expected_max_vector_size) text.append(" ...");
  return text;
}

std::string description_of(const CLI::Option& option) {
  std::string text = option.get_description();
  for (const auto* other : option.get_excludes()) {
    text.append(" (not with ").append(other->get_name()).append(1, ')');
  }
  return text;
}

std::vector<std::string> help_groups(const CLI::App& command) {
  std::vector<std::string> groups;
  for (const auto* option : command.get_options()) {
    const std::string& group = option->get_group();
    if (!option->nonpositional()) continue;
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  }
  return groups;
}

std::string help_of(const CLI::App& command) {
  std::string out =
      wrapped_lines(command.get_description()) + "Usage: " + usage_of(command) + "\n\n";
  for (const auto* option : command.get_options()) {
    if (!option->nonpositional()) append_option(out, *option);
  }
  out += '\n';
  for (const auto& group : help_groups(command)) append_group(out, command, group);
  return out + wrapped_lines(command.get_footer());
}

std::string help_of_group(const CLI::App& command, const std::string& group) {
  std::string out;
  for (const auto& each : help_groups(command)) {
    if (lower_case(each) == lower_case(group)) append_group(out, command, each);
  }
  if (!out.empty()) out.pop_back();  // the blank line between groups
  return out;
}

}  // namespace urlfan
