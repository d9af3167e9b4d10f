#ifndef URLFAN_BASE_SHORT_UNITS_H_
#define URLFAN_BASE_SHORT_UNITS_H_

#include <cstdint>
#include <string>

#include "urlfan/clock.h"

// For people, who want to see at a glance how much it is: in the unit that fits, to two or three
// digits. What a program reads has one unit and all digits.

namespace urlfan {

/// "812 us", "7.9 ms", "125 ms", "1.23 s", "12.3 s", "2m 05s", "1h 02m".
std::string short_time(Duration time);

/// "512 B", "1.2 KiB", "34 MiB".
std::string short_size(std::uint64_t bytes);

}  // namespace urlfan

#endif  // URLFAN_BASE_SHORT_UNITS_H_
