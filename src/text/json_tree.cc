#include "src/text/json_tree.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <map>

#include "src/text/decimal.h"
#include "src/text/text.h"

namespace urlfan {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

unsigned hex_number(std::string_view digits) {
  unsigned number = 0;
  for (const char c : digits) {
    number = number * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return number;
}

bool is_high_surrogate(unsigned code) { return code >= 0xD800 && code <= 0xDBFF; }
bool is_low_surrogate(unsigned code) { return code >= 0xDC00 && code <= 0xDFFF; }

void append_utf8(std::string& out, unsigned code) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | (code >> 12U));
    tail(6);
  } else {
    out += static_cast<char>(0xF0U | (code >> 18U));
    tail(12);
    tail(6);
  }
  tail(0);
}

constexpr std::string_view kShort = "\"\\/bfnrt";
constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";

/// Takes an escape, which is valid, off the front.
void append_escape(std::string& out, std::string_view& rest) {
  if (rest[1] != 'u') {
    out += kMeant[kShort.find(rest[1])];
    rest.remove_prefix(2);
    return;
  }
  unsigned code = hex_number(rest.substr(2, 4));
  rest.remove_prefix(6);
  if (is_high_surrogate(code)) {
    code = 0x10000 + ((code - 0xD800) << 10U) + (hex_number(rest.substr(2, 4)) - 0xDC00);
    rest.remove_prefix(6);
  }
  append_utf8(out, code);
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto known = kMeant.find(c);
    if (c != '/' && known != std::string_view::npos) {
      out += '\\';
      out += kShort[known];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escape.data();
    } else {
      out += c;
    }
  }
  out += '"';
}

/// The next token of a pointer, which is not empty.
std::string take_token(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const auto raw = pointer.substr(0, pointer.find('/'));
  pointer.remove_prefix(raw.size());
  std::string token;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    token += raw[i] == '~' ? (raw[++i] == '0' ? '~' : '/') : raw[i];
  }
  return token;
}

}  // namespace

JsonTree::JsonTree(std::string_view text, int deepest) : text_(text), deepest_(deepest) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
    problem_ = Problem::too_large;
    return;
  }
  if (text.starts_with("\xEF\xBB\xBF")) at_ = 3;
  read_value(0);
  skip_blanks();
  if (problem_ == Problem::none && at_ != text.size()) fail();
}

void JsonTree::fail() {
  if (problem_ == Problem::none) problem_ = Problem::not_json;
}

void JsonTree::skip_blanks() noexcept {
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

bool JsonTree::take(char c) noexcept {
  if (at_ >= text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool JsonTree::take_digits() noexcept {
  const std::size_t from = at_;
  while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  return at_ > from;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than deepest_
void JsonTree::read_value(int depth) {
  skip_blanks();
  if (at_ == text_.size()) return fail();
  const std::size_t self = nodes_.size();
  nodes_.push_back({.begin = static_cast<std::uint32_t>(at_)});
  switch (text_[at_]) {
    case '{':
      nodes_[self].kind = Kind::object;
      read_members(depth + 1, true, '}');
      break;
    case '[':
      nodes_[self].kind = Kind::array;
      read_members(depth + 1, false, ']');
      break;
    case '"':
      nodes_.pop_back();
      return read_string();
    case 't':
      read_word("true");
      break;
    case 'f':
      read_word("false");
      break;
    case 'n':
      read_word("null");
      break;
    default:
      nodes_[self].kind = Kind::number;
      read_number();
  }
  nodes_[self].end = static_cast<std::uint32_t>(at_);
  nodes_[self].next = static_cast<Index>(nodes_.size());
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than deepest_
void JsonTree::read_members(int depth, bool keys, char end) {
  if (depth > deepest_) {
    problem_ = Problem::too_deep;
    return;
  }
  ++at_;
  skip_blanks();
  if (take(end)) return;
  while (true) {
    skip_blanks();
    if (keys) {
      if (at_ == text_.size() || text_[at_] != '"') return fail();
      read_string();
      skip_blanks();
      if (problem_ != Problem::none || !take(':')) return fail();
    }
    read_value(depth);
    skip_blanks();
    if (problem_ != Problem::none || take(end)) return;
    if (!take(',')) return fail();
  }
}

void JsonTree::read_string() {
  ++at_;
  const std::size_t from = at_;
  while (at_ < text_.size() && text_[at_] != '"') {
    const std::size_t length = character_length(text_.substr(at_));
    if (length == 0 || static_cast<unsigned char>(text_[at_]) < 0x20) return fail();
    if (text_[at_] != '\\') {
      at_ += length;
    } else if (!take_escape()) {
      return fail();
    }
  }
  const std::size_t to = at_;
  if (!take('"')) return fail();
  nodes_.push_back({.begin = static_cast<std::uint32_t>(from),
                    .end = static_cast<std::uint32_t>(to),
                    .next = static_cast<Index>(nodes_.size() + 1),
                    .kind = Kind::string});
}

bool JsonTree::take_escape() noexcept {
  const auto unit = [this]() -> std::optional<unsigned> {
    const auto digits = text_.substr(std::min(at_ + 2, text_.size()), 4);
    if (!text_.substr(at_).starts_with("\\u") || digits.size() < 4 ||
        !std::all_of(digits.begin(), digits.end(), is_hex)) {
      return {};
    }
    at_ += 6;
    return hex_number(digits);
  };
  if (text_.size() - at_ >= 2 && kShort.find(text_[at_ + 1]) != std::string_view::npos) {
    at_ += 2;
    return true;
  }
  const auto first = unit();
  if (!first || is_low_surrogate(*first)) return false;
  if (!is_high_surrogate(*first)) return true;
  const auto second = unit();
  return second && is_low_surrogate(*second);
}

void JsonTree::read_number() {
  take('-');
  if (!take('0') && !take_digits()) return fail();
  if (take('.') && !take_digits()) return fail();
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (!take_digits()) return fail();
  }
}

void JsonTree::read_word(std::string_view word) {
  for (const char c : word) {
    if (!take(c)) return fail();
  }
}

std::string_view JsonTree::text(Index value) const noexcept {
  return text_.substr(nodes_[value].begin, nodes_[value].end - nodes_[value].begin);
}

std::string JsonTree::string_at(Index value) const {
  std::string out;
  std::string_view rest = text(value);
  while (!rest.empty()) {
    const auto plain = std::min(rest.find('\\'), rest.size());
    out += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (!rest.empty()) append_escape(out, rest);
  }
  return out;
}

std::optional<JsonTree::Index> JsonTree::child(Index parent, const std::string& name) const {
  const Node& node = nodes_[parent];
  std::optional<Index> found;
  if (node.kind == Kind::object) {
    for (Index key = parent + 1; key < node.next; key = nodes_[key + 1].next) {
      if (string_at(key) == name) found = key + 1;
    }
  } else if (node.kind == Kind::array) {
    const bool leading_zero = name.size() > 1 && name[0] == '0';
    // No array of this text has an index of more digits.
    if (name.empty() || name.size() > 10 || leading_zero ||
        !std::all_of(name.begin(), name.end(), is_digit)) {
      return {};
    }
    auto left = std::stoull(name);
    for (Index item = parent + 1; item < node.next; item = nodes_[item].next) {
      if (left-- == 0) return item;
    }
  }
  return found;
}

std::optional<JsonTree::Index> JsonTree::find(std::string_view pointer) const {
  Index value = kRoot;
  while (!pointer.empty()) {
    const auto next = child(value, take_token(pointer));
    if (!next) return {};
    value = *next;
  }
  return value;
}

std::string JsonTree::text_of(Index value) const {
  std::string out;
  write(out, value);
  return out;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than deepest_
void JsonTree::write(std::string& out, Index value) const {
  const Node& node = nodes_[value];
  if (node.kind == Kind::string) return append_quoted(out, string_at(value));
  if (node.kind == Kind::word || node.kind == Kind::number) {
    out += text(value);
    return;
  }
  const bool keys = node.kind == Kind::object;
  out += keys ? '{' : '[';
  for (Index item = value + 1; item < node.next; item = nodes_[item].next) {
    if (item != value + 1) out += ',';
    if (keys) {
      append_quoted(out, string_at(item++));
      out += ':';
    }
    write(out, item);
  }
  out += keys ? '}' : ']';
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the shallower of the two may be
bool equal(const JsonTree& left, JsonTree::Index left_value, const JsonTree& right,
           JsonTree::Index right_value) {
  using Index = JsonTree::Index;
  using Kind = JsonTree::Kind;
  const auto& a = left.nodes_[left_value];
  const auto& b = right.nodes_[right_value];
  if (a.kind != b.kind) return false;
  if (a.kind == Kind::word) return left.text(left_value) == right.text(right_value);
  if (a.kind == Kind::number) return same_number(left.text(left_value), right.text(right_value));
  if (a.kind == Kind::string) return left.string_at(left_value) == right.string_at(right_value);
  if (a.kind == Kind::array) {
    Index i = left_value + 1;
    Index j = right_value + 1;
    for (; i < a.next && j < b.next; i = left.nodes_[i].next, j = right.nodes_[j].next) {
      if (!equal(left, i, right, j)) return false;
    }
    return i == a.next && j == b.next;
  }
  const auto members = [](const JsonTree& tree, Index object) {
    std::map<std::string, Index> all;
    for (Index key = object + 1; key < tree.nodes_[object].next; key = tree.nodes_[key + 1].next) {
      all[tree.string_at(key)] = key + 1;
    }
    return all;
  };
  const auto lefts = members(left, left_value);
  const auto rights = members(right, right_value);
  return std::equal(lefts.begin(), lefts.end(), rights.begin(), rights.end(),
                    // NOLINTNEXTLINE(misc-no-recursion): as above
                    [&](const auto& one, const auto& other) {
                      return one.first == other.first &&
                             equal(left, one.second, right, other.second);
                    });
}

}  // namespace urlfan
