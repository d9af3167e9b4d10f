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
#include "src/history/earlier_lists.h"
#include "src/history/last_results.h"
#include "src/history/list_end.h"

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

void warn_of_cut_lines(const std::vector<EarlierRun>& runs, spdlog::logger& log) {
  for (const auto& run : runs) {
    if (!run.cut_line) continue;
    log.warn("{}:{}: cut off in the middle; this line is left out", run.name, *run.cut_line);
  }
}

/// Whether a file is what --summary wrote of that run, and nothing else. Of a shard, that may be
/// that it has no lines.
bool is_summary_of(const EarlierRun& run, const std::vector<EarlierRun>& told) {
  const EarlierRun& alone = told.front();
  const bool is_alone = told.size() == 1 && alone.summary && !alone.list && !alone.cut_line &&
                        alone.passed + alone.others == 0;
  if (!is_alone || run.summary) return false;
  const bool has_nothing = run.passed + run.others == 0 && !run.cut_line;
  return alone.summary->total > 0 || (has_nothing && shard_number(alone) > 0);
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
  if (!runs_.empty() && is_summary_of(runs_.back(), more)) {
    EarlierRun& run = runs_.back();
    run.summary = std::move(more.front().summary);
    run.began = more.front().began;
    run.ended = more.front().ended;
    run.wall = more.front().wall;
    return;
  }
  std::move(more.begin(), more.end(), std::back_inserter(runs_));
}

Result EarlierResults::read_again(std::size_t line) {
  const Place& place = places_[line];
  return place.shelf->take(place.on_shelf);
}

Merge EarlierResults::merge(const Tolerance& tolerance, const Baseline* baseline,
                            spdlog::logger& log) try {
  warn_of_cut_lines(runs_, log);
  const auto read = [this](std::size_t line) { return read_again(line); };
  Merge merged(runs_, std::move(lines_), read, tolerance, baseline);
  for (const auto& what : merged.missing()) log.warn("{}", what);
  return merged;
} catch (const ResultsError& error) {
  throw UsageError(error.what());
}

Baseline EarlierResults::baseline(spdlog::logger& log) {
  warn_of_cut_lines(runs_, log);
  const LastResults last = last_results(runs_, lines_);
  const std::vector<bool> nothing_unfinished(runs_.size());
  for (std::size_t list = 0; list < last.lists.size(); ++list) {
    const ListEnd end = end_of(list, last, runs_, nothing_unfinished);
    for (const auto& what : end.broken) log.warn("{}", what);
  }
  Baseline baseline;
  for (const auto line : last.order) {
    baseline.add(read_again(line), last.list_of_run[lines_[line].run]);
  }
  return baseline;
}

std::optional<Baseline> read_baseline(const std::string& file, spdlog::logger& log) {
  if (file.empty()) return {};
  EarlierResults earlier;
  earlier.add(file);
  return earlier.baseline(log);
}

}  // namespace urlfan
