#include "urlfan/secrets.h"

#include <algorithm>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/model/escapes.h"

namespace urlfan {
namespace {

std::size_t slot(char c) { return static_cast<unsigned char>(lower_case(c)); }

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

bool is_base64(char c) { return is_letter_or_digit(c) || is_any(c, "+/-_"); }

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

/// What is left of a secret whose beginning was cut off, where `text` has that at `at`: up to its
/// end, or to that of the text.
std::optional<Secrets::Region> Secrets::find_rest(std::string_view text, std::size_t at) const {
  std::optional<Region> longest;
  const std::string_view here = text.substr(at);
  const Unescaped plain = unescape(here);
  // There are many places to begin at, and most do not.
  const auto may_begin = [&](char first) {
    return lower_case(first) == lower_case(here.front()) ||
           (plain.length > 0 && lower_case(first) == lower_case(plain.bytes[0]));
  };
  const auto look_at = [&](const Secret& secret, std::size_t start, bool escapes) {
    const std::string_view rest = std::string_view(secret.text).substr(start);
    const auto found = match(here, rest, escapes, secret.is_base64);
    if (!found || found->known < kShortest) return;
    const Region region = region_of(secret, text, at, found->length);
    if (!longest || region.end > longest->end) longest = region;
  };
  for (const auto& some : by_start_) {
    for (const auto& secret : some) {
      for (std::size_t start = 1; start + kShortest <= secret.text.size(); ++start) {
        if (!may_begin(secret.text[start])) continue;
        look_at(secret, start, true);
        look_at(secret, start, false);
      }
    }
  }
  return longest;
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
    const auto behind = mark + kCutMark.size();
    const auto end = std::min(text.find(kCutMark, behind), text.size());
    if (behind >= end) continue;
    if (auto region = find_rest(text.substr(0, end), behind)) regions.push_back(*region);
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
  clean(result.method);
  clean(result.url);
  clean(result.effective_url);
  if (result.error) clean(result.error->message, Cut::at_marks);
  const auto clean_all = [&clean](std::vector<Redirect>& redirects) {
    for (auto& redirect : redirects) {
      clean(redirect.location);
      clean(redirect.method);
      clean(redirect.url);
    }
  };
  clean_all(result.redirects);
  for (auto& attempt : result.history) {
    clean(attempt.effective_url);
    clean_all(attempt.redirects);
  }
  for (auto& check : result.checks) {
    clean(check.name, Cut::at_marks);
    clean(check.expected, Cut::at_marks);
    clean_maybe(check.actual, Cut::at_marks);
    clean_maybe(check.excerpt, Cut::at_marks);
  }
  clean_maybe(result.curl_command);
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
