// Earlier outputs: whatever is read is written and read again without change, and what cannot be
// read is told.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "src/history/last_results.h"
#include "src/history/result_reader.h"
#include "src/output/result_json.h"
#include "tests/fuzz/require.h"

namespace urlfan {
namespace {

constexpr std::string_view kName = "old.ndjson";

struct Run : EarlierRun {
  std::vector<Result> results;
};

std::vector<Run> read(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::vector<Result>> results;
  const auto runs = read_results(in, std::string(kName), [&](const EarlierResult& earlier) {
    if (results.size() <= earlier.run) results.resize(earlier.run + 1);
    results[earlier.run].push_back(earlier.result);
    require(to_json(result_of(earlier.text)) == to_json(earlier.result),
            "a result can be had once more", earlier.text);
    require(!earlier.offset || text.substr(*earlier.offset, earlier.text.size()) == earlier.text,
            "its place is told right", earlier.text);
  });
  results.resize(runs.size());
  std::vector<Run> all;
  for (std::size_t i = 0; i < runs.size(); ++i) all.push_back({runs[i], results[i]});
  return all;
}

std::string written(const Run& run) {
  std::string text;
  for (const auto& result : run.results) text += to_json(result) + "\n";
  if (run.summary) text += to_json(*run.summary) + "\n";
  return text;
}

/// One line of JSON, and nothing else.
void check_line(const std::string& line) {
  require(is_utf8(line), "output is UTF-8", line);
  require(line.find('\n') == std::string::npos, "an output is one line", line);
  require(nlohmann::json::accept(line), "an output is JSON", line);
}

void check_again(const Run& run) {
  const std::string second = written(run);
  if (second.empty()) return;
  std::vector<Run> again;
  try {
    again = read(second);
  } catch (const ResultsError& error) {
    require(false, error.what(), second);
  }
  require(again.size() == 1, "a run stays one run", second);
  require(again[0].results.size() == run.results.size(), "no result is lost", second);
  require(again[0].summary.has_value() == run.summary.has_value(), "nor the summary", second);
  require(!again[0].cut_line, "nothing is cut off", second);
  const std::string third = written(again[0]);
  require(third == second, "read and written again, it is the same", second + third);
}

void check(const Run& run) {
  require(run.name == kName, "a run knows its file");
  for (const auto& result : run.results) {
    check_line(to_json(result));
    require(result.error || result.response.status, "a result has a status or an error");
  }
  if (run.summary) check_line(to_json(*run.summary));
  const Missing missing = missing_from(run);
  require(!run.summary || missing.passed <= run.summary->ok, "no more are missing than there were");
  // Of a stream that was gone on with, the records between its results are not written here.
  if (!run.list) check_again(run);
}

/// Whatever lists they are of: a result counts once, and of each run something is known.
void check_which_count(const std::vector<Run>& runs) {
  std::vector<EarlierLine> lines;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (const auto& result : runs[run].results) lines.push_back(line_of(result, run));
  }
  const LastResults last = last_results({runs.begin(), runs.end()}, lines);
  require(last.order.size() <= lines.size(), "no more count than there are");
  std::vector<bool> counts(lines.size());
  for (const auto line : last.order) {
    require(line < lines.size() && !counts[line], "a result counts once");
    counts[line] = true;
  }
  require(last.missing.size() == runs.size(), "each run is judged");
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto runs = urlfan::read(std::string(urlfan::text_of(data, size)));
    urlfan::require(!runs.empty(), "there is a run, if an empty one");
    for (const auto& run : runs) urlfan::check(run);
    urlfan::check_which_count(runs);
  } catch (const urlfan::ResultsError& error) {
    const std::string_view why = error.what();
    urlfan::require(why.starts_with(urlfan::kName), "the message names the file", why);
    urlfan::require(why.find("expected") != why.npos, "it says what was expected", why);
    urlfan::require(urlfan::printable(why) == why, "it is fit for a terminal", why);
  }
  return 0;
}
