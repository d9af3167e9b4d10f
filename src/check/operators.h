#ifndef URLFAN_CHECK_OPERATORS_H_
#define URLFAN_CHECK_OPERATORS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "urlfan/checks.h"

namespace urlfan {

/// Some of the operators: those that a check takes.
class Operators {
 public:
  constexpr Operators(std::initializer_list<Operator> all) noexcept {
    for (const Operator each : all) bits_ |= bit(each);
  }
  constexpr bool has(Operator op) const noexcept { return (bits_ & bit(op)) != 0; }
  constexpr bool operator==(const Operators&) const noexcept = default;

 private:
  static constexpr std::uint32_t bit(Operator op) noexcept {
    return std::uint32_t{1} << static_cast<unsigned>(op);
  }
  std::uint32_t bits_ = 0;
};

/// Of checks that have one form alone.
inline constexpr Operators kPlain{Operator::equal};
/// Of those whose value is any text, which begins right behind = or !=.
inline constexpr Operators kOfText{Operator::equal, Operator::unequal};
inline constexpr Operators kOfNumber{Operator::equal,   Operator::unequal, Operator::less,
                                     Operator::at_most, Operator::greater, Operator::at_least};
inline constexpr Operators kOfUrl{Operator::equal, Operator::unequal, Operator::matches,
                                  Operator::matches_not};
inline constexpr Operators kOfHeader{Operator::equal,       Operator::unequal, Operator::matches,
                                     Operator::matches_not, Operator::present, Operator::absent};
inline constexpr Operators kOfJson{Operator::equal,   Operator::unequal,     Operator::less,
                                   Operator::at_most, Operator::greater,     Operator::at_least,
                                   Operator::matches, Operator::matches_not, Operator::present,
                                   Operator::absent};

/// How an operator is written.
struct Spelling {
  std::string_view text;
  Operator op = Operator::equal;
  /// Understood, and refused: there is one right way.
  bool wrong = false;
};

/// The longest go first. ~ alone is for headers, and what `present` and `absent` are is not
/// written.
inline constexpr std::array<Spelling, 14> kSpellings{{{"!==", Operator::unequal, true},
                                                      {"==", Operator::equal, true},
                                                      {"=>", Operator::at_least, true},
                                                      {"=<", Operator::at_most, true},
                                                      {"~=", Operator::matches, true},
                                                      {"!=", Operator::unequal},
                                                      {"<=", Operator::at_most},
                                                      {">=", Operator::at_least},
                                                      {"=~", Operator::matches},
                                                      {"!~", Operator::matches_not},
                                                      {"=", Operator::equal},
                                                      {"<", Operator::less},
                                                      {">", Operator::greater},
                                                      {"~", Operator::matches}}};

/// As it is written.
std::string_view spelled(Operator op) noexcept;

/// The one that holds where the other does not.
Operator opposite(Operator op) noexcept;

/// Whether what is not there fulfils it.
constexpr bool is_negative(Operator op) noexcept {
  return op == Operator::unequal || op == Operator::matches_not || op == Operator::absent;
}

/// Whether it is of numbers alone.
constexpr bool is_order(Operator op) noexcept {
  return op == Operator::less || op == Operator::at_most || op == Operator::greater ||
         op == Operator::at_least;
}

/// Whether its value is a Pattern.
constexpr bool is_of_pattern(Operator op) noexcept {
  return op == Operator::matches || op == Operator::matches_not;
}

/// "=, != and =~", for messages.
std::string list_of(Operators operators);

}  // namespace urlfan

#endif  // URLFAN_CHECK_OPERATORS_H_
