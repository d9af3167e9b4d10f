#ifndef URLFAN_SERVE_SCHEDULE_BOOK_H_
#define URLFAN_SERVE_SCHEDULE_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>

#include "src/core/schedule.h"
#include "src/serve/documents.h"
#include "src/serve/problem.h"
#include "src/serve/run_book.h"
#include "src/serve/run_store.h"

namespace urlfan {

/// Of a schedule whose runs are left out.
struct LeftOut {
  std::string why;
  /// When the next one is tried.
  WallTime next_due;
};

/// Runs that begin again and again, each schedule one at a time.
class ScheduleBook {
 public:
  struct Rules {
    std::size_t most = 1000;
    std::function<RunDocument(const std::string& text)> read = {};
    std::function<void(const std::string&)> warn = {};
  };

  /// Takes up those that the store has. All must outlive it. Throws StoreError.
  ScheduleBook(Rules rules, RunStore& store, RunBook& runs, const Clock& clock);
  ScheduleBook(const ScheduleBook&) = delete;
  ScheduleBook& operator=(const ScheduleBook&) = delete;
  ~ScheduleBook() = default;

  /// The first run is due at once. Returns its id. Throws StoreError, ProblemError.
  std::string add(const ScheduleDocument& document);
  /// Whether there was one. A run of it that is under way goes on. Throws StoreError.
  bool remove(const std::string& id);

  /// Whether its last run was left out, or its next one would be. Empty: it runs.
  std::optional<LeftOut> left_out(const std::string& id) const;
  std::size_t size() const noexcept { return all_.size(); }
  /// Runs that had to wait for the end of the one before.
  std::uint64_t delayed() const noexcept;

  void go_on();
  TimePoint due() const noexcept;

 private:
  struct Entry {
    std::string id;
    std::string document;
    Schedule timing;
    /// Empty: none is under way.
    std::string run = {};
    /// Why it does not run. Empty: it does.
    std::string problem = {};
  };

  void look_at(Entry& entry) const;
  void leave_out(Entry& entry, const ProblemError& why) const;
  void begin(Entry& entry);

  Rules rules_;
  RunStore& store_;
  RunBook& runs_;
  const Clock& clock_;
  std::list<Entry> all_;
  TimePoint again_ = TimePoint::min();
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_SCHEDULE_BOOK_H_
