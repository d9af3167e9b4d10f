#include "src/cli/options/limit_options.h"

#include <cstdint>
#include <optional>
#include <string>

#include "src/base/units.h"
#include "src/cli/curl_line.h"
#include "src/cli/options/values.h"

namespace urlfan {
namespace {

constexpr const char* kLimitGroup = "Limits";

std::optional<std::uint64_t> header_size(const std::string& text) {
  const auto size = parse_size(text);
  return size && *size >= 1 && *size <= std::uint64_t{256} << 10U ? size : std::nullopt;
}

}  // namespace

void add_size_limits(CLI::App& app, ClientConfig& client) {
  add_value(app, "--max-body", client.max_body, parse_size, kSizeForm,
            "Decoded bytes of one body, at most")
      ->type_name("SIZE")
      ->default_str(size_text(client.max_body))
      ->group(kLimitGroup);
  add_value(app, "--max-headers", client.max_headers, header_size, "a size from 1 to 256K",
            "Bytes of the headers of one answer; 256K is its maximum. More than 1000 headers are "
            "always too many")
      ->type_name("SIZE")
      ->default_str(size_text(client.max_headers))
      ->group(kLimitGroup);
}

void add_limit_options(CLI::App& app, ClientConfig& client) {
  add_size_limits(app, client);
  app.add_flag("--deny-private", client.deny_private,
               "Connect to public addresses alone: not to this machine, private networks, "
               "link-local addresses and the like. Proxies of the environment are not used")
      ->group(kLimitGroup);
}

void complete_limit_options(Settings& settings) {
  const ClientConfig& client = settings.client;
  if (!client.deny_private) return;
  if (client.proxy && !client.proxy->empty()) {
    throw UsageError(
        "--deny-private cannot see which addresses a proxy connects to: leave --proxy out");
  }
  if (!client.unix_socket.empty()) {
    throw UsageError("--unix-socket is no public address: leave it or --deny-private out");
  }
  if (!client.proxy) tell_curl(settings, "--proxy", "");
}

}  // namespace urlfan
