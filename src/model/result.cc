#include "urlfan/result.h"

#include <array>
#include <cstddef>

#include "src/base/text.h"

namespace urlfan {

std::string_view to_string(BaselineVerdict verdict) noexcept {
  constexpr std::array<std::string_view, 3> names{"new", "known", "fixed"};
  return names[static_cast<std::size_t>(verdict)];
}

std::string to_string(StopCause cause) {
  if (const int number = signal_of(cause); number > 0) return signal_name(number);
  switch (cause) {
    case StopCause::deadline:
      return "deadline";
    case StopCause::failures:
      return "failures";
    case StopCause::internal:
      return "internal";
    case StopCause::caller:
      return "caller";
    default:
      return "";
  }
}

}  // namespace urlfan
