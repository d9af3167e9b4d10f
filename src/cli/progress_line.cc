#include "src/cli/progress_line.h"

#include <spdlog/details/log_msg.h>
#include <spdlog/sinks/sink.h>
#include <unistd.h>

#include <string_view>

#include "src/base/text.h"
#include "src/cli/output_channel.h"
#include "src/cli/progress_text.h"
#include "src/cli/terminal.h"
#include "src/output/columns.h"

namespace urlfan {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr std::string_view kErase = "\r\x1b[K";

// Without a line done for so long, it is told what is waited for.
constexpr Duration kStandsStill = std::chrono::seconds(2);

}  // namespace

void ProgressLine::update(const Progress& progress, TimePoint now) {
  if (display_ == ProgressDisplay::none) return;
  const std::uint64_t done = progress.ok + progress.failed;
  if (done != done_) moved_ = progress.elapsed;
  done_ = done;
  if (!is_due(progress, now)) return;
  if (display_ == ProgressDisplay::live) {
    draw(text(progress));
  } else {
    tell(text(progress));
  }
}

bool ProgressLine::is_due(const Progress& progress, TimePoint now) {
  if (display_ == ProgressDisplay::plain) {
    if (progress.elapsed < next_plain_) return false;
    next_plain_ = progress.elapsed + kPlainInterval;
    return true;
  }
  if (now < next_) return false;
  next_ = now + kInterval;
  return standard_error().unwritten() == 0;  // else it would be out of date when it is seen
}

std::string ProgressLine::text(const Progress& progress) const {
  const bool still = reason_ && progress.elapsed - moved_ >= kStandsStill;
  return printable(still ? progress_text(progress, total_, reason_())
                         : progress_text(progress, total_));
}

void ProgressLine::draw(const std::string& text) {
  std::string line(kErase);
  // In the middle is what is longest, the name of a host.
  line += cut_in_the_middle(text, terminal_width(STDERR_FILENO) - 1);
  standard_error().say(line);
  visible_ = true;
}

void ProgressLine::tell(const std::string& text) {
  const spdlog::details::log_msg message(log_.name(), spdlog::level::info, text);
  for (const auto& sink : log_.sinks()) sink->log(message);
}

void ProgressLine::clear() noexcept {
  if (!visible_) return;
  standard_error().say(kErase);
  visible_ = false;
  next_ = {};
}

}  // namespace urlfan
