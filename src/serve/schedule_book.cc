#include "src/serve/schedule_book.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "src/serve/token.h"

namespace urlfan {
namespace {

constexpr Duration kBeginAgainAfter = std::chrono::seconds(1);

}  // namespace

ScheduleBook::ScheduleBook(Rules rules, RunStore& store, RunBook& runs, const Clock& clock)
    : rules_(std::move(rules)), store_(store), runs_(runs), clock_(clock) {
  for (auto& each : store_.schedules()) {
    const auto left = std::chrono::duration_cast<Duration>(each.next_due - clock_.wall());
    // What was due meanwhile is due now, once.
    const TimePoint first = clock_.now() + std::clamp(left, Duration(0), Duration(each.every));
    all_.push_back({.id = std::move(each.id),
                    .document = std::move(each.document),
                    .timing = Schedule(each.every, first)});
    look_at(all_.back());
  }
}

/// A variable that it names may be gone since it was added, and its next turn may be far off.
void ScheduleBook::look_at(Entry& entry) const {
  if (entry.document.find("${") == std::string::npos) return;
  try {
    rules_.read(entry.document);
  } catch (const ProblemError& error) {
    leave_out(entry, error);
  }
}

/// Each time that it says something else.
void ScheduleBook::leave_out(Entry& entry, const ProblemError& why) const {
  if (entry.problem == why.what()) return;
  entry.problem = why.what();
  rules_.warn("schedule " + entry.id + " leaves its runs out: " + entry.problem);
}

std::string ScheduleBook::add(const ScheduleDocument& document) {
  if (all_.size() >= rules_.most) {
    throw ProblemError(429, "there are " + std::to_string(all_.size()) +
                                " schedules, and no more are kept: remove one of them");
  }
  const NewSchedule made{.id = random_id(),
                         .every = document.every,
                         .document = document.run,
                         .created_at = clock_.wall(),
                         .next_due = clock_.wall()};
  store_.add_schedule(made);
  all_.push_back(
      {.id = made.id, .document = made.document, .timing = Schedule(document.every, clock_.now())});
  return made.id;
}

bool ScheduleBook::remove(const std::string& id) {
  const bool was_there = store_.remove_schedule(id);
  std::erase_if(all_, [&id](const Entry& each) { return each.id == id; });
  return was_there;
}

std::optional<LeftOut> ScheduleBook::left_out(const std::string& id) const {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&id](const Entry& each) { return each.id == id; });
  if (found == all_.end() || found->problem.empty()) return {};
  return LeftOut{.why = found->problem,
                 .next_due = clock_.wall() + (found->timing.due() - clock_.now())};
}

std::uint64_t ScheduleBook::delayed() const noexcept {
  std::uint64_t count = 0;
  for (const Entry& each : all_) count += each.timing.delayed();
  return count;
}

void ScheduleBook::go_on() {
  const TimePoint now = clock_.now();
  for (Entry& each : all_) {
    if (!each.run.empty() && !runs_.has(each.run)) {
      each.run.clear();
      each.timing.end(now);
    }
    if (each.run.empty() && now >= each.timing.due() && now >= again_) begin(each);
  }
}

void ScheduleBook::begin(Entry& entry) {
  const TimePoint now = clock_.now();
  try {
    runs_.require_room();
    RunDocument document = rules_.read(entry.document);
    Schedule timing = entry.timing;
    timing.begin(now);
    NewRun run{.id = random_id(), .schedule = entry.id, .created_at = clock_.wall()};
    run.next_due = clock_.wall() + (timing.due() - now);
    runs_.add(run, std::move(document), entry.document);
    entry.timing = timing;
    entry.run = run.id;
    entry.problem.clear();
  } catch (const StoreError&) {
    again_ = now + kBeginAgainAfter;  // the run book tells of it
  } catch (const ProblemError& error) {
    leave_out(entry, error);
    entry.timing.begin(now);
    entry.timing.end(now);
  }
}

TimePoint ScheduleBook::due() const noexcept {
  TimePoint due = TimePoint::max();
  for (const Entry& each : all_) {
    if (each.run.empty()) due = std::min(due, std::max(each.timing.due(), again_));
  }
  return due;
}

}  // namespace urlfan
