#ifndef URLFAN_BASE_SHALLOW_JSON_H_
#define URLFAN_BASE_SHALLOW_JSON_H_

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "src/base/json_numbers.h"

// The library writes, compares and destroys values by recursion: a text of nothing but brackets
// must not end the stack.

namespace urlfan {

/// How deep the JSON of a line, or of one of its values, may be nested.
inline constexpr int kDeepestInLine = 100;
/// And that of an answer.
inline constexpr int kDeepestInBody = 512;
/// Nothing that urlfan writes is nested deeper.
inline constexpr int kDeepestInResult = 16;

struct TooDeep : std::runtime_error {
  explicit TooDeep(int deepest)
      : std::runtime_error("nested deeper than " + std::to_string(deepest)) {}
};

/// Discarded for what is not JSON, has a number that no double holds, or is nested deeper than
/// that.
nlohmann::json parse_shallow(std::string_view text, int deepest);

/// With the index of each number in its place. Throws TooDeep, and for what is not JSON
/// nlohmann::json::exception.
nlohmann::json parse_indexed(const JsonNumbers& numbers, int deepest);

/// One text for all that are equal, whatever the order of their members and the form of their
/// numbers. Throws as parse_indexed does.
std::string normal_json(std::string_view text, int deepest);

}  // namespace urlfan

#endif  // URLFAN_BASE_SHALLOW_JSON_H_
