#include "src/cli/progress_text.h"

#include <algorithm>
#include <chrono>

#include "src/base/short_units.h"
#include "src/base/units.h"

namespace urlfan {
namespace {

// Before that, what is left of a run cannot be told from its pace.
constexpr Duration kPaceKnown = std::chrono::seconds(1);

std::uint64_t done(const Progress& progress) { return progress.ok + progress.failed; }

std::string beginning(const Progress& progress, std::optional<std::uint64_t> total) {
  std::string text = std::to_string(done(progress));
  if (total) text.append("/").append(std::to_string(*total));
  text += " done";
  if (!total || *total == 0) return text;
  // Rounded down, so that 100% is the end; a list that grows while it is read ends there, too.
  const std::uint64_t percent = std::min(done(progress) * 100 / *total, std::uint64_t{100});
  return text.append(" (").append(std::to_string(percent)).append("%)");
}

std::string time_left(const Progress& progress, std::optional<std::uint64_t> total) {
  const std::uint64_t before = done(progress) - progress.earlier;
  if (!total || before == 0 || *total <= done(progress) || progress.elapsed < kPaceKnown) return {};
  const double share = static_cast<double>(*total - done(progress)) / static_cast<double>(before);
  const double left = static_cast<double>(progress.elapsed.count()) * share;
  const auto seconds =
      std::chrono::ceil<std::chrono::seconds>(Duration(static_cast<Duration::rep>(left)));
  if (seconds < std::chrono::minutes(1)) return "  " + std::to_string(seconds.count()) + " s left";
  return "  " + short_time(seconds) + " left";
}

std::string span(TimePoint from, TimePoint to) {
  return short_time(std::chrono::duration_cast<Duration>(std::max(to, from) - from));
}

std::string lines(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " line" : " lines");
}

}  // namespace

std::string progress_text(const Progress& progress, std::optional<std::uint64_t> total) {
  const double seconds = std::chrono::duration<double>(progress.elapsed).count();
  const auto here = static_cast<double>(done(progress) - progress.earlier);
  const double rate = seconds > 0 ? here / seconds : 0;
  return beginning(progress, total) + "  " + std::to_string(progress.ok) + " ok  " +
         std::to_string(progress.failed) + " failed  " + std::to_string(progress.in_flight) +
         " in flight  " + fixed_digits(rate, 0) + "/s  " + fixed_seconds(progress.elapsed, 1) +
         " s" + time_left(progress, total);
}

std::string progress_text(const Progress& progress, std::optional<std::uint64_t> total,
                          const std::string& reason) {
  return beginning(progress, total) + "  " + reason;
}

std::string reason(const Standstill& still, TimePoint now) {
  if (!still.host) {
    if (still.next_retry) return "waits for a retry in " + span(now, *still.next_retry);
    if (still.without_address == 0) return "waits for more to do";
    return "waits for the addresses of " + lines(still.without_address);
  }
  std::string text = "waits for " + still.host->origin + ":";
  const char* before = " ";
  const auto add = [&](const std::string& part) {
    text.append(before).append(part);
    before = ", ";
  };
  if (still.oldest) {
    add(std::to_string(still.host->in_flight) + " in flight");
    add("the oldest for " + span(*still.oldest, now));
  }
  if (still.host->rests_until) add("it rests for " + span(now, *still.host->rests_until));
  if (still.host->waiting > 0) add(std::to_string(still.host->waiting) + " behind");
  return text;
}

}  // namespace urlfan
