// Documents that strangers send to urlfan serve: runs, and schedules with their variables.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/base/text.h"
#include "src/serve/documents.h"
#include "src/serve/problem.h"
#include "tests/fuzz/require.h"

namespace urlfan {
namespace {

constexpr std::size_t kMostRequests = 64;
constexpr const char* kSecret = "Kx7qWv9Rt2LmPz4d";

/// Options are read by those of the command line, which have their own tests.
RunOptions options_of(const std::vector<NamedOption>& options) {
  for (const auto& option : options) require(is_utf8(option.name), "a name is text", option.name);
  return {};
}

void check(const RunDocument& document) {
  require(!document.requests.empty() && document.requests.size() <= kMostRequests,
          "as many requests as may be");
  for (const auto& request : document.requests) {
    const bool is_bad = request.bad.has_value();
    require(!is_bad || !request.bad->message.empty(), "a bad request says why");
    require(is_bad || !request.target.url.empty(), "a good request has a URL");
  }
}

template <typename Read>
void read_all(const Read& read) {
  try {
    read();
  } catch (const ProblemError& error) {
    const Problem& problem = error.problem();
    require(problem.status == 400 || problem.status == 413, "a refusal is the client's affair");
    require(!problem.detail.empty() && is_utf8(problem.detail), "a refusal says why",
            problem.detail);
    require(problem.detail.find(kSecret) == std::string::npos, "a refusal tells no secret",
            problem.detail);
  }
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urlfan;
  const auto text = text_of(data, size);
  const DocumentRules rules{.options = options_of, .most_requests = kMostRequests};
  const Variables variables = [](const std::string& name) -> std::optional<std::string> {
    return name == "TOKEN" ? std::optional(std::string(kSecret)) : std::nullopt;
  };
  read_all([&] { check(read_run(text, rules)); });
  read_all([&] { check(read_scheduled_run(text, rules, variables)); });
  read_all([&] {
    const ScheduleDocument schedule = read_schedule(text);
    require(schedule.every.count() >= 1000, "a schedule leaves a second");
    check(read_scheduled_run(schedule.run, rules, variables));
  });
  return 0;
}
