#ifndef URLFAN_SERVE_STORED_TASK_H_
#define URLFAN_SERVE_STORED_TASK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "src/core/run.h"
#include "src/serve/documents.h"
#include "src/serve/request_list.h"
#include "src/serve/run_store.h"
#include "urlfan/clock.h"
#include "urlfan/sink.h"

namespace urlfan {

/// A run whose results go into the store. While nothing can be written there, it starts nothing
/// more, and tries again.
class StoredTask final : public Sink {
 public:
  /// The store must outlive it. `cost`: what it counts for, in bytes.
  StoredTask(std::string id, RunDocument document, std::size_t cost, RunStore& store);
  StoredTask(const StoredTask&) = delete;
  StoredTask& operator=(const StoredTask&) = delete;
  ~StoredTask() override = default;

  const std::string& id() const noexcept { return id_; }
  std::size_t cost() const noexcept { return cost_; }
  Run& run() noexcept { return run_; }
  /// Ends it soon, as one that is cancelled: lines that are not finished have no result.
  void cancel(StopCause cause) noexcept;

  enum class Step {
    nothing,
    /// The store has more results of it.
    written,
    /// And its end.
    over
  };
  /// After each round. Throws StoreError, after which it tries again in a second.
  Step go_on(const Clock& clock);
  /// When it has to be called at the latest.
  TimePoint due() const noexcept;

  /// Results that are not in the store yet, and those of them that are not ok.
  std::uint64_t waiting() const noexcept { return waiting_.size(); }
  std::uint64_t waiting_failed() const noexcept { return waiting_failed_; }

  void write(const Request& request, const Result& result) override;
  void finish(const Summary& /*summary*/) override {}
  Unwritten unwritten() const override { return {.bytes = waiting_bytes_, .fd = -1}; }

 private:
  std::string id_;
  std::size_t cost_;
  RunStore& store_;
  std::vector<NewResult> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t waiting_failed_ = 0;
  TimePoint next_write_ = TimePoint::min();
  bool is_cancelled_ = false;
  /// What variables stand for, which the run points to.
  std::shared_ptr<const Secrets> secrets_;
  RequestList list_;
  Run run_;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_STORED_TASK_H_
