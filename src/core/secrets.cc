#include "urlfan/secrets.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/text/text.h"

namespace urlfan {
namespace {

/// As a URL has it that was given the text: only what cannot stand in one is encoded.
std::string in_url(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte > 0x20 && byte < 0x7F ? std::string(1, c) : percent_encode(std::string(1, c));
  }
  return out;
}

/// The same in a query, where a blank can be a plus.
std::string in_query(std::string text) {
  for (auto at = text.find("%20"); at != std::string::npos; at = text.find("%20", at)) {
    text.replace(at, 3, "+");
  }
  return text;
}

/// As a string of JSON has it.
std::string in_json(std::string_view text) {
  constexpr std::string_view special = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (const auto which = special.find(c); which != std::string_view::npos) {
      out += {'\\', letters[which]};
    } else if (byte < 0x20) {
      out += {'\\', 'u', '0', '0', hex[byte >> 4U], hex[byte & 0xFU]};
    } else {
      out += c;
    }
  }
  return out;
}

/// What can be told of a cookie without its name, and of "Bearer x" without its scheme.
std::string_view after(std::string_view text, char sign) {
  const auto at = text.find(sign);
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

}  // namespace

void Secrets::add(std::string_view text, std::string_view shown) {
  if (text.size() < kShortest) return;
  // Printed, a text loses its control characters.
  for (const auto& form :
       {std::string(text), printable(text), in_url(text), percent_encode(text), in_json(text)}) {
    add_form(form, shown);
    add_form(in_query(form), shown);
  }
  // What excerpt leaves of a text that could be user information.
  if (const auto at = text.rfind('@');
      at != std::string_view::npos && text.size() - at > kShortest) {
    add_form("***" + printable(text.substr(at)), shown);
  }
  add_base64(text, shown);
}

void Secrets::add(const Credentials& credentials) {
  if (!credentials.password) {
    add(credentials.user);  // a token
  } else {
    add(*credentials.password);
  }
  add_base64(credentials.user + ":" + credentials.password.value_or(""), "***");
}

void Secrets::add(const Message& message) {
  for (const auto& header : message.headers) {
    const std::string name = lower_case(header.name);
    if (!header.value || (name != "authorization" && name != "proxy-authorization")) continue;
    add(after(*header.value, ' '));
  }
  std::string_view cookies = message.cookies ? std::string_view(*message.cookies) : "";
  add(cookies);
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    add(after(cookies.substr(0, end), '='));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
  if (message.credentials) add(*message.credentials);
}

void Secrets::add_base64(std::string_view text, std::string_view shown) {
  const std::string encoded = base64(text);
  add_form(encoded, shown);
  add_form(encoded.substr(0, encoded.find('=')), shown);
}

void Secrets::add_form(std::string text, std::string_view shown) {
  if (text.size() < kShortest) return;
  text = lower_case(text);
  const auto same = [&text](const Secret& secret) { return secret.text == text; };
  if (std::any_of(texts_.begin(), texts_.end(), same)) return;
  const auto longer = [&text](const Secret& secret) { return secret.text.size() >= text.size(); };
  const auto place = std::find_if_not(texts_.begin(), texts_.end(), longer);
  texts_.insert(place, {std::move(text), std::string(shown)});
}

std::string Secrets::hide(std::string text, bool cut) const {
  if (text.empty()) return text;
  for (const auto& secret : texts_) {
    if (secret.text.size() > text.size()) continue;
    const std::string lower = lower_case(text);
    std::size_t from = 0;
    std::size_t at = lower.find(secret.text);
    if (at == std::string::npos) continue;
    std::string hidden;
    for (; at != std::string::npos; at = lower.find(secret.text, from)) {
      hidden.append(text, from, at - from).append(secret.shown);
      from = at + secret.text.size();
    }
    text = hidden.append(text, from);
  }
  const std::size_t end = text.size();  // not as an argument beside the move: clang moves first
  if (cut) text = hide_cut(std::move(text), end);
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
  const std::string lower = lower_case(std::string_view(text).substr(0, end));
  const Secret* found = nullptr;
  std::size_t most = kShortest - 1;
  for (const auto& secret : texts_) {
    for (std::size_t size = std::min(secret.text.size() - 1, lower.size()); size > most; --size) {
      if (!lower.ends_with(std::string_view(secret.text).substr(0, size))) continue;
      found = &secret;
      most = size;
    }
  }
  if (found != nullptr) text.replace(end - most, most, found->shown);
  return text;
}

void Secrets::hide(Result& result) const {
  const auto clean = [this](std::string& text) { text = hide(std::move(text)); };
  const auto clean_maybe = [&clean](std::optional<std::string>& text) {
    if (text) clean(*text);
  };
  clean_maybe(result.name);
  clean(result.url);
  clean(result.effective_url);
  if (result.error) clean(result.error->message);
  for (auto& redirect : result.redirects) clean(redirect.location);
  for (auto& check : result.checks) {
    clean(check.name);
    clean(check.expected);
    clean_maybe(check.actual);
  }
  Response& response = result.response;
  clean_maybe(response.content_type);
  if (response.body) *response.body = hide(std::move(*response.body), response.body_truncated);
  if (response.headers) {
    for (auto& [name, value] : *response.headers) clean(value);
  }
  if (response.tls) {
    clean(response.tls->subject);
    clean(response.tls->issuer);
  }
}

}  // namespace urlfan
