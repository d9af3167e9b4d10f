#ifndef URLFAN_CORE_BUDGET_H_
#define URLFAN_CORE_BUDGET_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "urlfan/client_config.h"
#include "urlfan/run_config.h"
#include "urlfan/sink.h"

namespace urlfan {

/// What one list may hold in memory, and what it may do while it holds as much as it does. Bodies
/// that have not been judged are a budget of all lists together: the transport's.
class Budget {
 public:
  /// Each is asked before something is done, and may be exceeded by that one thing.
  struct Shares {
    /// Lines that are read and not finished.
    std::size_t lines;
    /// Bytes of their texts, patterns and bodies, but for what many share.
    std::size_t requests;
    /// Bytes of results that wait for an earlier line's.
    std::size_t results;
    /// Bytes of output that its reader does not take.
    std::size_t output;
    /// When it is the results that are too many: how far ahead of the awaited line others start.
    std::size_t near;
  };

  Budget(const ClientConfig& client, const RunConfig& config);

  /// A line has been read, whose request takes so many bytes; one is finished.
  void take(std::size_t bytes) noexcept;
  void give_back(std::size_t bytes) noexcept;

  /// One more line may be read.
  bool may_read(const Sink& sink) const;
  /// Looks at what the sink holds: what may start until this is called again. What arrives is still
  /// written to memory, however slow the reader is, and a stop or the deadline ends the run as
  /// ever.
  void look_at(const Sink& sink);
  /// Nothing might start, and now something may.
  bool has_opened(const Sink& sink) const;
  /// Nothing may start; anything may.
  bool is_blocked() const noexcept { return blocked_; }
  bool is_open() const noexcept { return !blocked_ && last_index_ == kAnyIndex; }
  bool may_start(std::uint64_t index) const noexcept { return !blocked_ && index <= last_index_; }

 private:
  static constexpr std::uint64_t kAnyIndex = std::numeric_limits<std::uint64_t>::max();

  Shares shares_;
  std::size_t lines_ = 0;
  std::size_t requests_ = 0;
  bool blocked_ = false;
  std::uint64_t last_index_ = kAnyIndex;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_BUDGET_H_
