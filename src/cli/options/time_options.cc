#include "src/cli/options/time_options.h"

#include "src/cli/options/values.h"

namespace urlfan {
namespace {

constexpr const char* kTimeGroup = "Time";

}  // namespace

void add_time_options(CLI::App& app, ClientConfig& client, RunConfig& run) {
  add_time(app, "--timeout", run.timeout, "One attempt, its redirects included")->group(kTimeGroup);
  add_time(app, "--connect-timeout", run.connect_timeout,
           "Name lookup, TCP and TLS of one connection")
      ->group(kTimeGroup);
  add_time(app, "--stall-timeout", client.stall_timeout,
           "Give an answer up of which nothing comes for so long [no limit]")
      ->group(kTimeGroup);
}

void add_deadline(CLI::App& app, RunConfig& run) {
  add_time(app, "--deadline", run.deadline,
           "The whole run: what is not done by then is given up, exit code 4 [no limit]")
      ->group(kTimeGroup);
}

}  // namespace urlfan
