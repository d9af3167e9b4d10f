#include "src/base/odd_url.h"

#include <algorithm>
#include <array>

namespace urlfan {
namespace {

/// How the end of a URL is called that may be part of a sentence; empty: it is not odd.
std::string odd_end(std::string_view url) {
  constexpr std::array<std::string_view, 4> quotes{"%22", "%E2%80%9D", "%E2%80%99", "%C2%BB"};
  for (const auto quote : quotes) {
    if (url.ends_with(quote)) return "a quote (" + std::string(quote) + ")";
  }
  const char last = url.empty() ? '\0' : url.back();
  const bool bracket = last == ')' && url.find('(') == std::string_view::npos;
  if (bracket || std::string_view(".,;\"'>").find(last) != std::string_view::npos) {
    return std::string("\"") + last + "\"";
  }
  return {};
}

}  // namespace

std::string what_looks_odd(std::string_view url) {
  // A name may end in a dot (RFC 3986, section 3.2.2), and gets a slash behind it.
  const auto scheme = url.find("://");
  const bool bare = scheme != std::string_view::npos && url.ends_with('/') &&
                    url.find('/', scheme + 3) == url.size() - 1;
  if (bare) url.remove_suffix(1);
  if (const std::string end = odd_end(url); !end.empty()) {
    return " (the URL ends in " + end + ": does that belong to it?)";
  }
  if (url.find("&amp;") != std::string_view::npos) {
    return " (the URL has &amp; in it: is & meant?)";
  }
  return {};
}

}  // namespace urlfan
