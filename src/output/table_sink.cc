#include "src/output/table_sink.h"

#include <algorithm>
#include <iomanip>
#include <limits>
#include <numeric>
#include <optional>
#include <sstream>
#include <vector>

#include "src/base/short_units.h"
#include "src/base/text.h"
#include "src/model/line.h"
#include "src/output/columns.h"

namespace urlfan {
namespace {

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kNoColor = "\x1b[0m";

// STATUS, TIME and SIZE, and the blanks behind them.
constexpr std::size_t kBeforeLine = 6 + 9 + 10 + 2;
// A line gets so much room at least, be the terminal wider or not.
constexpr std::size_t kLeastRoom = 20;
// From the first name on, so that the column seldom has to grow in the middle of a table.
constexpr std::size_t kUsualNames = 16;
constexpr std::size_t kWidestNames = 24;
constexpr std::string_view kIndent = "        ";
constexpr std::string_view kBodyMark = "| ";
// Of a failure, beside the check that its message is about.
constexpr std::size_t kChecksShown = 2;
// Of a line of a body, in bytes: enough for any terminal.
constexpr std::size_t kBodyShown = 400;
constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

/// Without a GET, which is the method of nearly all lines.
std::string request(const Result& result) {
  return printable(result.method == "GET" ? result.url : request_title(result));
}

/// The first line with something in it; empty where the body is no text.
std::string_view first_line(std::string_view body) {
  const auto start = body.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return {};
  std::string_view line = body.substr(start);
  line = line.substr(0, std::min(line.find_first_of("\r\n"), kBodyShown));
  line = drop_cut_character(line);
  return is_utf8(line) ? line : std::string_view();
}

/// Checks that do not hold, but for the first: the message of the error tells that. Where no whole
/// answer came, none could hold.
std::vector<const CheckOutcome*> more_failed_checks(const Result& result) {
  std::vector<const CheckOutcome*> failed;
  if (result.error->phase != Phase::check) return failed;
  for (const auto& check : result.checks) {
    if (!check.ok) failed.push_back(&check);
  }
  if (!failed.empty()) failed.erase(failed.begin());
  return failed;
}

/// How evenly the shards had to work; empty where there are not several.
std::string skew(const std::vector<ShardTime>& shards) {
  if (shards.size() < 2) return {};
  const auto is_shorter = [](const ShardTime& left, const ShardTime& right) {
    return left.wall < right.wall;
  };
  const auto [shortest, longest] = std::minmax_element(shards.begin(), shards.end(), is_shorter);
  const auto add = [](double sum, const ShardTime& shard) {
    return sum + static_cast<double>(shard.wall.count());
  };
  const double sum = std::accumulate(shards.begin(), shards.end(), 0.0, add);
  if (sum <= 0) return {};
  const double ratio =
      static_cast<double>(longest->wall.count()) * static_cast<double>(shards.size()) / sum;
  std::ostringstream text;
  text << "shards: " << short_time(shortest->wall) << " to " << short_time(longest->wall)
       << ", the longest (" << longest->k << ") " << std::fixed << std::setprecision(1) << ratio
       << " x the mean\n";
  return text.str();
}

}  // namespace

std::string_view TableSink::paint(std::string_view code) const {
  return options_.color ? code : std::string_view();
}

void TableSink::heading() {
  if (headed_) return;
  headed_ = true;
  out_ << "STATUS     TIME      SIZE  LINE\n";
}

void TableSink::write(const Result& result) {
  if (result.never_started()) return;
  if (was_broken_off(result)) {
    ++broken_off_;
    return;
  }
  heading();
  const std::size_t width = options_.width ? options_.width() : kUnlimited;
  const std::size_t room =
      width == kUnlimited ? kUnlimited : std::max(width, kBeforeLine + kLeastRoom) - kBeforeLine;
  const auto& status = result.response.status;
  out_ << paint(result.ok() ? kGreen : kRed) << std::left << std::setw(6)
       << (status ? std::to_string(*status) : "-") << paint(kNoColor) << std::right << std::setw(9)
       << (result.timings.total ? short_time(*result.timings.total) : "-") << std::setw(10)
       << (status ? short_size(result.response.body_bytes) : "-") << "  " << subject(result, room)
       << '\n';
  if (result.error) explain(result, width);
}

/// Name and request, as much of both as there is room for. The name gets what the request leaves,
/// a third at least.
std::string TableSink::subject(const Result& result, std::size_t room) {
  const std::string url = request(result);
  const std::string name = printable(result.name.value_or(""));
  if (url.empty()) {
    return cut_in_the_middle(name.empty() ? printable(place_title(result.where)) : name, room);
  }
  constexpr std::size_t gap = 2;
  const std::size_t third = room / 3;
  const std::size_t left = room - std::min(room, columns(url) + gap);
  std::string shown = cut_in_the_middle(name, std::max(third, left));
  if (!shown.empty()) {
    name_width_ = std::max({name_width_, kUsualNames, std::min(columns(shown), kWidestNames)});
  }
  if (name_width_ > 0) {
    shown = padded(std::move(shown), std::min(name_width_, third));
    shown.append(gap, ' ');
  }
  return shown + cut_in_the_middle(url, room - std::min(room, columns(shown)));
}

/// What is wrong, so that nobody has to ask for the same again: why, the first checks that do not
/// hold, and how the body begins.
void TableSink::explain(const Result& result, std::size_t width) {
  out_ << kIndent << paint(kRed) << to_string(result.error->code) << paint(kNoColor) << ": "
       << printable(result.error->message) << '\n';
  const auto checks = more_failed_checks(result);
  const std::size_t shown = std::min(checks.size(), kChecksShown);
  for (std::size_t i = 0; i < shown; ++i) {
    out_ << kIndent << printable(check_account(*checks[i])) << '\n';
  }
  if (checks.size() > shown) {
    out_ << kIndent << "and " << checks.size() - shown << " more that do not hold\n";
  }
  const std::string line = printable(first_line(result.response.body.value_or("")));
  if (line.empty()) return;
  const std::size_t before = kIndent.size() + kBodyMark.size();
  out_ << kIndent << kBodyMark << first_columns(line, std::max(width, before + kLeastRoom) - before)
       << '\n';
}

void TableSink::idle(const Progress& /*progress*/) { out_.flush(); }

void TableSink::finish(const Summary& summary) {
  const std::uint64_t failed = summary.failed - std::min(summary.failed, broken_off_);
  out_ << summary.total << (summary.total == 1 ? " line: " : " lines: ") << paint(kGreen)
       << summary.ok << " ok" << paint(kNoColor) << ", " << paint(failed > 0 ? kRed : "") << failed
       << " failed" << paint(failed > 0 ? kNoColor : "");
  if (broken_off_ > 0) out_ << ", " << broken_off_ << " broken off";
  if (summary.skipped > 0) out_ << ", " << summary.skipped << " not started";
  out_ << " in " << short_time(summary.wall);
  if (!summary.input_complete) out_ << "; not all of the list was read";
  out_ << '\n';
  for (const auto& [code, count] : summary.by_error) {
    out_ << "  " << std::setw(6) << count << "  " << to_string(code) << '\n';
  }
  if (summary.list) out_ << skew(summary.list->shards);
  if (summary.latency) {
    out_ << "latency: p50 " << short_time(summary.latency->p50) << ", p95 "
         << short_time(summary.latency->p95) << ", p99 " << short_time(summary.latency->p99)
         << ", max " << short_time(summary.latency->max) << '\n';
  }
  for (const auto& check : summary.checks) {
    out_ << check.name << ": " << check.actual.value_or("no answer") << ", expected "
         << check.expected << ": " << paint(check.ok ? kGreen : kRed)
         << (check.ok ? "ok" : "failed") << paint(kNoColor) << '\n';
  }
  out_ << std::flush;
}

}  // namespace urlfan
