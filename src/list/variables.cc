#include "src/list/variables.h"

#include <algorithm>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

bool is_name(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return is_letter_or_digit(c) || c == '_'; });
  return plain && !text.empty() && !is_digit(text.front());
}

std::string value_of(std::string_view name, const Variables& variables) {
  if (!is_name(name)) {
    // Without the text: it can be part of a password.
    throw LineProblem{"what follows ${ is no name; expected ${NAME}, or $${ for a literal ${"};
  }
  auto value = variables(std::string(name));
  if (!value) {
    throw LineProblem{"the variable " + excerpt(name, 40) +
                      " is not set; expected it in the environment, or $${ for a literal ${"};
  }
  if (!is_utf8(*value) || value->find('\0') != std::string::npos) {
    throw LineProblem{"the variable " + excerpt(name, 40) + " is not valid; expected UTF-8 text"};
  }
  return std::move(*value);
}

}  // namespace

void take_dollar(std::string_view& rest, std::string& out, const Variables& variables) {
  if (!variables || !(rest.starts_with("${") || rest.starts_with("$${"))) {
    out += '$';
    rest.remove_prefix(1);
    return;
  }
  if (rest.starts_with("$${")) {
    out += "${";
    rest.remove_prefix(3);
    return;
  }
  const auto end = rest.find('}');
  const auto name = rest.substr(2, end == std::string_view::npos ? end : end - 2);
  if (end == std::string_view::npos) {
    throw LineProblem{"\"${\" is not closed; expected ${NAME}, or $${ for a literal ${"};
  }
  out += value_of(name, variables);
  rest.remove_prefix(end + 1);
}

bool names_variable(std::string_view text) noexcept {
  for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const auto end = text.find('}', at);
    if (end != std::string_view::npos && is_name(text.substr(at + 2, end - at - 2))) return true;
  }
  return false;
}

std::string fill_in(std::string_view text, const Variables& variables) {
  std::string out;
  while (!text.empty()) {
    const auto plain = std::min(text.find('$'), text.size());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (!text.empty()) take_dollar(text, out, variables);
  }
  return out;
}

}  // namespace urlfan
