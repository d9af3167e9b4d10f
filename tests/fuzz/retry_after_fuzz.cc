// Retry-After, as a server may say it: never negative, and never longer than a year.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "src/net/answer_facts.h"
#include "tests/fuzz/require.h"

namespace urlfan {
namespace {

constexpr Duration kYear = std::chrono::hours(24 * 365);

void check(std::string_view text) {
  const auto after = parse_retry_after(text);
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (digits) {
    require(after && std::holds_alternative<Duration>(*after), "digits are seconds", text);
  }
  if (!after) return;
  if (const auto* wait = std::get_if<Duration>(&*after)) {
    require(digits, "only digits are seconds", text);
    require(*wait >= Duration(0) && *wait <= kYear, "a wait is in its range", text);
    if (text.size() <= 7) {
      require(*wait == std::chrono::seconds(std::stol(std::string(text))), "seconds", text);
    }
    return;
  }
  const auto time = std::get<WallTime>(*after);
  require(time >= WallTime(), "a time is not before 1970", text);
  require(time <= std::chrono::system_clock::now() + kYear, "a time is at most a year off", text);
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  urlfan::check(urlfan::text_of(data, size));
  return 0;
}
