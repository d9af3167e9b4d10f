#include "src/cli/watch_command.h"

#include <CLI/CLI.hpp>

#include "src/cli/log.h"
#include "src/cli/settings.h"
#include "src/cli/watch.h"

namespace urlfan {
namespace {

constexpr const char* kWatchFooter =
    "Standard output gets one JSON object a line: a change when a service goes down, with the "
    "error, or is up again, with the length of the outage; see urlfan --schema.\n"
    "The list, --config and all files that they name are read again when they have changed, and "
    "after SIGHUP; what is wrong with them is told, and all stays as it was.\n"
    "Exit: 130/143 stopped, 2 bad usage or a bad line, 5 urlfan failed.";

}  // namespace

void WatchCommand::add_to(CLI::App& tree) {
  CLI::App& app = *tree.add_subcommand(std::string(kName),
                                       "Fetches a list again and again, and tells when a service "
                                       "goes down or is up again.");
  options_.add_to(app);
  app.footer(kWatchFooter);
}

void WatchCommand::complete(CLI::App& command) {
  for (const auto* option : command.get_options()) {
    if (option->empty()) continue;
    auto values = option->results();
    // As on the command line, the last one counts.
    if (option->nonpositional() && option->get_expected_max() == 1) values = {values.back()};
    typed_.emplace_back(option->get_name(), std::move(values));
  }
  options_.complete(command);
}

/// As if it had been typed now.
WatchSettings WatchCommand::read_again() const {
  CLI::App app;
  WatchOptions options;
  options.add_to(app);
  try {
    for (const auto& [name, values] : typed_) {
      auto* option = app.get_option(name);
      for (const auto& value : values) option->add_result(value);
      option->run_callback();
    }
  } catch (const CLI::ParseError& error) {  // of a file that is named and has changed
    throw UsageError(error.what());
  }
  options.complete(app);
  return options.settings();
}

int WatchCommand::run() {
  WatchSettings settings = options_.settings();
  const auto log = make_logger(settings.fetch.talk);
  return watch(
      std::move(settings), [this] { return read_again(); }, *log, left_);
}

}  // namespace urlfan
