// Documents of runs and of schedules, as they come over HTTP.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/serve/documents.h"
#include "src/serve/problem.h"
#include "tests/fuzz/require.h"

namespace urlfan {
namespace {

constexpr std::size_t kMostRequests = 100;

/// All values of options are texts, whatever they are.
RunOptions options_of(const std::vector<NamedOption>& options) {
  for (const auto& option : options) {
    if (option.values.size() > 1 && option.name == "timeout") throw ProblemError(400, "timeout");
  }
  return RunOptions{.rules = {.parse_url = TargetParser({})}};
}

void check(std::string_view text) {
  const DocumentRules rules{.options = options_of, .most_requests = kMostRequests};
  const auto understood = [&](const auto& read) {
    try {
      const RunDocument document = read();
      require(!document.requests.empty() && document.requests.size() <= kMostRequests,
              "there are some requests, and not too many", text);
      for (const auto& request : document.requests)
        require(request.bad || !request.target.url.empty(), "it has a URL", text);
    } catch (const ProblemError& error) {
      require(error.problem().status == 400 || error.problem().status == 413, "it is the client's",
              text);
      require(!error.problem().detail.empty(), "it says why", text);
    }
  };
  understood([&] { return read_run(text, rules); });
  const Variables variables = [](const std::string& name) {
    return name == "A" ? std::optional<std::string>("value") : std::nullopt;
  };
  understood([&] { return read_scheduled_run(text, rules, variables); });
  try {
    require(read_schedule(text).every.count() > 0, "it has a period", text);
  } catch (const ProblemError& error) {
    require(error.problem().status == 400, "it is the client's", text);
  }
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  urlfan::check(urlfan::text_of(data, size));
  return 0;
}
