#ifndef URLFAN_SERVE_RUN_STORE_H_
#define URLFAN_SERVE_RUN_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/serve/store_error.h"
#include "src/serve/store_file.h"
#include "src/serve/stored_run.h"
#include "urlfan/clock.h"

namespace urlfan {

/// The runs, results and schedules of a server, in one file of SQLite that is its owner's alone
/// (0600). All of it is of one thread; no call leaves anything locked or half read behind, so
/// readers may be as slow as they like.
///
/// What a call has written when it returns survives the death of the process; that a schedule was
/// added or removed, that of the machine as well, which may cost the last seconds of all else. A
/// call that throws has changed nothing.
///
/// Every call may throw StoreError: `full` and `unavailable` of a file that was opened well,
/// `damaged` where that shows later. Ids of which nothing is known, where they are not looked for,
/// and ids and keys that are there already are bugs: std::logic_error.
class RunStore {
 public:
  /// Opens the file, or makes it in a folder that exists (see state_folder.h). Looks through all of
  /// it for damage, which takes about a second for 1 GB. Runs that were queued or running have been
  /// interrupted, and ended `now`. Throws StoreError, of any kind.
  RunStore(const std::string& file, WallTime now);
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;
  ~RunStore();

  // --- runs ---

  /// Queued from now on.
  void add_run(const NewRun& run);
  std::optional<StoredRun> find_run(std::string_view id);
  /// The run that was added with this Idempotency-Key.
  std::optional<StoredRun> find_run_by_key(std::string_view key);
  /// Empty where there is no such run, or it has none.
  std::optional<std::string> document_of(std::string_view id);
  /// Newest first.
  std::vector<StoredRun> runs(const RunQuery& query);
  /// Queued or interrupted before, it is under way now.
  void start_run(std::string_view id, WallTime now);
  /// Its last results must have been appended before.
  void end_run(std::string_view id, const RunEnd& end);
  /// Has ended before, and is queued once more: its results stay, its end is forgotten.
  void requeue_run(std::string_view id);

  // --- results ---

  /// All of them together, or none; they count as done with that. Returns the number of the last.
  std::uint64_t append(std::string_view id, std::span<const NewResult> results);
  /// In the order of their numbers. None where there is no such run.
  std::vector<StoredResult> results(std::string_view id, const ResultQuery& query);
  /// The indices of requests that have a result, in ascending order. Goes through all of its
  /// results: half a second for a million.
  std::vector<std::uint64_t> done_indices(std::string_view id);

  // --- schedules ---

  void add_schedule(const NewSchedule& schedule);
  std::optional<StoredSchedule> find_schedule(std::string_view id);
  /// In the order in which they were added.
  std::vector<StoredSchedule> schedules();
  /// Without a new run: see NewRun::next_due.
  void put_off(std::string_view id, WallTime next_due);
  /// Whether there was one. Its runs stay.
  bool remove_schedule(std::string_view id);

  // --- what is kept ---

  /// Of all runs together.
  std::uint64_t results_kept() const noexcept { return results_kept_; }
  /// Removes what is not to be kept, but no more at once than about so many results, or 4 MiB of
  /// them; whether there is more to do, when there is time. A run of which results are gone is not
  /// found any more. When all is removed, the file becomes smaller, as gradually. What was removed
  /// before it throws is gone.
  bool trim(const Retention& retention, std::size_t most_results = 1000);

 private:
  struct Statements;
  struct Trim;

  std::uint64_t number_of(std::string_view id);
  bool remove_next(Trim& trim);
  bool remove_leftover(Trim& trim);
  bool shrink();

  StoreFile file_;
  std::unique_ptr<Statements> sql_;
  std::uint64_t results_kept_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_RUN_STORE_H_
