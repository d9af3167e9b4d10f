#include "src/cli/options_elsewhere.h"

#include <algorithm>
#include <array>

namespace urlfan {
namespace {

struct Instead {
  std::string_view option;
  std::string_view text;
};

constexpr std::string_view kQuietAnyway =
    "leave it out: urlfan is quiet, and a failure is never exit code 0";

constexpr std::array kInstead{
    Instead{"-m", "here it is --timeout TIME"},
    Instead{"--max-time", "here it is --timeout TIME"},
    Instead{"-P", "here it is -c, --concurrency N"},
    Instead{"--parallel-max", "here it is -c, --concurrency N"},
    Instead{"--parallel-max-host", "here it is --per-host N"},
    Instead{"-Z", "leave it out: lines are fetched at once as it is"},
    Instead{"--parallel", "leave it out: lines are fetched at once as it is"},
    Instead{"-O", "here it is --save-dir DIR"},
    Instead{"--remote-name", "here it is --save-dir DIR"},
    Instead{"--remote-name-all", "here it is --save-dir DIR"},
    Instead{"--output-dir", "here it is --save-dir DIR"},
    Instead{"-i", "here it is --headers"},
    Instead{"--include", "here it is --headers"},
    Instead{"-w", "here it is --format csv --fields A,B.C"},
    Instead{"--write-out", "here it is --format csv --fields A,B.C"},
    Instead{"-e", "here it is -H 'Referer: URL'"},
    Instead{"--referer", "here it is -H 'Referer: URL'"},
    Instead{"--request", "here it is -X, --method METHOD"},
    Instead{"--json", "here it is -d DATA -H 'Content-Type: application/json'"},
    Instead{"--data-raw", "here it is -d, --data DATA"},
    Instead{"--data-binary", "here it is -d, --data DATA"},
    Instead{"--location", "leave it out: redirects are followed, but with --no-follow"},
    Instead{"--retry", "here it is --retries N"},
    Instead{"--retry-delay", "here it is --retry-wait TIME"},
    Instead{"--retry-max-time", "here it is --deadline TIME, of the whole run"},
    Instead{"--max-filesize", "here it is --max-body SIZE"},
    Instead{"--http1.1", "here it is --http 1.1"},
    Instead{"--http2", "here it is --http 2"},
    Instead{"--http3", "here it is --http 3"},
    Instead{"--port", "here it is --listen ADDRESS:PORT"},
    Instead{"--bind", "here it is --listen ADDRESS:PORT"},
    Instead{"-p", "here it is --listen ADDRESS:PORT"},
    Instead{"--junit", "here it is --report junit=FILE"},
    Instead{"--output-format", "here it is --format FORMAT"},
    Instead{"--url", "leave it out: a URL is an argument of its own"},
    Instead{"--silent", kQuietAnyway},
    Instead{"--show-error", kQuietAnyway},
    Instead{"--fail", kQuietAnyway},
};

/// -s, -fsSL: flags that say what is so here anyway.
bool is_quiet_anyway(std::string_view option) noexcept {
  return option.size() > 1 && option.front() == '-' &&
         option.find_first_not_of("sSfL", 1) == std::string_view::npos;
}

}  // namespace

std::string_view instead_of(std::string_view option) noexcept {
  const auto* const found =
      std::find_if(kInstead.begin(), kInstead.end(),
                   [option](const Instead& each) { return each.option == option; });
  if (found != kInstead.end()) return found->text;
  return is_quiet_anyway(option) ? kQuietAnyway : std::string_view();
}

}  // namespace urlfan
