#include "src/cli/inputs.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "src/base/did_you_mean.h"
#include "src/net/saved_body.h"

namespace urlfan {
namespace {

std::string how_to_name_command(const std::string& name) {
  constexpr std::array<std::string_view, 4> commands{"watch", "serve", "report", "explain"};
  const std::string meant = did_you_mean(name, commands);
  return meant.empty() ? meant : "; did you mean urlfan " + meant + "?";
}

/// For what may have been meant for a URL or a command. A URL has its scheme on the command line,
/// since lists are named there as well.
std::string how_to_write(const std::string& name) {
  constexpr std::array<std::string_view, 7> of_lists{".txt", ".csv",    ".json", ".jsonl",
                                                     ".xml", ".ndjson", ".gz"};
  const bool is_list = name.starts_with('/') || name.starts_with('.') ||
                       std::any_of(of_lists.begin(), of_lists.end(),
                                   [&name](std::string_view end) { return name.ends_with(end); });
  if (is_list) return {};
  const std::string host = name.substr(0, name.find_first_of(":/"));
  if (host == "localhost" || host.starts_with("127.") || name.starts_with("[::1]")) {
    return "; if it is a URL, write http://" + name;
  }
  if (name.find_first_of(".:") != std::string::npos) {
    return "; if it is a URL, write https://" + name;
  }
  return name.find('/') == std::string::npos ? how_to_name_command(name) : std::string();
}

}  // namespace

std::vector<Input> open_inputs(const std::vector<std::string>& names) {
  std::vector<Input> inputs;
  for (const auto& name : names) {
    if (names_url(name)) {
      inputs.emplace_back(UrlArgument{name});
      continue;
    }
    try {
      inputs.emplace_back(ListFile(name));
    } catch (const std::system_error& error) {
      throw UsageError("cannot open the list " + name + ": " + error.code().message() +
                       (error.code().value() == ENOENT ? how_to_write(name) : ""));
    }
  }
  return inputs;
}

std::unique_ptr<Transport> make_transport(const Settings& settings) {
  try {
    require_folder(settings.run.save_dir);
    return make_curl_transport(settings.client);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

void wait_for_more(const Source& source, const StopSignals& signals) {
  std::array<pollfd, 2> ears{pollfd{source.wait_fd(), POLLIN, 0},
                             pollfd{signals.wait_fd(), POLLIN, 0}};
  poll(ears.data(), ears.size(), -1);
}

}  // namespace urlfan
