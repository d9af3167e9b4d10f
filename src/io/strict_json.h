#ifndef URLFAN_IO_STRICT_JSON_H_
#define URLFAN_IO_STRICT_JSON_H_

#include <nlohmann/json.hpp>
#include <string_view>

namespace urlfan {

/// The JSON of a line, its members in their order. Throws LineProblem for what is not JSON, is
/// nested too deep, has a number that is too large, or says the same key twice in an object: one of
/// the two would be lost. Takes time that grows with the line, however many keys it has; the
/// library's own parser compares each with all before it.
nlohmann::ordered_json parse_strictly(std::string_view line);

}  // namespace urlfan

#endif  // URLFAN_IO_STRICT_JSON_H_
