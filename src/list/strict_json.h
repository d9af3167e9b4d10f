#ifndef URLFAN_LIST_STRICT_JSON_H_
#define URLFAN_LIST_STRICT_JSON_H_

#include <nlohmann/json.hpp>

#include "src/base/json_numbers.h"

namespace urlfan {

/// The JSON of a line, its members in their order, with the index of each number in its place.
/// Throws LineProblem for what is not JSON, is nested too deep, or says the same key twice in an
/// object: one of the two would be lost. Takes time that grows with the line, however many keys it
/// has; the library's own parser compares each with all before it.
nlohmann::ordered_json parse_strictly(const JsonNumbers& line);

}  // namespace urlfan

#endif  // URLFAN_LIST_STRICT_JSON_H_
