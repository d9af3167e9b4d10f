#include "src/cli/earlier_results.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>

#include "src/cli/settings.h"

namespace urlfan {
namespace {

using Take = std::function<void(EarlierResult)>;

std::unique_ptr<std::istream> open(const std::string& file) {
  auto in = std::make_unique<std::ifstream>(file, std::ios::binary);
  // A directory opens, and fails when it is read.
  if (!*in || (in->peek() == std::ifstream::traits_type::eof() && !in->eof())) {
    throw UsageError("cannot open " + file + ": " + std::generic_category().message(errno));
  }
  in->clear();
  return in;
}

std::vector<EarlierRun> read(std::istream& in, const std::string& file, const Take& take) {
  try {
    return read_results(in, file, take);
  } catch (const ResultsError& error) {
    throw UsageError(error.what());
  }
}

void warn_of_what_is_missing(const std::vector<EarlierRun>& runs, spdlog::logger& log) {
  for (const auto& run : runs) {
    if (run.cut_line) {
      log.warn("{}:{}: cut off in the middle; this line is left out", run.name, *run.cut_line);
    }
    if (missing_from(run).others > 0) {
      log.warn("{}: the summary counts other failures than there are results of", run.name);
    }
    if (!run.summary) {
      log.warn(
          "{}: no summary at its end; the run did not finish and lines may be missing, unless "
          "--summary put it into a file of its own",
          run.name);
    }
  }
}

/// Whether a file is what --summary wrote, and nothing else.
bool is_summary_alone(const std::vector<EarlierRun>& runs) {
  const EarlierRun& run = runs.front();
  return runs.size() == 1 && run.summary && run.summary->total > 0 && !run.cut_line &&
         run.passed + run.others == 0;
}

}  // namespace

void EarlierResults::add(const std::string& file) {
  auto own = file == "-" ? nullptr : open(file);
  std::istream& in = own ? *own : std::cin;
  // A pipe does not come again.
  std::error_code ignored;
  const bool comes_again = own && std::filesystem::is_regular_file(file, ignored);
  ResultShelf& shelf = shelves_.emplace_back(file, comes_again ? own.get() : nullptr);
  if (comes_again) streams_.push_back(std::move(own));
  const std::size_t first_run = runs_.size();
  const auto take = [&](const EarlierResult& earlier) {
    lines_.push_back(line_of(earlier.result, first_run + earlier.run));
    places_.push_back({.shelf = &shelf, .on_shelf = shelf.put(earlier)});
  };
  auto more = read(in, file, take);
  const bool one_is_missing = !runs_.empty() && !runs_.back().summary;
  if (one_is_missing && is_summary_alone(more)) {
    runs_.back().summary = std::move(more.front().summary);
    return;
  }
  std::move(more.begin(), more.end(), std::back_inserter(runs_));
}

Merge EarlierResults::merge(const Tolerance& tolerance, const Baseline* baseline,
                            spdlog::logger& log) {
  warn_of_what_is_missing(runs_, log);
  const auto read = [this](std::size_t line) {
    const Place& place = places_[line];
    return place.shelf->take(place.on_shelf);
  };
  return {runs_, std::move(lines_), read, tolerance, baseline};
}

std::optional<Baseline> read_baseline(const std::string& file, spdlog::logger& log) {
  if (file.empty()) return {};
  Baseline baseline;
  const auto own = file == "-" ? nullptr : open(file);
  const auto runs = read(own ? *own : std::cin, file,
                         [&](const EarlierResult& earlier) { baseline.add(earlier.result); });
  warn_of_what_is_missing(runs, log);
  return baseline;
}

}  // namespace urlfan
