#ifndef URLFAN_SERVE_STORED_RUN_H_
#define URLFAN_SERVE_STORED_RUN_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "urlfan/clock.h"

// What the server keeps of runs and schedules, as values. Documents, results and summaries are JSON
// that is stored as it is and never looked into.

namespace urlfan {

enum class RunState {
  queued,
  running,
  finished,
  /// By its client, or by the end of the server.
  cancelled,
  /// The server ended while it was queued or under way.
  interrupted,
};

/// "queued" and so on.
constexpr const char* name_of(RunState state) noexcept {
  switch (state) {
    case RunState::queued:
      return "queued";
    case RunState::running:
      return "running";
    case RunState::finished:
      return "finished";
    case RunState::cancelled:
      return "cancelled";
    case RunState::interrupted:
      break;
  }
  return "interrupted";
}

constexpr bool has_ended(RunState state) noexcept {
  return state != RunState::queued && state != RunState::running;
}

/// The Idempotency-Key of a request, and what tells whether it comes with the same request.
struct IdempotencyKey {
  std::string key;
  /// Of the request's body, as sha256_hex() makes it.
  std::string body_sha256;

  bool operator==(const IdempotencyKey&) const = default;
};

/// A run that is queued.
struct NewRun {
  /// 32 hex digits; of no other run.
  std::string id;
  /// The id of the schedule that it is of. Empty: of none.
  std::string schedule = {};
  /// When that schedule is due next: written together with the run, so that a kill between the two
  /// neither repeats the run nor leaves it out. Empty: as before.
  std::optional<WallTime> next_due = {};
  /// Of no other run that is kept: see RunStore::find_run_by_key().
  std::optional<IdempotencyKey> key = {};
  /// All that is needed to carry the run out once more. Empty where it has secrets, which are never
  /// written: it cannot be resumed.
  std::optional<std::string> document = {};
  WallTime created_at;
  /// Its requests.
  std::uint64_t total = 0;
};

/// How a run ended.
struct RunEnd {
  /// One for which has_ended().
  RunState state = RunState::finished;
  WallTime ended_at;
  std::optional<int> exit_code = {};
  /// As JSON.
  std::optional<std::string> summary = {};
};

/// A run as it is kept, but for its document and its results, which may be large.
struct StoredRun {
  std::string id;
  RunState state = RunState::queued;
  /// Empty: of none.
  std::string schedule;
  std::optional<IdempotencyKey> key;
  /// Its document is there.
  bool resumable = false;
  WallTime created_at;
  /// The first time, where it was resumed.
  std::optional<WallTime> started_at;
  /// Where it was interrupted: when that was seen, which is at the next start of the server.
  std::optional<WallTime> ended_at;
  std::uint64_t total = 0;
  /// Results that are stored, and those of them that are not ok.
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::optional<int> exit_code;
  std::optional<std::string> summary;
};

/// Which runs, newest first.
struct RunQuery {
  /// Only those of this schedule. Empty: all runs.
  std::string schedule = {};
  /// Only those that were added before this one: the last of the page before. Empty: from the
  /// newest.
  std::string before = {};
  std::size_t most = 100;
};

struct NewResult {
  /// Which request of the run's document it answers, counted from 0.
  std::uint64_t index = 0;
  bool ok = false;
  /// One line without its end.
  std::string json;
};

struct StoredResult {
  /// 1, 2, 3 and so on, in the order in which the results of the run came.
  std::uint64_t number = 0;
  std::uint64_t index = 0;
  bool ok = false;
  std::string json;
};

/// Which results. At least one, where there is one, however long it is.
struct ResultQuery {
  /// Those behind this number.
  std::uint64_t after = 0;
  std::size_t most = 1000;
  /// Of JSON: as many as are no longer than that together.
  std::size_t most_bytes = 1 << 20;
};

struct NewSchedule {
  /// 32 hex digits; of no other schedule.
  std::string id;
  std::chrono::milliseconds every{};
  /// The run that it starts again and again.
  std::string document;
  WallTime created_at;
  WallTime next_due;
};

struct StoredSchedule {
  std::string id;
  std::chrono::milliseconds every{};
  std::string document;
  WallTime created_at;
  WallTime next_due;
  /// The newest of its runs that are kept. Empty: none.
  std::string last_run;
};

/// What is kept of runs that have ended. The oldest go first; others always stay.
struct Retention {
  /// Those that ended before go.
  std::optional<WallTime> ended_before = {};
  /// More results than that, of all runs, are too many.
  std::optional<std::uint64_t> most_results = {};
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_STORED_RUN_H_
