#include "src/cli/progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "src/base/units.h"
#include "src/cli/output_channel.h"

namespace urlfan {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr std::string_view kErase = "\r\x1b[K";

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string describe(const Progress& progress, const std::optional<std::uint64_t>& total) {
  const std::uint64_t done = progress.ok + progress.failed;
  const double seconds = std::chrono::duration<double>(progress.elapsed).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string line = std::to_string(done);
  if (total) line.append("/").append(std::to_string(*total));
  line += " done  " + std::to_string(progress.ok) + " ok  " + std::to_string(progress.failed) +
          " failed  " + std::to_string(progress.in_flight) + " in flight  " +
          fixed_digits(rate, 0) + "/s  " + fixed_seconds(progress.elapsed, 1) + " s";
  return line;
}

}  // namespace

void ProgressLine::draw(const Progress& progress, TimePoint now) {
  next_ = now + kInterval;
  if (standard_error().unwritten() > 0) return;  // it would be out of date when it is seen
  std::string line = describe(progress, total_);
  line.resize(std::min(line.size(), terminal_width() - 1));
  standard_error().say(std::string(kErase) + line);
  visible_ = true;
}

void ProgressLine::clear() noexcept {
  if (visible_) standard_error().say(kErase);
  visible_ = false;
}

}  // namespace urlfan
