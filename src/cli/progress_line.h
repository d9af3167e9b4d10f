#ifndef URLFAN_CLI_PROGRESS_LINE_H_
#define URLFAN_CLI_PROGRESS_LINE_H_

#include <spdlog/logger.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "src/cli/settings.h"
#include "urlfan/sink.h"

namespace urlfan {

/// From one plain line to the next.
inline constexpr Duration kPlainInterval = std::chrono::seconds(10);

/// Where the run stands, on standard error: a live line, at most ten times a second and never wider
/// than the terminal is then; or, where nothing can be taken away again, a line every ten seconds.
class ProgressLine {
 public:
  /// `total`: how many lines there will be, where that is known. `log` must outlive this one; its
  /// form is that of the plain lines, but its level is not asked.
  ProgressLine(ProgressDisplay display, std::optional<std::uint64_t> total, spdlog::logger& log)
      : display_(display), total_(total), log_(log) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { clear(); }

  /// Who is asked what the run waits for, when no line was done for a while.
  void ask(std::function<std::string()> reason) { reason_ = std::move(reason); }

  void update(const Progress& progress, TimePoint now);
  /// Takes the live line away, before anything else is printed on the same terminal. The next
  /// update brings it back.
  void clear() noexcept;

 private:
  bool is_due(const Progress& progress, TimePoint now);
  std::string text(const Progress& progress) const;
  void draw(const std::string& text);
  void tell(const std::string& text);

  ProgressDisplay display_;
  std::optional<std::uint64_t> total_;
  spdlog::logger& log_;
  std::function<std::string()> reason_;

  bool visible_ = false;
  /// When it is due again; plain lines are by the time of the run.
  TimePoint next_{};
  Duration next_plain_ = kPlainInterval;
  /// Lines done at the last look, and since when there are so many.
  std::uint64_t done_ = 0;
  Duration moved_{0};
};

}  // namespace urlfan

#endif  // URLFAN_CLI_PROGRESS_LINE_H_
