#include "src/cli/serve_command.h"

#include <CLI/CLI.hpp>
#include <string>
#include <utility>

#include "src/cli/log.h"
#include "src/cli/serve.h"
#include "src/cli/settings.h"

namespace urlfan {
namespace {

constexpr const char* kServeFooter =
    "POST /v1/fetch {\"requests\": [\"https://example.com\"]} answers what --format json writes; "
    "/v1/runs and /v1/schedules store what they find. GET /openapi.json tells of all.\n"
    "curl -H \"Authorization: Bearer $(cat ~/.local/state/urlfan/token)\" "
    "http://127.0.0.1:8080/v1/runs\n"
    "There is no TLS: let a proxy stand in front, and name it with --allow-host.\n"
    "Exit: 130/143 stopped, 2 bad usage or a state that cannot be used, 5 urlfan failed.";

}  // namespace

void ServeCommand::add_to(CLI::App& tree) {
  CLI::App& app = *tree.add_subcommand(
      std::string(kName), "Fetches lists for others: over HTTP, at once, later or on a schedule.");
  options_.add_to(app);
  app.footer(kServeFooter);
}

int ServeCommand::run() {
  ServeSettings settings = options_.settings();
  // A server tells where it is, and with -v what it answers.
  LogLevel& level = settings.fetch.talk.log_level;
  if (level == LogLevel::info) {
    level = LogLevel::debug;
  } else if (level == LogLevel::warn) {
    level = LogLevel::info;
  }
  const auto log = make_logger(settings.fetch.talk);
  return serve(std::move(settings), *log, transport_);
}

}  // namespace urlfan
