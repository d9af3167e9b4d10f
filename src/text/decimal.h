#ifndef URLFAN_TEXT_DECIMAL_H_
#define URLFAN_TEXT_DECIMAL_H_

#include <string_view>

namespace urlfan {

/// Whether two numbers of JSON are the same, exactly: 1, 1.0 and 10e-1 are.
bool same_number(std::string_view left, std::string_view right);

}  // namespace urlfan

#endif  // URLFAN_TEXT_DECIMAL_H_
