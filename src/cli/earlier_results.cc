#include "src/cli/earlier_results.h"

#include <cerrno>
#include <fstream>
#include <iostream>
#include <system_error>

#include "src/cli/settings.h"

namespace urlfan {
namespace {

std::vector<EarlierRun> read_file(const std::string& file) {
  if (file == "-") return read_results(std::cin, file);
  std::ifstream in(file, std::ios::binary);
  // A directory opens, and fails when it is read.
  if (!in || (in.peek() == std::ifstream::traits_type::eof() && !in.eof())) {
    throw UsageError("cannot open " + file + ": " + std::generic_category().message(errno));
  }
  in.clear();
  return read_results(in, file);
}

}  // namespace

std::vector<EarlierRun> read_earlier(const std::string& file, spdlog::logger& log) {
  try {
    auto runs = read_file(file);
    for (const auto& run : runs) {
      if (run.cut_line) {
        log.warn("{}:{}: cut off in the middle; this line is left out", file, *run.cut_line);
      }
      if (missing_from(run).others > 0) {
        log.warn("{}: the summary counts other failures than there are results of", file);
      }
      if (!run.summary) {
        log.warn("{}: no summary at its end; the run did not finish, lines may be missing", file);
      }
    }
    return runs;
  } catch (const ResultsError& error) {
    throw UsageError(error.what());
  }
}

std::optional<Baseline> read_baseline(const std::string& file, spdlog::logger& log) {
  if (file.empty()) return {};
  Baseline baseline;
  for (const auto& run : read_earlier(file, log)) {
    for (const auto& result : run.results) baseline.add(result);
  }
  return baseline;
}

}  // namespace urlfan
