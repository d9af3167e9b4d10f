#include "src/model/exit_code.h"

#include <algorithm>
#include <cstddef>

namespace urlfan {
namespace {

/// Whether a check of the whole run fails it.
bool failed_as_a_whole(const Summary& summary, FailOn fail_on) noexcept {
  if (fail_on != FailOn::any && fail_on != FailOn::check) return false;
  const auto& checks = summary.checks;
  return !std::all_of(checks.begin(), checks.end(), [](const auto& check) { return check.ok; });
}

}  // namespace

bool too_many_failures(const Summary& summary, const Tolerance& tolerance, bool over) noexcept {
  const std::uint64_t failures = summary.counted_checks + summary.counted_requests;
  if (tolerance.percent) {
    const auto share = static_cast<double>(failures) * 100;
    return over && share > *tolerance.percent * static_cast<double>(summary.total);
  }
  return failures > tolerance.count.value_or(0);
}

int exit_code(const Summary& summary, const Tolerance& tolerance, bool allow_empty) noexcept {
  // A body that could not be saved is an output that could not be written.
  if (summary.by_error.contains(ErrorCode::save_failed)) return kExitInternal;
  if (const int number = signal_of(summary.stop); number > 0) return exit_code_of_signal(number);
  switch (summary.stop) {
    case StopCause::internal:
      return kExitInternal;
    case StopCause::deadline:
      return kExitDeadline;
    default:
      break;
  }
  const bool as_a_whole = failed_as_a_whole(summary, tolerance.fail_on);
  // What its caller did not want any more is not done.
  const bool cut_off = summary.stop == StopCause::failures || summary.stop == StopCause::caller;
  if (as_a_whole || cut_off || too_many_failures(summary, tolerance, true)) {
    return as_a_whole || summary.counted_checks > 0 ? kExitCheckFailed : kExitRequestFailed;
  }
  const bool is_shard = summary.list && summary.list->shard;
  const bool bad_lines = summary.by_phase[static_cast<std::size_t>(Phase::input)] > 0;
  const bool empty = summary.total == 0 && !(is_shard && summary.list->lines > 0);
  if ((bad_lines && !is_shard) || (empty && !allow_empty)) return kExitUsage;
  return kExitOk;
}

}  // namespace urlfan
