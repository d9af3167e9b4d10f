#include "src/serve/result_streams.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "src/history/json_result.h"
#include "src/history/result_reader.h"
#include "src/model/exit_code.h"

namespace urlfan {
namespace {

// What is made of a report before any of it is sent.
constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr std::size_t kMostAtOnce = 64;

/// The numbers of all results, in the order of their requests.
std::vector<std::uint64_t> order_of(RunStore& store, const std::string& id) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> found;
  ResultQuery query;
  while (true) {
    const auto page = store.results(id, query);
    if (page.empty()) break;
    for (const auto& each : page) found.emplace_back(each.index, each.number);
    query.after = page.back().number;
  }
  std::sort(found.begin(), found.end());
  std::vector<std::uint64_t> order;
  order.reserve(found.size());
  for (const auto& [index, number] : found) order.push_back(number);
  return order;
}

}  // namespace

ResultStream::ResultStream(RunStore& store, std::string id, std::uint64_t after)
    : store_(store), id_(std::move(id)), after_(after) {}

BodyStream::Next ResultStream::next(std::string& piece) {
  if (is_ended_) return Next::end;
  // Before the results: one that ends between the two has none behind that.
  const auto run = store_.find_run(id_);
  if (!run) return Next::broken;
  for (const auto& each : store_.results(id_, {.after = after_})) {
    piece.append(each.json).append(1, '\n');
    after_ = each.number;
  }
  if (!piece.empty()) return Next::piece;
  if (!has_ended(run->state)) return Next::wait;
  is_ended_ = true;
  if (!run->summary) return Next::end;
  piece = *run->summary + "\n";
  return Next::piece;
}

ReportStream::ReportStream(RunStore& store, const StoredRun& run, const ReportKind& kind)
    : store_(store), run_(run), writer_(kind.make(out_, {})), order_(order_of(store, run.id)) {}

BodyStream::Next ReportStream::next(std::string& piece) {
  while (!is_ended_ && out_.tellp() < static_cast<std::streamoff>(kPiece)) write_some();
  piece = out_.str();
  out_.str({});
  return piece.empty() ? Next::end : Next::piece;
}

void ReportStream::write_some() {
  for (std::size_t i = 0; i < kMostAtOnce && next_ < order_.size(); ++i) {
    const auto found = store_.results(run_.id, {.after = order_[next_] - 1, .most = 1});
    if (found.empty()) throw std::runtime_error("a result is gone");  // the run was removed
    Result result = result_of(found.front().json);
    result.sequence = next_++;
    stats_.add(result);
    writer_->write(result);
  }
  if (next_ < order_.size()) return;
  writer_->finish(summary());
  is_ended_ = true;
}

/// The counts of what is there, and of the run what no result tells.
Summary ReportStream::summary() {
  Summary summary = std::move(stats_).finish();
  const std::uint64_t missing = run_.total - std::min(run_.done, run_.total);
  summary.complete = summary.complete && missing == 0;
  summary.total += missing;
  summary.skipped += missing;
  summary.input_complete = true;
  summary.started_at = run_.started_at.value_or(run_.created_at);
  const auto ended = run_.ended_at.value_or(summary.started_at);
  summary.wall = std::chrono::duration_cast<Duration>(ended - summary.started_at);
  // One that did not come to its end is never a success.
  summary.exit_code = run_.exit_code.value_or(kExitInternal);
  if (run_.summary) summary.stop = summary_from_json(nlohmann::json::parse(*run_.summary)).stop;
  return summary;
}

}  // namespace urlfan
