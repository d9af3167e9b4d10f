#ifndef URLFAN_CLI_PROGRESS_LINE_H_
#define URLFAN_CLI_PROGRESS_LINE_H_

#include <cstdint>
#include <optional>

#include "urlfan/sink.h"

namespace urlfan {

/// The live line on standard error. At most ten times a second; never wider than the terminal.
class ProgressLine {
 public:
  /// `total`: how many lines there will be, where that is known.
  ProgressLine(bool enabled, std::optional<std::uint64_t> total)
      : enabled_(enabled), total_(total) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { clear(); }

  bool due(TimePoint now) const noexcept { return enabled_ && now >= next_; }
  void draw(const Progress& progress, TimePoint now);
  /// Takes the line away, before anything else is printed on the same terminal.
  void clear() noexcept;

 private:
  bool enabled_;
  std::optional<std::uint64_t> total_;
  bool visible_ = false;
  TimePoint next_{};
};

}  // namespace urlfan

#endif  // URLFAN_CLI_PROGRESS_LINE_H_
