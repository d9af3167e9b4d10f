#include "src/serve/stored_task.h"

#include <chrono>
#include <optional>
#include <utility>

#include "src/output/result_json.h"

namespace urlfan {
namespace {

// Results of so long go into the store at once, unless there are many: each time costs.
constexpr Duration kBetweenWrites = std::chrono::milliseconds(50);
constexpr std::size_t kManyBytes = std::size_t{256} << 10U;

constexpr Duration kWriteAgainAfter = std::chrono::seconds(1);

}  // namespace

StoredTask::StoredTask(std::string id, RunDocument document, std::size_t cost, RunStore& store)
    : id_(std::move(id)),
      cost_(cost),
      store_(store),
      secrets_(std::move(document.variables)),
      list_(std::move(document.requests)),
      run_(std::move(document.options.run), list_, *this) {}

void StoredTask::cancel(StopCause cause) noexcept {
  if (run_.has_ended()) return;
  is_cancelled_ = true;
  run_.stop(cause);
}

void StoredTask::write(const Request& /*request*/, const Result& result) {
  // Whoever resumes it wants those lines to be fetched.
  if (is_cancelled_ && result.unfinished()) return;
  waiting_.push_back({.index = result.index, .ok = result.ok(), .json = to_json(result)});
  waiting_bytes_ += waiting_.back().json.size();
  if (!result.ok()) ++waiting_failed_;
}

TimePoint StoredTask::due() const noexcept {
  return waiting_.empty() && !run_.has_ended() ? TimePoint::max() : next_write_;
}

StoredTask::Step StoredTask::go_on(const Clock& clock) {
  const TimePoint now = clock.now();
  const bool is_over = run_.has_ended();
  const bool may_write = now >= next_write_;
  const bool has_many = waiting_bytes_ >= kManyBytes && next_write_ - now <= kBetweenWrites;
  if (waiting_.empty() && !is_over) return Step::nothing;
  if (!may_write && !has_many && !(is_over && next_write_ - now <= kBetweenWrites)) {
    return Step::nothing;
  }
  next_write_ = now + kWriteAgainAfter;  // where it fails
  if (!waiting_.empty()) store_.append(id_, waiting_);
  waiting_.clear();
  waiting_bytes_ = 0;
  waiting_failed_ = 0;
  if (is_over) {
    const Summary& summary = run_.summary();
    store_.end_run(id_, {.state = is_cancelled_ ? RunState::cancelled : RunState::finished,
                         .ended_at = clock.wall(),
                         .exit_code = summary.exit_code,
                         .summary = to_json(summary)});
  }
  next_write_ = now + kBetweenWrites;
  return is_over ? Step::over : Step::written;
}

}  // namespace urlfan
