#include "src/list/line_tokens.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

/// Beyond what acts unseen: blanks that are no blank here, and letters that are none (Unicode,
/// White_Space and Default_Ignorable_Code_Point, but for the selectors of variants).
bool is_unseen(std::uint32_t code) {
  constexpr std::array<std::array<std::uint32_t, 2>, 12> ranges{{{0xA0, 0xA0},
                                                                 {0xAD, 0xAD},
                                                                 {0x34F, 0x34F},
                                                                 {0x115F, 0x1160},
                                                                 {0x1680, 0x1680},
                                                                 {0x17B4, 0x17B5},
                                                                 {0x180B, 0x180F},
                                                                 {0x2000, 0x200F},
                                                                 {0x202F, 0x202F},
                                                                 {0x205F, 0x206F},
                                                                 {0x3000, 0x3000},
                                                                 {0x3164, 0x3164}}};
  return code == 0xFFA0 || std::any_of(ranges.begin(), ranges.end(), [code](const auto& range) {
           return code >= range[0] && code <= range[1];
         });
}

bool is_invisible(std::string_view character) {
  return character.size() > 1 && (acts_unseen(character) || is_unseen(code_point(character)));
}

/// Of a text that is not ASCII alone.
void require_visible(std::string_view text) {
  for (auto rest = text; !rest.empty();) {
    const auto character = rest.substr(0, std::max<std::size_t>(character_length(rest), 1));
    if (is_invisible(character)) {
      std::array<char, 16> name{};
      std::snprintf(name.data(), name.size(), "U+%04X",
                    static_cast<unsigned>(code_point(character)));
      throw LineProblem{std::string("an invisible character, ") + name.data() +
                        "; expected blanks, tabs and what can be seen (a JSON line can have it, "
                        "as \\u)"};
    }
    rest.remove_prefix(character.size());
  }
}

}  // namespace

std::optional<Token> Tokens::next(Kind kind) {
  rest_.remove_prefix(count_blanks(rest_));
  if (rest_.empty() || rest_.front() == '#') return {};
  const std::string_view start = rest_;
  Token token;
  read(token, kind);
  token.written = start.substr(0, start.size() - rest_.size());
  if (!is_ascii(token.written)) require_visible(token.written);
  return token;
}

Token Tokens::whole_check() {
  Token token;
  token.written = rest_;
  read(token, Kind::whole_check);
  return token;
}

bool Tokens::skip_word() {
  rest_.remove_prefix(std::min(rest_.find_first_of(" \t"), rest_.size()));
  return !rest_.empty();
}

bool Tokens::at_end(Kind kind) const noexcept {
  return rest_.empty() || (kind != Kind::whole_check && is_blank(rest_.front()));
}

void Tokens::read(Token& token, Kind kind) {
  token.held_together = rest_.starts_with('"') || rest_.starts_with('$');
  bool may_open = true;
  bool closed = false;
  while (!at_end(kind)) {
    const char c = rest_.front();
    const bool in_name = kind != Kind::word && token.operator_place.size == 0;
    const std::size_t operator_size = in_name ? operator_length(token.text, rest_) : 0;
    if (closed && operator_size == 0) {
      throw LineProblem{
          "text behind a closing quote; expected a blank there, or \\\" for a quote in a text"};
    }
    if (operator_size > 0) {
      token.operator_place = {.at = token.text.size(), .size = operator_size};
      token.text += rest_.substr(0, operator_size);
      rest_.remove_prefix(operator_size);
      token.quoted_value = rest_.starts_with('"');
      may_open = true;
      closed = false;
    } else if (c == '"' && may_open) {
      take();
      quoted(token.text);
      may_open = false;
      closed = true;
    } else if (in_name || c == '"' || c == '$') {
      plain(token.text);
      may_open = in_name && opens_name(token.text);
    } else {
      // Up to what may mean something else, all at once.
      const auto* const end = std::find_if(rest_.begin(), rest_.end(), [kind](char each) {
        return (kind != Kind::whole_check && is_blank(each)) || each == '"' || each == '$';
      });
      const auto size = static_cast<std::size_t>(end - rest_.begin());
      token.text += rest_.substr(0, size);
      rest_.remove_prefix(size);
      may_open = false;
    }
  }
}

char Tokens::take() {
  const char c = rest_.front();
  rest_.remove_prefix(1);
  return c;
}

void Tokens::plain(std::string& text) {
  if (rest_.front() == '$') {
    take_dollar(rest_, text, *variables_);
  } else {
    text += take();
  }
}

// As a shell's double quotes: a backslash escapes the quote, itself, $ and `, and is a
// backslash before anything else.
void Tokens::quoted(std::string& text) {
  while (!rest_.empty()) {
    const bool escape = rest_.size() > 1 && rest_.front() == '\\' &&
                        std::string_view("\"\\$`").find(rest_[1]) != std::string_view::npos;
    if (escape) {
      take();
      text += take();
    } else if (rest_.front() == '"') {
      take();
      return;
    } else {
      plain(text);
    }
  }
  throw LineProblem{"a quote is not closed; expected \" before the end of the line"};
}

std::string with_visible_characters(std::string_view line) {
  if (is_ascii(line)) return std::string(line);
  std::string out;
  while (!line.empty()) {
    const auto character = line.substr(0, std::max<std::size_t>(character_length(line), 1));
    if (is_invisible(character)) {
      append_escaped(out, character);
    } else {
      out += character;
    }
    line.remove_prefix(character.size());
  }
  return out;
}

}  // namespace urlfan
