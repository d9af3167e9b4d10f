#include "urlfan/secrets.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/text/text.h"

namespace urlfan {
namespace {

std::size_t slot(char c) { return static_cast<unsigned char>(lower_case(c)); }

std::optional<unsigned> hex_digits(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    const auto digit = std::string_view("0123456789abcdef").find(lower_case(c));
    if (digit == std::string_view::npos) return {};
    value = value << 4U | static_cast<unsigned>(digit);
  }
  return value;
}

/// What an escape at the start of a text stands for.
struct Unescaped {
  std::array<char, 3> bytes{};
  std::size_t count = 0;
  /// Of the escape; 0: there is none.
  std::size_t length = 0;
};

Unescaped one(char byte, std::size_t length) { return {{byte}, 1, length}; }

/// \u00e9, as UTF-8. Of a pair that stands for one character, nothing.
Unescaped from_unicode(unsigned code) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  if (code < 0x80) return one(byte(code), 6);
  if (code < 0x800) return {{byte(0xC0U | code >> 6U), byte(0x80U | (code & 0x3FU))}, 2, 6};
  return {
      {byte(0xE0U | code >> 12U), byte(0x80U | (code >> 6U & 0x3FU)), byte(0x80U | (code & 0x3FU))},
      3,
      6};
}

/// One of JSON, or of printable().
Unescaped from_backslash(std::string_view text) {
  constexpr std::string_view names = "\"\\/bfnrt";
  constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
  if (text.size() < 2) return {};
  if (const auto at = names.find(text[1]); at != std::string_view::npos) return one(meant[at], 2);
  if (text[1] == 'u' && text.size() >= 6) {
    if (const auto code = hex_digits(text.substr(2, 4))) return from_unicode(*code);
  }
  if (text[1] == 'x' && text.size() >= 4) {
    if (const auto code = hex_digits(text.substr(2, 2))) return one(static_cast<char>(*code), 4);
  }
  return {};
}

Unescaped unescape(std::string_view text) {
  switch (text[0]) {
    case '%':
      if (text.size() >= 3) {
        if (const auto code = hex_digits(text.substr(1, 2))) {
          return one(static_cast<char>(*code), 3);
        }
      }
      return {};
    case '+':  // in a query
      return one(' ', 1);
    case ' ':
      return one('+', 1);
    case '\\':
      return from_backslash(text);
    case '\'':  // as a shell needs a quote inside of quotes
      return text.starts_with("'\\''") ? one('\'', 4) : Unescaped();
    default:
      return {};
  }
}

/// How much of the start of `text` is the secret; 0: it is not there. Escapes are taken for what
/// they stand for wherever that fits, or nowhere.
std::size_t match(std::string_view text, std::string_view secret, bool escapes) {
  std::size_t at = 0;
  while (!secret.empty()) {
    if (at == text.size()) return 0;
    if (escapes) {
      const Unescaped plain = unescape(text.substr(at));
      const std::string_view bytes(plain.bytes.data(), plain.count);
      if (plain.length > 0 && lower_case(secret.substr(0, plain.count)) == lower_case(bytes)) {
        at += plain.length;
        secret.remove_prefix(plain.count);
        continue;
      }
    }
    if (lower_case(text[at]) != lower_case(secret.front())) return 0;
    ++at;
    secret.remove_prefix(1);
  }
  return at;
}

std::string_view after(std::string_view text, char sign) {
  const auto at = text.find(sign);
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

}  // namespace

void Secrets::add(std::string_view text, std::string_view shown) {
  if (text.size() < kShortest) return;
  add_form(text, shown);
  add_base64(text, shown);
  // An excerpt takes what stands before an @ for user information, and hides that alone.
  if (const auto at = text.rfind('@');
      at != std::string_view::npos && text.size() - at > kShortest) {
    add_form("***" + std::string(text.substr(at)), shown);
  }
}

void Secrets::add(const Credentials& credentials) {
  add(credentials.password ? *credentials.password : credentials.user);  // alone, it is a token
  add_base64(credentials.user + ":" + credentials.password.value_or(""), "***");
}

void Secrets::add(const Message& message) {
  for (const auto& header : message.headers) {
    const std::string name = lower_case(header.name);
    if (!header.value || (name != "authorization" && name != "proxy-authorization")) continue;
    add(after(*header.value, ' '));
  }
  if (message.cookies) add_cookies(*message.cookies);
  if (message.credentials) add(*message.credentials);
}

void Secrets::add_cookies(std::string_view cookies) {
  add(cookies);
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    add_cookie(after(cookies.substr(0, end), '='));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
}

void Secrets::add_cookie(std::string_view value) {
  if (value.size() >= kShortestCookie) add(value);
}

void Secrets::add_base64(std::string_view text, std::string_view shown) {
  std::string encoded = base64(text);
  add_form(encoded, shown);
  encoded.erase(std::min(encoded.find('='), encoded.size()));
  add_form(encoded, shown);
  // RFC 4648, section 5
  std::replace(encoded.begin(), encoded.end(), '+', '-');
  std::replace(encoded.begin(), encoded.end(), '/', '_');
  add_form(encoded, shown);
}

void Secrets::add_form(std::string_view text, std::string_view shown) {
  if (text.size() < kShortest) return;
  auto& here = by_start_.at(slot(text.front()));
  const auto same = [text](const Secret& secret) { return secret.text == text; };
  if (std::any_of(here.begin(), here.end(), same)) return;
  const auto longer = [text](const Secret& secret) { return secret.text.size() >= text.size(); };
  const auto place = std::find_if_not(here.begin(), here.end(), longer);
  here.insert(place, {std::string(text), std::string(shown)});
  ++count_;
}

/// The secret that the text starts with, and how much of the text it is.
const Secrets::Secret* Secrets::find_at(std::string_view text, std::size_t& length) const {
  const bool may_be_escape = std::string_view("%+ \\'").find(text.front()) != std::string::npos;
  if (!may_be_escape && by_start_.at(slot(text.front())).empty()) return nullptr;
  const Unescaped plain = unescape(text);
  // Most texts are told apart by their second character, before anything costly.
  const bool second_counts =
      plain.length == 0 && text.size() > 1 && unescape(text.substr(1)).length == 0;
  const auto search = [&](char first, bool escapes) -> const Secret* {
    for (const auto& secret : by_start_.at(slot(first))) {
      if (second_counts && lower_case(secret.text[1]) != lower_case(text[1])) continue;
      length = match(text, secret.text, escapes);
      if (length > 0) return &secret;
    }
    return nullptr;
  };
  if (plain.length > 0) {
    if (const auto* found = search(plain.bytes[0], true)) return found;
  }
  if (const auto* found = search(text.front(), true)) return found;
  return search(text.front(), false);
}

std::string Secrets::hide(std::string text, Cut cut) const {
  std::string hidden;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 0;
    const auto* secret = find_at(std::string_view(text).substr(at), length);
    if (secret == nullptr) {
      ++at;
      continue;
    }
    hidden.append(text, copied, at - copied).append(secret->shown);
    at += length;
    copied = at;
  }
  if (copied > 0) text = hidden.append(text, copied);
  const std::size_t end = text.size();  // not as an argument beside the move: clang moves first
  if (cut == Cut::at_end) return hide_cut(std::move(text), end);
  if (cut == Cut::nowhere) return text;
  for (auto mark = text.find(kCutMark); mark != std::string::npos;
       mark = text.find(kCutMark, mark)) {
    const std::size_t before = text.size();
    text = hide_cut(std::move(text), mark);
    mark += text.size() + kCutMark.size() - before;
  }
  return text;
}

/// Hides the beginning of a secret that is cut off at `end`.
std::string Secrets::hide_cut(std::string text, std::size_t end) const {
  const std::string_view whole = std::string_view(text).substr(0, end);
  for (const auto& some : by_start_) {
    for (const auto& secret : some) {
      for (std::size_t size = std::min(secret.text.size() - 1, end); size >= kShortest; --size) {
        if (match(whole.substr(end - size), secret.text.substr(0, size), false) != size) continue;
        return text.replace(end - size, size, secret.shown);
      }
    }
  }
  return text;
}

void Secrets::hide(Result& result) const {
  const auto clean = [this](std::string& text, Cut cut = Cut::nowhere) {
    text = hide(std::move(text), cut);
  };
  const auto clean_maybe = [&clean](std::optional<std::string>& text, Cut cut = Cut::nowhere) {
    if (text) clean(*text, cut);
  };
  clean_maybe(result.name);
  clean(result.url);
  clean(result.effective_url);
  if (result.error) clean(result.error->message, Cut::at_marks);
  for (auto& redirect : result.redirects) clean(redirect.location);
  for (auto& check : result.checks) {
    clean(check.name, Cut::at_marks);
    clean(check.expected, Cut::at_marks);
    clean_maybe(check.actual, Cut::at_marks);
  }
  Response& response = result.response;
  clean_maybe(response.content_type);
  clean_maybe(response.body, response.body_truncated ? Cut::at_end : Cut::nowhere);
  if (response.headers) {
    for (auto& [name, value] : *response.headers) {
      clean(name);
      clean(value);
    }
  }
  if (response.tls) {
    clean(response.tls->subject);
    clean(response.tls->issuer);
  }
}

}  // namespace urlfan
