#include "src/url/url_reference.h"

#include <algorithm>

#include "src/base/ascii.h"
#include "src/base/scan.h"
#include "src/base/text.h"

namespace urlfan {
namespace {

/// Where the authority of an absolute URL starts.
std::size_t authority_start(std::string_view url) { return url.find("://") + 3; }

std::size_t authority_end(std::string_view url) {
  return find_any(url, "/?#", authority_start(url));
}

std::string_view until(std::string_view text, std::string_view ends) {
  return text.substr(0, find_any(text, ends));
}

/// Where the next authority behind a scheme starts; npos: there is none.
std::size_t behind_mark(std::string_view text, std::size_t from) {
  const auto mark = text.find("://", from);
  return mark == std::string_view::npos ? mark : mark + 3;
}

/// Where the first authority of a reference starts, if only one in its query; npos: it has none.
std::size_t own_authority(std::string_view reference) {
  const auto scheme = scheme_of(reference);
  const std::size_t before = scheme.empty() ? 0 : scheme.size() + 1;
  std::size_t start = before;
  while (start < reference.size() && is_any(reference[start], "/\\")) ++start;
  // Some take http:/name for http://name; without a scheme, one slash begins a path.
  const bool begins_here = start - before >= (scheme.empty() ? 2U : 1U);
  return begins_here ? start : behind_mark(reference, 0);
}

bool needs_encoding(char c) { return c == ' ' || c == '"' || (c & 0x80) != 0; }

}  // namespace

std::string_view scheme_of(std::string_view text) noexcept {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text.front())) return {};
  const auto name = text.substr(0, colon);
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return is_letter_or_digit(c) || is_any(c, "+-."); });
  return plain ? name : std::string_view();
}

std::string_view first_segment(std::string_view text) noexcept { return until(text, "/?#"); }

bool names_host_and_port(std::string_view text) noexcept {
  const auto segment = first_segment(text);
  const auto colon = segment.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto name = segment.substr(0, colon);
  const auto port = segment.substr(colon + 1);
  if (!are_digits(port)) return false;
  if (name.front() == '[' && name.back() == ']') return true;
  // Numbers that are called, not ports.
  const std::string lower = name.size() == 3 ? lower_case(name) : std::string();
  return name.find_first_of(":@") == std::string_view::npos && lower != "tel" && lower != "sms";
}

std::string_view authority_of(std::string_view url) noexcept {
  const std::size_t start = authority_start(url);
  return url.substr(start, authority_end(url) - start);
}

std::string without_user(std::string_view reference) {
  std::string shown(reference);
  for (auto start = own_authority(reference); start != std::string::npos;) {
    const auto end = find_any(shown, "/?#", start);
    const auto at = std::string_view(shown).substr(start, end - start).rfind('@');
    if (at != std::string_view::npos) shown.replace(start, at, "***");
    start = behind_mark(shown, start);
  }
  return shown;
}

std::string resolve_reference(std::string_view base, std::string_view reference) {
  const auto append = [reference](std::string_view start) {
    return std::string(start).append(reference);
  };
  if (reference.starts_with("//")) return append(base.substr(0, base.find(':') + 1));
  const std::size_t origin = authority_end(base);
  if (reference.starts_with('/')) return append(base.substr(0, origin));
  if (reference.empty() || reference.starts_with('#')) return append(until(base, "#"));
  const auto path_end = origin + until(base.substr(origin), "?#").size();
  if (reference.starts_with('?')) return append(base.substr(0, path_end));
  const auto slash = base.substr(0, path_end).rfind('/');
  // Without a path: the slash found is one of "://".
  if (slash < origin) return std::string(base.substr(0, origin)).append("/").append(reference);
  return append(base.substr(0, slash + 1));
}

std::string percent_encoded(std::string_view url) {
  const std::size_t start = authority_end(url);
  std::string out(url.substr(0, start));
  for (auto rest = url.substr(start); !rest.empty();) {
    const auto* const stop = std::find_if(rest.begin(), rest.end(), needs_encoding);
    const auto plain = static_cast<std::size_t>(stop - rest.begin());
    out += rest.substr(0, plain);
    if (plain < rest.size()) out += percent_encode(rest.substr(plain, 1));
    rest.remove_prefix(std::min(plain + 1, rest.size()));
  }
  return out;
}

std::size_t empty_query(std::string_view url) noexcept {
  const auto whole = url.substr(0, url.find('#'));
  const auto mark = whole.find('?');
  return mark + 1 == whole.size() ? mark : std::string_view::npos;
}

}  // namespace urlfan
