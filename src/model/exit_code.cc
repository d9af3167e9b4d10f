#include "src/model/exit_code.h"

#include <cstddef>

namespace urlfan {

bool too_many_failures(const Summary& summary, const Tolerance& tolerance, bool over) noexcept {
  const std::uint64_t failures = summary.counted_checks + summary.counted_requests;
  if (tolerance.percent) {
    const auto share = static_cast<double>(failures) * 100;
    return over && share > *tolerance.percent * static_cast<double>(summary.total);
  }
  return failures > tolerance.count.value_or(0);
}

int exit_code(const Summary& summary, const Tolerance& tolerance, bool allow_empty) noexcept {
  if (const int number = signal_of(summary.stop); number > 0) return exit_code_of_signal(number);
  switch (summary.stop) {
    case StopCause::internal:
      return kExitInternal;
    case StopCause::deadline:
      return kExitDeadline;
    default:
      break;
  }
  // What its caller did not want any more is not done.
  const bool cut_off = summary.stop == StopCause::failures || summary.stop == StopCause::caller;
  if (cut_off || too_many_failures(summary, tolerance, true)) {
    return summary.counted_checks > 0 ? kExitCheckFailed : kExitRequestFailed;
  }
  const bool bad_lines = summary.by_phase[static_cast<std::size_t>(Phase::input)] > 0;
  if (bad_lines || (summary.total == 0 && !allow_empty)) return kExitUsage;
  return kExitOk;
}

}  // namespace urlfan
