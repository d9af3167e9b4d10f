#include "src/cli/progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

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
  const double seconds = static_cast<double>(progress.elapsed.count()) / 1e6;
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::array<char, 96> rest{};
  std::snprintf(rest.data(), rest.size(), "  %.0f/s  %.1f s", rate, seconds);
  std::string line = std::to_string(done);
  if (total) line.append("/").append(std::to_string(*total));
  line += " done  " + std::to_string(progress.ok) + " ok  " + std::to_string(progress.failed) +
          " failed  " + std::to_string(progress.in_flight) + " in flight";
  return line + rest.data();
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
