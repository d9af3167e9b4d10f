#include "src/check/status_check.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/check/bench.h"
#include "src/model/line_problem.h"

namespace urlfan {

bool StatusSet::contains(int status) const noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [status](const Range& range) {
    return range.low <= status && status <= range.high;
  });
}

namespace {

// RFC 9110 and RFC 6585, and what Cloudflare says of a server that it does not reach in time: the
// statuses that speak of this moment, not of this request.
constexpr std::array kTransient{408, 425, 429, 500, 502, 503, 504, 522, 524};

/// "200", "2xx" or "200-299". HTTP has no class from 600 on, but servers answer with such (RFC
/// 9110, section 15), and a client takes all three digits.
std::optional<StatusSet::Range> parse_status_range(std::string_view text) {
  if (text.size() == 3 && text.substr(1) == "xx" && is_digit(text[0]) && text[0] != '0') {
    const int low = (text[0] - '0') * 100;
    return StatusSet::Range{low, low + 99};
  }
  const auto dash = text.find('-');
  const auto low = parse_count(text.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : parse_count(text.substr(dash + 1));
  if (!low || !high || *low < 100 || *high > 999 || *low > *high) return {};
  return StatusSet::Range{static_cast<int>(*low), static_cast<int>(*high)};
}

}  // namespace

StatusSet status_value(std::string_view key, std::string_view text) {
  StatusSet set;
  set.text = text;
  for (auto rest = text;;) {
    const auto comma = rest.find(',');
    const auto range = parse_status_range(rest.substr(0, comma));
    // What is below 200 is told before the answer.
    if (!range || range->high < 200) {
      const bool comma_ends = text.size() > 1 && rest.empty();
      throw LineProblem{
          std::string(key) + " can match nothing: " + excerpt(text, 40) + "; expected " +
          (comma_ends ? "no comma at the end" : "a comma list of 200, 2xx or 200-299")};
    }
    set.ranges.push_back(*range);
    if (comma == std::string_view::npos) return set;
    rest.remove_prefix(comma + 1);
  }
}

void judge_status(const std::optional<StatusSet>& expected, Bench& bench) {
  const auto& answered = bench.response().status;
  std::string wanted = expected ? expected->text : "<400";
  if (!answered) {
    if (expected) bench.not_told("status", wanted);
    return;
  }
  const int status = *answered;
  const bool ok = expected ? expected->contains(status) : status < 400;
  bench.record(
      {.name = "status", .ok = ok, .expected = std::move(wanted), .actual = std::to_string(status)},
      [&](const CheckOutcome& /*failed*/) {
        return "HTTP " + std::to_string(status) + ", expected " +
               (expected ? expected->text : "below 400");
      },
      ErrorCode::http_status);
  if (ok) return;
  bench.verdict().error->retryable =
      std::find(kTransient.begin(), kTransient.end(), status) != kTransient.end();
}

}  // namespace urlfan
