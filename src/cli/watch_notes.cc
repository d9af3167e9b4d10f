#include "src/cli/watch_notes.h"

#include "src/base/text.h"
#include "src/base/units.h"

namespace urlfan {
namespace {

std::string name_of_list(const Settings& fetch) {
  if (fetch.inputs.size() != 1) return std::to_string(fetch.inputs.size()) + " lists and URLs";
  const std::string& name = fetch.inputs.front();
  return name == "-" ? "standard input" : excerpt(name);
}

}  // namespace

std::string note_of_begin(const WatchSettings& settings, std::size_t lines) {
  return "watching " + std::to_string(lines) + (lines == 1 ? " line of " : " lines of ") +
         name_of_list(settings.fetch) + " every " + in_seconds(settings.every) + "; " +
         (settings.show_all ? "each result, change and round" : "each change") +
         " is a line of JSON, Ctrl-C ends";
}

std::string note_of_first_round(const RoundEnd& end, const HealthRules& rules) {
  std::string text = "after the first round " + std::to_string(end.lines.up) + " up, " +
                     std::to_string(end.lines.down) + " down";
  if (end.lines.unknown == 0) return text;
  text += ", " + std::to_string(end.lines.unknown) + " not known yet";
  if (rules.down_after > 1) text += " (--down-after " + std::to_string(rules.down_after) + ")";
  return text;
}

}  // namespace urlfan
