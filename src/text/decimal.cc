#include "src/text/decimal.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace urlfan {
namespace {

// Exponents of more digits than this are not added to, only compared.
constexpr std::size_t kMostExponentDigits = 17;

/// digits x 10^exponent, the digits without zeros at their ends; zero has none.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
  /// What the exponent adds that no integer holds.
  std::string huge_exponent;

  bool operator==(const Decimal&) const = default;
};

void add_exponent(Decimal& number, std::string_view text) {
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  if (text.size() > kMostExponentDigits) {
    number.huge_exponent = (negative ? "-" : "+") + std::string(text);
  } else if (!text.empty()) {
    const std::int64_t exponent = std::stoll(std::string(text));
    number.exponent += negative ? -exponent : exponent;
  }
}

Decimal parse(std::string_view text) {
  Decimal number;
  number.negative = text.front() == '-';
  if (number.negative) text.remove_prefix(1);
  const auto e = text.find_first_of("eE");
  const auto mantissa = text.substr(0, e);
  const auto point = mantissa.find('.');
  number.digits = mantissa.substr(0, point);
  if (point != std::string_view::npos) {
    number.digits += mantissa.substr(point + 1);
    number.exponent = -static_cast<std::int64_t>(mantissa.size() - point - 1);
  }
  number.digits.erase(0, std::min(number.digits.find_first_not_of('0'), number.digits.size()));
  if (number.digits.empty()) return {};
  const auto last = number.digits.find_last_not_of('0');
  number.exponent += static_cast<std::int64_t>(number.digits.size() - last - 1);
  number.digits.resize(last + 1);
  if (e != std::string_view::npos) add_exponent(number, text.substr(e + 1));
  return number;
}

}  // namespace

bool same_number(std::string_view left, std::string_view right) {
  return left == right || parse(left) == parse(right);
}

}  // namespace urlfan
