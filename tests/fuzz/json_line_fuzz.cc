// Lines of JSON lists: one object a line.

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/lines.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  urlfan::check_lines(urlfan::text_of(data, size), urlfan::InputFormat::jsonl);
  return 0;
}
