#include "tests/fuzz/lines.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <clocale>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "src/base/json_numbers.h"
#include "src/base/text.h"
#include "src/list/line_tokens.h"
#include "src/model/line_problem.h"
#include "src/model/message.h"
#include "src/output/request_json.h"
#include "tests/fuzz/require.h"
#include "tests/support/requests.h"
#include "urlfan/checks.h"
#include "urlfan/client_config.h"
#include "urlfan/config_error.h"
#include "urlfan/run_config.h"
#include "urlfan/secrets.h"

namespace urlfan {
namespace {

constexpr std::size_t kMostLines = 8;
constexpr Duration kThousandHours = std::chrono::hours(1000);

struct Variable {
  std::string_view name;
  std::string_view value;
  /// As long, without a secret in it.
  std::string_view harmless;
};

// None has a = or ~ in it: where a line is split, a secret that is split as well is not found
// again.
constexpr std::array<Variable, 9> kVariables{{
    {"TOKEN", "Kx7qWv9Rt2LmPz4d", "aaaaaaaaaaaaaaaa"},
    {"PASSWORD", "t\xC3\xBCr \"auf\" \\zu/%+&@jetzt:doch", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    {"LINES", "hurdy\tgurdy\nzither", "aaaaaaaaaaaaaaaaaaa"},
    {"DIGEST", "9f4c1e7ab05d283669d3f8e15b7ca402d1680bfe47935a2c8e0f6b19d7c45a3e",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    {"STATUS", "201,301-399", "200,500-599"},
    {"LINE_END", "\n", "\n"},
    {"EMPTY", "", ""},
    {"HOST", "host.test", "host.test"},
    {"BINARY", "\xFF\xFE\xFD\xFC\xFB", "\xFF\xFE\xFD\xFC\xFB"},
}};

/// The lookup of the command line: what it hands out is a secret.
Variables variables(Secrets& secrets, bool harmless) {
  return [&secrets, harmless](const std::string& name) -> std::optional<std::string> {
    const auto same = [&name](const Variable& each) { return each.name == name; };
    const auto found = std::find_if(kVariables.begin(), kVariables.end(), same);
    if (found == kVariables.end()) return {};
    const std::string value(harmless ? found->harmless : found->value);
    secrets.add(value, "${" + name + "}");
    return value;
  };
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// As a server would read the text of a URL.
std::string percent_decode(std::string_view text, bool plus_is_blank) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = i + 2 < text.size() ? digits.find(text[i + 1]) : text.npos;
    const auto low = i + 2 < text.size() ? digits.find(text[i + 2]) : text.npos;
    if (text[i] == '%' && high != text.npos && low != text.npos) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

/// Eight bytes as a number: a fuzzer would look for texts that are compared, and try them.
std::uint64_t window_at(std::string_view text, std::size_t at) {
  std::uint64_t window = 0;
  std::memcpy(&window, text.data() + at, sizeof window);
  return window;
}

std::size_t windows_of(std::string_view text) {
  return text.size() < sizeof(std::uint64_t) ? 0 : text.size() - sizeof(std::uint64_t) + 1;
}

/// All that are in secrets.
std::unordered_set<std::uint64_t> secret_windows() {
  std::unordered_set<std::uint64_t> windows;
  for (const auto& variable : kVariables) {
    const std::string text = lower_case(variable.value);
    if (variable.value == variable.harmless) continue;
    for (std::size_t at = 0; at < windows_of(text); ++at) windows.insert(window_at(text, at));
  }
  return windows;
}

/// Eight bytes of a secret one after the other, in lower case.
bool has_window(std::string_view text) {
  static const auto windows = secret_windows();
  for (std::size_t at = 0; at < windows_of(text); ++at) {
    if (windows.count(window_at(text, at)) > 0) return true;
  }
  return false;
}

bool shows_secret(std::string_view text) {
  const std::string lower = lower_case(text);
  if (has_window(lower)) return true;
  if (lower.find_first_of("%+") == std::string::npos) return false;
  return has_window(percent_decode(lower, false)) || has_window(percent_decode(lower, true));
}

bool any_shows_secret(const nlohmann::json& json) {
  if (json.is_string()) return shows_secret(json.get_ref<const std::string&>());
  return json.is_structured() && std::any_of(json.begin(), json.end(), any_shows_secret);
}

/// libcurl's URLs, once with a memory and once without.
std::variant<Target, Error> understand(TargetParser& parser, std::string_view text) {
  auto remembered = parser(text);
  const auto fresh = parse_target(text);
  require(remembered.index() == fresh.index(), "the memory changes no outcome", text);
  if (std::holds_alternative<Error>(fresh)) return remembered;
  const auto& target = std::get<Target>(fresh);
  require(std::get<Target>(remembered).url == target.url, "nor a URL", text);
  require(std::get<Target>(remembered).origin.key() == target.origin.key(), "nor a host", text);
  const bool web = target.url.starts_with("http://") || target.url.starts_with("https://");
  require(web, "a URL is one of the web", target.url);
  require(lower_case(target.origin.key()) == target.origin.key(), "a host is in lower case",
          target.origin.key());
  require(!has_control(target.url), "a URL has no control character", target.url);
  const auto again = parse_target(target.url);
  require(std::holds_alternative<Target>(again), "a URL is one the second time", target.url);
  require(std::get<Target>(again).url == target.url, "it stays as it is", target.url);
  require(std::get<Target>(again).origin.key() == target.origin.key(), "so does its host",
          target.url);
  require(!std::get<Target>(again).credentials, "nobody asks any more", target.url);
  return remembered;
}

/// What each line of the command line's defaults looks like.
LineRules with_defaults_of_all(TargetParser& parser) {
  LineRules rules;
  rules.parse_url = [&parser](std::string_view text) { return understand(parser, text); };
  auto message = std::make_shared<Message>();
  message->headers = {{"Accept", "text/html"}, {"X-Trace", {}}};
  message->cookies = "a=b";
  message->body = body_of("body");
  rules.message = std::move(message);
  Checks checks;
  checks.contains = {{.value = "text"}};
  checks.headers = {{.name = "server", .value = std::string("x")}};
  checks.json = {{.name = "/a", .value = "1"}};
  rules.checks = std::make_shared<const Checks>(std::move(checks));
  return rules;
}

void check_bad(const Request& request) {
  const std::string& message = request.bad->message;
  require(!message.empty(), "a bad line has a message");
  require(printable(message) == message, "a message is fit for a terminal", message);
  require(message.find("expected") != message.npos, "it says what was expected", message);
  require(request.bad->phase == Phase::input, "it is about the input", message);
  require(request.method.empty() == request.target.url.empty(), "a URL has a method", message);
  require(!request.message, "nothing is sent", message);
}

void check_message(const Message& message) {
  for (const auto& header : message.headers) {
    require(!header.name.empty() && !has_control(header.name), "headers have names", header.name);
    require(!header.value || header.value->find('\n') == std::string::npos, "headers have one line",
            header.name);
  }
}

void check_time(const std::optional<Duration>& time) {
  if (!time) return;
  require(*time > Duration(0) && *time <= kThousandHours, "a time is in its range",
          std::to_string(time->count()));
}

void check_good(const Request& request) {
  require(!refuse_method(request.method), "a method can be sent", request.method);
  require(!request.name || !request.name->empty(), "a name is not empty");
  require(!request.name || request.name->find('\n') == std::string::npos, "a name is one line",
          request.name.value_or(""));
  check_time(request.timeout);
  check_time(request.connect_timeout);
  check_time(request.expected().max_time);
  require(request.retries.value_or(0) <= kMostRetries, "retries have an end");
  for (const auto& check : request.expected().json) {
    const auto* text = std::get_if<std::string>(&check.value);
    if (text == nullptr || text->empty()) continue;
    require(nlohmann::json::accept(JsonNumbers(*text).blanked()), "a value is JSON", *text);
  }
  for (const auto& check : request.expected().url) {
    const auto* text = std::get_if<std::string>(&check.value);
    require(text == nullptr || text->find('#') == std::string::npos, "a URL has no fragment");
  }
  if (request.message) check_message(*request.message);
}

/// Its output, once it is found to be sound.
nlohmann::json check_request(const Request& request, const Secrets& secrets) {
  if (request.bad) {
    check_bad(request);
  } else {
    check_good(request);
  }
  const std::string text = to_json(request, 0, secrets);
  require(text.find('\n') == std::string::npos, "an output is one line", text);
  auto json = nlohmann::json::parse(JsonNumbers(text).blanked(), nullptr, false);
  require(json.is_object(), "an output is JSON", text);
  require(json["type"] == "request" && json["index"] == 0, "it says what it is", text);
  require(json["error"].is_null() == !request.bad, "it has the error", text);
  require(json["method"].is_null() == request.target.url.empty(), "it has the method", text);
  return json;
}

/// Nothing for what is no request.
std::optional<nlohmann::json> output_of(std::string_view line, LineRules rules, bool harmless) {
  Secrets secrets;
  rules.variables = variables(secrets, harmless);
  const auto request = parse_line(line, rules);
  if (!request) return {};
  return check_request(*request, secrets);
}

/// What is shown of lines that nobody understands: with user information before and after what
/// stands in the line, and cut off.
std::vector<std::string> excerpts(const std::string& line, std::string_view password) {
  const std::string information = "ann:" + std::string(password) + "@";
  std::vector<std::string> all;
  for (const auto& whole : {"http://" + information + line, line + " http://" + information + "a",
                            information + line}) {
    all.push_back(bad_line(whole, "not a line; expected one").bad->message);
    all.push_back(too_long_line(whole).bad->message);
    all.push_back(too_long_line(whole.substr(0, whole.size() / 2)).bad->message);
  }
  return all;
}

void check_excerpts(const std::string& line) {
  const auto shown = excerpts(line, kVariables[0].value);
  const auto harmless = excerpts(line, kVariables[0].harmless);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    require(!shows_secret(shown[i]) || shows_secret(harmless[i]), "user information is hidden",
            shown[i]);
    require(printable(shown[i]) == shown[i], "an excerpt is fit for a terminal", shown[i]);
  }
}

std::string without(std::string_view text, char c) {
  std::string rest(text);
  rest.erase(std::remove(rest.begin(), rest.end(), c), rest.end());
  return rest;
}

/// One word, where nothing in it stands for something else: only quotes that hold it together go,
/// and they are two by two.
void check_token(const Token& token) {
  if (token.written.find_first_of("$\\") != token.written.npos) return;
  require(without(token.text, '"') == without(token.written, '"'), "a word loses nothing",
          token.written);
  const std::size_t gone = token.written.size() - token.text.size();
  require(gone % 2 == 0 && gone <= 4, "quotes go in pairs, of a name and of a value",
          token.written);
  const bool held =
      token.written.starts_with('"') || token.written.find_first_of("=~:<>") != token.written.npos;
  require(held || gone == 0, "a quote in the middle is a character", token.written);
}

/// The words of a line and the blanks between them are the line, up to its comment.
void check_words(std::string_view line) {
  Secrets secrets;
  const Variables values = variables(secrets, true);
  Tokens tokens(line, values);
  std::string_view rest = line;
  try {
    for (auto token = tokens.next_word(); token; token = tokens.next_check()) {
      const auto blanks = static_cast<std::size_t>(token->written.data() - rest.data());
      require(rest.substr(0, blanks).find_first_not_of(" \t") == rest.npos,
              "between words are blanks", line);
      require(!token->written.empty(), "a word is not empty", line);
      check_token(*token);
      rest.remove_prefix(blanks + token->written.size());
    }
  } catch (const LineProblem&) {
    return;
  }
  const auto end = rest.find_first_not_of(" \t");
  require(end == rest.npos || rest[end] == '#', "behind the words is a comment", line);
}

/// The same words as the library reads them, which fills nothing in.
void check_checks(std::string_view text) {
  try {
    check_time(parse_checks(text).max_time);
  } catch (const ConfigError& error) {
    const std::string_view message = error.what();
    require(message.find("expected") != message.npos, "it says what was expected", message);
    require(printable(message) == message, "a message is fit for a terminal", message);
  }
}

void check_line(std::string_view line, const LineRules& rules) {
  const auto json = output_of(line, rules, false);
  if (!json) {
    const auto start = line.find_first_not_of(" \t");
    const bool comment = rules.format == InputFormat::text && start != line.npos;
    require(start == line.npos || (comment && line[start] == '#'), "only a comment is nothing",
            line);
    return;
  }
  if (!any_shows_secret(*json)) return;
  // Unless the line says it by itself.
  const auto harmless = output_of(line, rules, true);
  require(harmless && any_shows_secret(*harmless), "a secret is hidden", json->dump());
}

}  // namespace

void check_lines(std::string_view list, InputFormat format) {
  // As main does: names that are not ASCII need it.
  [[maybe_unused]] static const char* const locale = std::setlocale(LC_CTYPE, "C.UTF-8");
  LineRules plain{.parse_url = any_url};
  TargetParser parser{UrlDefaults{}};
  LineRules full = with_defaults_of_all(parser);
  plain.format = full.format = format;
  for (std::size_t count = 0; !list.empty() && count < kMostLines; ++count) {
    const auto end = std::min(list.find('\n'), list.size());
    if (format == InputFormat::text) {
      check_excerpts(std::string(list.substr(0, end)));
      if (is_utf8(list.substr(0, end))) check_words(list.substr(0, end));
      check_checks(list.substr(0, end));
    }
    check_line(list.substr(0, end), plain);
    check_line(list.substr(0, end), full);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

}  // namespace urlfan
