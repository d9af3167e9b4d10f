#include "src/core/exit_code.h"

#include <cstddef>

namespace urlfan {

int exit_code(const Summary& summary, bool allow_empty) noexcept {
  const auto failed = [&summary](Phase phase) {
    return summary.by_phase[static_cast<std::size_t>(phase)] > 0;
  };
  switch (summary.stop) {
    case StopCause::internal:
      return kExitInternal;
    case StopCause::interrupt:
      return kExitInterrupted;
    case StopCause::terminate:
      return kExitTerminated;
    case StopCause::none:
      break;
  }
  if (failed(Phase::check)) return kExitCheckFailed;
  for (const Phase phase :
       {Phase::dns, Phase::connect, Phase::tls, Phase::transfer, Phase::run, Phase::local}) {
    if (failed(phase)) return kExitRequestFailed;
  }
  if (failed(Phase::input) || (summary.total == 0 && !allow_empty)) return kExitUsage;
  return kExitOk;
}

}  // namespace urlfan
