#ifndef URLFAN_TESTS_FUZZ_REQUIRE_H_
#define URLFAN_TESTS_FUZZ_REQUIRE_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "src/base/text.h"

namespace urlfan {

/// Ends the program when `holds` is false, so that a fuzzer keeps the input. `shown` is printed
/// with what was to hold.
inline void require(bool holds, const char* what, std::string_view shown = {}) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n  %s\n", what, printable(shown).c_str());
  std::abort();
}

/// What a fuzzer hands in, as text.
inline std::string_view text_of(const unsigned char* data, std::size_t size) {
  return {static_cast<const char*>(static_cast<const void*>(data)), size};
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_FUZZ_REQUIRE_H_
