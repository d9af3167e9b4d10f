#ifndef URLFAN_SERVE_RUN_BOOK_H_
#define URLFAN_SERVE_RUN_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/core/coordinator.h"
#include "src/serve/documents.h"
#include "src/serve/fetch_call.h"
#include "src/serve/http_exchange.h"
#include "src/serve/run_store.h"
#include "src/serve/stored_task.h"
#include "urlfan/clock.h"

namespace urlfan {

/// How much may be under way.
struct RunBookRules {
  /// Runs at once whose results are stored.
  std::size_t most_runs = 100;
  /// Runs that wait for one of those places, and calls that are waited for by their clients.
  std::size_t most_waiting = 1000;
  /// Bytes of the documents of all that is under way.
  std::size_t most_bytes = std::size_t{256} << 20U;
  /// And of those that wait in memory alone, since they have secrets.
  std::size_t most_secret_bytes = std::size_t{64} << 20U;
  /// Understands the document of a run once more.
  std::function<RunDocument(const StoredRun& run, const std::string& text)> read = {};
  std::function<void(const std::string&)> warn = {};
};

/// What the store has not got yet of a run that is under way.
struct Unstored {
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
};

/// How much is under way.
struct RunCounts {
  std::size_t calls = 0;
  std::size_t running = 0;
  std::size_t waiting = 0;
};

/// All runs that are under way or wait for it. The thread of the coordinator alone.
class RunBook {
 public:
  /// All must outlive it.
  RunBook(RunBookRules rules, RunStore& store, Coordinator& coordinator, const Clock& clock);
  RunBook(const RunBook&) = delete;
  RunBook& operator=(const RunBook&) = delete;
  ~RunBook() = default;

  /// `bytes`: those of its document. Throws ProblemError where there is no room.
  void fetch(RunDocument document, const FetchCall::MakeWriter& make_writer,
             std::shared_ptr<HttpExchange> exchange, std::size_t bytes);

  /// Throws ProblemError where there is no room for one more.
  void require_room(std::size_t secret_bytes = 0) const;
  /// Stores it and begins it as soon as there is room. Its document goes into the store unless it
  /// has secrets. Throws StoreError, ProblemError.
  void add(NewRun run, RunDocument document, std::string text);
  /// Carries out what one that has ended did not come to. Throws StoreError, ProblemError.
  void resume(const StoredRun& run);
  /// One that has ended stays as it is. Throws StoreError.
  void cancel(const std::string& id);

  /// It waits or is under way.
  bool has(std::string_view id) const noexcept;
  Unstored unstored(std::string_view id) const noexcept;
  /// Is woken as long as there may be more of the results of that run.
  void listen(const std::string& id, const std::shared_ptr<HttpExchange>& exchange);
  RunCounts counts() const noexcept;
  /// Why the store could not be written when that was tried last; empty: it could.
  const std::string& store_problem() const noexcept { return store_problem_; }

  /// After each round of the coordinator.
  void go_on();
  TimePoint due() const noexcept;

  /// Nothing more begins.
  void close() noexcept { is_closed_ = true; }
  /// All that is under way ends now, and what is stored of it is recorded as cancelled; so is what
  /// waits.
  void stop(StopCause cause);
  /// Nothing is under way, and what is known of it is in the store.
  bool is_idle() const noexcept { return calls_.empty() && tasks_.empty(); }

 private:
  struct Call {
    std::unique_ptr<FetchCall> call;
    std::size_t bytes = 0;
  };
  struct Waiting {
    std::string id;
    /// Where the store has none.
    std::optional<std::string> secret_text;
    /// Understood already.
    std::unique_ptr<RunDocument> document;
    std::size_t bytes = 0;
  };

  void start_some();
  void start(Waiting& waiting);
  RunDocument document_of(Waiting& waiting);
  void go_on(StoredTask& task, bool& is_over);
  void wake(const std::string& id);
  void cancel_waiting();

  RunBookRules rules_;
  RunStore& store_;
  Coordinator& coordinator_;
  const Clock& clock_;
  std::list<Call> calls_;
  std::list<std::unique_ptr<StoredTask>> tasks_;
  std::deque<Waiting> waiting_;
  std::size_t bytes_ = 0;
  std::size_t secret_bytes_ = 0;
  std::unordered_map<std::string, std::vector<std::weak_ptr<HttpExchange>>> listeners_;
  std::string store_problem_;
  /// Of what waits.
  TimePoint next_start_ = TimePoint::min();
  bool is_closed_ = false;
  bool is_stopped_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_RUN_BOOK_H_
