#include "src/base/json_numbers.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "src/base/ascii.h"

namespace urlfan {
namespace {

/// Takes the digits at its start away; false when there are none.
bool take_digits(std::string_view& text) {
  const std::size_t before = text.size();
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text.size() < before;
}

bool take_any(std::string_view& text, std::string_view wanted) {
  if (text.empty() || !is_any(text.front(), wanted)) return false;
  text.remove_prefix(1);
  return true;
}

/// RFC 8259, section 6.
bool is_number(std::string_view text) {
  take_any(text, "-");
  if (!take_any(text, "0") && !take_digits(text)) return false;
  if (take_any(text, ".") && !take_digits(text)) return false;
  if (!take_any(text, "eE")) return text.empty();
  take_any(text, "+-");
  return take_digits(text) && text.empty();
}

bool starts_something(char c) { return c == '"' || c == '-' || is_digit(c); }

/// All that a number could have in it, from its first character on.
std::string_view run_at(std::string_view json, std::size_t start) {
  std::size_t end = start;
  while (end < json.size() && (is_digit(json[end]) || is_any(json[end], "+-.eE"))) ++end;
  return json.substr(start, end - start);
}

/// Where the string ends whose quote is there.
std::size_t string_end(std::string_view json, std::size_t quote) {
  auto at = json.find_first_of("\"\\", quote + 1);
  while (at < json.size() && json[at] == '\\') at = json.find_first_of("\"\\", at + 2);
  return at < json.size() ? at + 1 : json.size();
}

/// Calls `found` with the start and the text of each number.
template <typename Found>
void each_number(std::string_view json, const Found& found) {
  std::size_t at = 0;
  while (true) {
    const auto* const next =
        std::find_if(json.begin() + static_cast<std::ptrdiff_t>(at), json.end(), starts_something);
    if (next == json.end()) return;
    at = static_cast<std::size_t>(next - json.begin());
    if (json[at] == '"') {
      at = string_end(json, at);
      continue;
    }
    const auto run = run_at(json, at);
    if (is_number(run)) found(at, run);
    at += run.size();
  }
}

template <typename Written>
std::string with_numbers(std::string_view json, const Written& written) {
  std::string out;
  std::size_t done = 0;
  each_number(json, [&](std::size_t start, std::string_view digits) {
    std::size_t index = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), index);
    out += json.substr(done, start - done);
    out += written(index);
    done = start + digits.size();
  });
  out += json.substr(done);
  return out;
}

/// The sum of an exponent, of any size, and of how far a point was moved.
std::string sum(std::string_view exponent, std::int64_t moved) {
  constexpr std::size_t digits_of_int64 = 18;
  const bool negative = take_any(exponent, "-");
  take_any(exponent, "+");
  exponent.remove_prefix(std::min(exponent.find_first_not_of('0'), exponent.size()));
  if (exponent.size() <= digits_of_int64) {
    std::int64_t value = 0;
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), value);
    return std::to_string((negative ? -value : value) + moved);
  }
  // Far larger than any text is long: the sign stays, and there is always something to borrow from.
  std::string total(exponent);
  std::int64_t carry = negative ? -moved : moved;
  for (std::size_t i = total.size(); i-- > 0 && carry != 0;) {
    const std::int64_t value = total[i] - '0' + carry;
    const std::int64_t digit = (value % 10 + 10) % 10;
    total[i] = static_cast<char>('0' + digit);
    carry = (value - digit) / 10;
  }
  if (carry > 0) total.insert(0, std::to_string(carry));
  total.erase(0, total.find_first_not_of('0'));
  return (negative ? "-" : "") + total;
}

}  // namespace

JsonNumbers::JsonNumbers(std::string_view json) : json_(json) {
  each_number(json_,
              [this](std::size_t start, std::string_view /*digits*/) { starts_.push_back(start); });
}

std::string JsonNumbers::blanked() const {
  std::string text(json_);
  for (const auto start : starts_) {
    const auto size = run_at(json_, start).size();
    text[start] = '0';
    text.replace(start + 1, size - 1, size - 1, ' ');
  }
  return text;
}

std::string_view JsonNumbers::at(std::size_t index) const {
  return run_at(json_, starts_.at(index));
}

std::string JsonNumbers::put_back(std::string_view indexes) const {
  return with_numbers(indexes, [this](std::size_t index) { return at(index); });
}

std::string JsonNumbers::put_back_normal(std::string_view indexes) const {
  return with_numbers(indexes, [this](std::size_t index) { return normal_number(at(index)); });
}

std::string normal_number(std::string_view number) {
  const auto e = std::min(number.find_first_of("eE"), number.size());
  std::string_view mantissa = number.substr(0, e);
  const bool negative = take_any(mantissa, "-");
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  const auto fraction = mantissa.substr(std::min(point + 1, mantissa.size()));
  std::string digits(mantissa.substr(0, point));
  digits += fraction;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return "0";
  const auto end = digits.find_last_not_of('0') + 1;
  const auto zeros = static_cast<std::int64_t>(digits.size() - end);
  const std::int64_t moved = zeros - static_cast<std::int64_t>(fraction.size());
  digits.resize(end);
  return (negative ? "-" : "") + digits + 'e' +
         sum(number.substr(std::min(e + 1, number.size())), moved);
}

namespace {

/// Whole numbers as digits with a sign, without zeros before them.
std::strong_ordering compare_integers(std::string_view left, std::string_view right) {
  const bool negative = left.starts_with('-');
  if (negative != right.starts_with('-')) {
    return negative ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (negative) std::swap(left, right);
  if (left.size() != right.size()) return left.size() <=> right.size();
  return left <=> right;
}

/// 0.DIGITS times ten to the power.
struct Scientific {
  bool negative = false;
  /// Without zeros at their ends; empty: the number is zero.
  std::string digits;
  std::string power;
};

Scientific scientific(std::string_view number) {
  const std::string normal = normal_number(number);
  if (normal == "0") return {};
  std::string_view rest = normal;
  Scientific out;
  out.negative = take_any(rest, "-");
  const auto e = rest.find('e');
  out.digits = rest.substr(0, e);
  out.power = sum(rest.substr(e + 1), static_cast<std::int64_t>(e));
  return out;
}

}  // namespace

std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
  Scientific a = scientific(left);
  Scientific b = scientific(right);
  const auto sign = [](const Scientific& number) {
    return number.digits.empty() ? 0 : number.negative ? -1 : 1;
  };
  if (sign(a) != sign(b)) return sign(a) <=> sign(b);
  if (a.negative) std::swap(a, b);
  const auto power = compare_integers(a.power, b.power);
  return std::is_neq(power) ? power : a.digits <=> b.digits;
}

}  // namespace urlfan
