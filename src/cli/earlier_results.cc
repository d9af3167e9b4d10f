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

std::vector<EarlierRun> read(std::istream& in, const std::string& file, const Take& take,
                             spdlog::logger& log) {
  try {
    auto runs = read_results(in, file, take);
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

}  // namespace

void EarlierResults::add(const std::string& file, spdlog::logger& log) {
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
  auto more = read(in, file, take, log);
  std::move(more.begin(), more.end(), std::back_inserter(runs_));
}

Merge EarlierResults::merge(const Tolerance& tolerance, const Baseline* baseline) {
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
  read(
      own ? *own : std::cin, file,
      [&](const EarlierResult& earlier) { baseline.add(earlier.result); }, log);
  return baseline;
}

}  // namespace urlfan
