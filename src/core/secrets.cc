#include "urlfan/secrets.h"

#include <algorithm>
#include <charconv>
#include <system_error>
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
  std::array<char, 4> bytes{};
  std::size_t count = 0;
  /// Of the escape; 0: there is none.
  std::size_t length = 0;

  std::string_view text() const { return {bytes.data(), count}; }
};

Unescaped one(char byte, std::size_t length) { return {{byte}, 1, length}; }

/// A character as UTF-8.
Unescaped from_code_point(unsigned code, std::size_t length) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  const auto tail = [&](unsigned shift) { return byte(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x80) return one(byte(code), length);
  if (code < 0x800) return {{byte(0xC0U | code >> 6U), tail(0)}, 2, length};
  if (code < 0x10000) return {{byte(0xE0U | code >> 12U), tail(6), tail(0)}, 3, length};
  if (code > 0x10FFFF) return {};
  return {{byte(0xF0U | code >> 18U), tail(12), tail(6), tail(0)}, 4, length};
}

/// The number in \uXXXX, at the start of the text.
std::optional<unsigned> utf16_unit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return {};
  return hex_digits(text.substr(2, 4));
}

/// \u00e9, or a pair of them that stands for one character.
Unescaped from_unicode(std::string_view text) {
  const auto first = utf16_unit(text);
  if (!first) return {};
  const auto second = *first >> 10U == 0x36 ? utf16_unit(text.substr(6)) : std::nullopt;
  if (!second || *second >> 10U != 0x37) return from_code_point(*first, 6);
  return from_code_point(0x10000 + ((*first & 0x3FFU) << 10U | (*second & 0x3FFU)), 12);
}

/// One of JSON, or of printable().
Unescaped from_backslash(std::string_view text) {
  constexpr std::string_view names = "\"\\/bfnrt";
  constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
  if (text.size() < 2) return {};
  if (const auto at = names.find(text[1]); at != std::string_view::npos) return one(meant[at], 2);
  if (text[1] == 'u') return from_unicode(text);
  if (text[1] == 'x' && text.size() >= 4) {
    if (const auto code = hex_digits(text.substr(2, 2))) return one(static_cast<char>(*code), 4);
  }
  return {};
}

/// What stands between & and ; in HTML and XML: a number, or one of the names that are escaped for.
Unescaped from_reference(std::string_view text) {
  constexpr std::size_t longest = 10;
  const auto end = text.substr(0, longest).find(';');
  if (end == std::string_view::npos) return {};
  const std::string_view name = text.substr(1, end - 1);
  using Named = std::pair<std::string_view, char>;
  for (const auto& [known, meant] : {Named{"amp", '&'}, Named{"lt", '<'}, Named{"gt", '>'},
                                     Named{"quot", '"'}, Named{"apos", '\''}}) {
    if (name == known) return one(meant, end + 1);
  }
  if (name.size() < 2 || name[0] != '#') return {};
  if (name[1] == 'x' || name[1] == 'X') {
    const auto code = hex_digits(name.substr(2));
    return code && name.size() > 2 ? from_code_point(*code, end + 1) : Unescaped();
  }
  unsigned code = 0;
  const auto [stop, error] = std::from_chars(name.data() + 1, name.data() + name.size(), code);
  const bool number = error == std::errc() && stop == name.data() + name.size();
  return number ? from_code_point(code, end + 1) : Unescaped();
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
    case '&':
      return from_reference(text);
    case '\\':
      return from_backslash(text);
    case '\'':  // as a shell needs a quote inside of quotes
      return text.starts_with("'\\''") ? one('\'', 4) : Unescaped();
    default:
      return {};
  }
}

/// Whether all that is left of a text can be the first half of an escape.
bool may_be_half_an_escape(std::string_view rest) {
  const auto all_of = [&rest](std::string_view digits) {
    return lower_case(rest.substr(1)).find_first_not_of(digits) == std::string::npos;
  };
  switch (rest[0]) {
    case '%':
      return rest.size() < 3 && all_of("0123456789abcdef");
    case '&':
      return rest.size() < 10 && all_of("#abcdefghijklmnopqrstuvwxyz0123456789");
    case '\\': {
      const auto first = utf16_unit(rest);
      if (first) return *first >> 10U == 0x36 && rest.size() < 12;  // of a pair
      return rest.size() < 6 && all_of("ux0123456789abcdef");
    }
    case '\'':
      return std::string_view("'\\''").starts_with(rest);
    default:
      return false;
  }
}

/// How far a text goes along with a secret.
struct Match {
  /// Of the text.
  std::size_t length = 0;
  /// Bytes of the secret that it stands for.
  std::size_t known = 0;
  /// The text ended before the secret did.
  bool cut = false;
};

/// Escapes are taken for what they stand for wherever that fits, or nowhere. Empty when the text
/// says otherwise than the secret.
std::optional<Match> match(std::string_view text, std::string_view secret, bool escapes,
                           bool exactly) {
  const auto same = [exactly](std::string_view left, std::string_view right) {
    return exactly ? left == right : lower_case(left) == lower_case(right);
  };
  Match so_far;
  while (so_far.known < secret.size()) {
    const std::string_view left = text.substr(so_far.length);
    const std::string_view wanted = secret.substr(so_far.known);
    if (left.empty()) {
      so_far.cut = true;
      return so_far;
    }
    if (escapes) {
      const Unescaped plain = unescape(left);
      if (plain.length > 0 && same(wanted.substr(0, plain.count), plain.text())) {
        so_far.length += plain.length;
        so_far.known += plain.count;
        continue;
      }
    }
    const bool fits = exactly ? left.front() == wanted.front()
                              : lower_case(left.front()) == lower_case(wanted.front());
    if (!fits) {
      if (!escapes || !may_be_half_an_escape(left)) return {};
      so_far.length = text.size();
      so_far.cut = true;
      return so_far;
    }
    ++so_far.length;
    ++so_far.known;
  }
  return so_far;
}

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '-' || c == '_';
}

std::string_view after(std::string_view text, char sign) {
  const auto at = text.find(sign);
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

}  // namespace

void Secrets::add(std::string_view text, std::string_view shown) {
  if (text.size() < kShortest) return;
  add_form({.text = std::string(text), .shown = std::string(shown)});
  add_base64(text, shown);
  // An excerpt takes what stands before an @ for user information, and hides that alone.
  if (const auto at = text.rfind('@');
      at != std::string_view::npos && text.size() - at > kShortest) {
    add_form({.text = "***" + std::string(text.substr(at)), .shown = std::string(shown)});
  }
}

void Secrets::add(const Credentials& credentials) {
  add(credentials.is_token() ? credentials.user : *credentials.password);
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

/// Wherever a text begins in what is encoded, three bytes make four characters: so there are three
/// ways to see it. At its edges a character may hold bits of its neighbours as well.
void Secrets::add_base64(std::string_view text, std::string_view shown) {
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string encoded = base64(std::string(before, '\0').append(text));
    const std::size_t first = (8 * before + 5) / 6;
    const std::size_t last = 8 * (before + text.size()) / 6;
    Secret form{.text = encoded.substr(first, last - first), .shown = std::string(shown)};
    form.is_base64 = true;
    form.shares_first = before > 0;
    form.shares_last = (before + text.size()) % 3 != 0;
    Secret for_urls = form;  // RFC 4648, section 5
    std::replace(for_urls.text.begin(), for_urls.text.end(), '+', '-');
    std::replace(for_urls.text.begin(), for_urls.text.end(), '/', '_');
    add_form(std::move(form));
    add_form(std::move(for_urls));
  }
}

void Secrets::add_form(Secret form) {
  if (form.text.size() < kShortest) return;
  auto& here = by_start_.at(slot(form.text.front()));
  const auto same = [&form](const Secret& secret) {
    return secret.text == form.text && secret.is_base64 == form.is_base64;
  };
  if (std::any_of(here.begin(), here.end(), same)) return;
  const auto longer = [&form](const Secret& secret) {
    return secret.text.size() >= form.text.size();
  };
  here.insert(std::find_if_not(here.begin(), here.end(), longer), std::move(form));
  ++count_;
}

/// The secret that `text` has at `at`, the longest, with its neighbours that hold bits of it.
std::optional<Secrets::Region> Secrets::find_at(std::string_view text, std::size_t at) const {
  const std::string_view here = text.substr(at);
  const bool may_be_escape = std::string_view("%+ &\\'").find(here.front()) != std::string::npos;
  if (!may_be_escape && by_start_.at(slot(here.front())).empty()) return {};
  const Unescaped plain = unescape(here);
  // Most texts are told apart by their second character, before anything costly.
  const bool second_counts =
      plain.length == 0 && here.size() > 1 && unescape(here.substr(1)).length == 0;
  const auto search = [&](char first, bool escapes) -> std::optional<Region> {
    for (const auto& secret : by_start_.at(slot(first))) {
      if (second_counts && lower_case(secret.text[1]) != lower_case(here[1])) continue;
      const auto found = match(here, secret.text, escapes, secret.is_base64);
      if (found && !found->cut) return region_of(secret, text, at, found->length);
    }
    return {};
  };
  if (plain.length > 0) {
    if (auto found = search(plain.bytes[0], true)) return found;
  }
  if (auto found = search(here.front(), true)) return found;
  return search(here.front(), false);
}

/// The beginning of a secret that is all that is left of `text` from `at` on.
std::optional<Secrets::Region> Secrets::find_cut(std::string_view text, std::size_t at) const {
  const std::string_view here = text.substr(at);
  const Unescaped plain = unescape(here);
  for (const char first : {plain.length > 0 ? plain.bytes[0] : here.front(), here.front()}) {
    for (const auto& secret : by_start_.at(slot(first))) {
      for (const bool escapes : {true, false}) {
        const auto found = match(here, secret.text, escapes, secret.is_base64);
        if (found && found->cut && found->known >= kShortest) {
          return region_of(secret, text, at, found->length);
        }
      }
    }
  }
  return {};
}

Secrets::Region Secrets::region_of(const Secret& secret, std::string_view text, std::size_t at,
                                   std::size_t length) {
  Region region{.begin = at, .end = at + length, .shown = &secret.shown};
  if (secret.shares_first && at > 0 && is_base64(text[at - 1])) --region.begin;
  if (secret.shares_last && region.end < text.size() && is_base64(text[region.end])) ++region.end;
  while (secret.is_base64 && region.end < text.size() && text[region.end] == '=') ++region.end;
  return region;
}

/// Where a text that is cut off at `end` may begin with a secret: not before this.
std::size_t Secrets::reach_of_cut(std::size_t end) const {
  constexpr std::size_t most_for_a_byte = 8;  // &#x0041;
  std::size_t longest = 0;
  for (const auto& some : by_start_) {
    if (!some.empty()) longest = std::max(longest, some.front().text.size());
  }
  return end - std::min(end, longest * most_for_a_byte);
}

/// All that has to be hidden, also what is hidden twice.
void Secrets::find_all(std::string_view text, Cut cut, std::vector<Region>& regions) const {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (auto region = find_at(text, at)) regions.push_back(*region);
  }
  const auto look_before = [&](std::size_t end) {
    for (std::size_t at = reach_of_cut(end); at < end; ++at) {
      if (auto region = find_cut(text.substr(0, end), at)) return regions.push_back(*region);
    }
  };
  if (cut == Cut::at_end) look_before(text.size());
  if (cut != Cut::at_marks) return;
  for (auto mark = text.find(kCutMark); mark != std::string_view::npos;
       mark = text.find(kCutMark, mark + kCutMark.size())) {
    look_before(mark);
  }
}

std::string Secrets::hide(std::string text, Cut cut) const {
  return hide({this}, std::move(text), cut);
}

/// One secret can be a part of another, or overlap it: what belongs together goes as one, under the
/// name of the longest.
std::string Secrets::hide(std::initializer_list<const Secrets*> sets, std::string text, Cut cut) {
  std::vector<Region> regions;
  for (const auto* set : sets) {
    if (set != nullptr && !set->empty()) set->find_all(text, cut, regions);
  }
  if (regions.empty()) return text;
  std::sort(regions.begin(), regions.end(),
            [](const Region& left, const Region& right) { return left.begin < right.begin; });
  std::string hidden;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < regions.size();) {
    Region whole = regions[i];
    std::size_t longest = whole.end - whole.begin;
    for (++i; i < regions.size() && regions[i].begin < whole.end; ++i) {
      const std::size_t length = regions[i].end - regions[i].begin;
      if (length > longest) whole.shown = regions[i].shown;
      longest = std::max(longest, length);
      whole.end = std::max(whole.end, regions[i].end);
    }
    hidden.append(text, copied, whole.begin - copied).append(*whole.shown);
    copied = whole.end;
  }
  return hidden.append(text, copied);
}

void Secrets::hide(std::initializer_list<const Secrets*> sets, Result& result) {
  const auto clean = [sets](std::string& text, Cut cut = Cut::nowhere) {
    text = hide(sets, std::move(text), cut);
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
    if (response.tls->names) {
      for (auto& name : *response.tls->names) clean(name);
    }
  }
}

}  // namespace urlfan
