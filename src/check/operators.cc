#include "src/check/operators.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace urlfan {

std::string_view spelled(Operator op) noexcept {
  const auto* const found =
      std::find_if(kSpellings.begin(), kSpellings.end(),
                   [op](const Spelling& each) { return each.op == op && !each.wrong; });
  return found == kSpellings.end() ? std::string_view() : found->text;
}

Operator opposite(Operator op) noexcept {
  constexpr std::array<std::pair<Operator, Operator>, 5> pairs{
      {{Operator::equal, Operator::unequal},
       {Operator::less, Operator::at_least},
       {Operator::at_most, Operator::greater},
       {Operator::matches, Operator::matches_not},
       {Operator::present, Operator::absent}}};
  for (const auto& [one, other] : pairs) {
    if (op == one) return other;
    if (op == other) return one;
  }
  return op;
}

std::string list_of(Operators operators) {
  std::vector<std::string_view> all;
  for (unsigned each = 0; each < static_cast<unsigned>(Operator::present); ++each) {
    const auto op = static_cast<Operator>(each);
    if (operators.has(op)) all.push_back(spelled(op));
  }
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) text += i + 1 == all.size() ? " and " : ", ";
    text += all[i];
  }
  return text;
}

}  // namespace urlfan
