#include "src/io/line_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "src/io/text.h"
#include "src/io/units.h"

namespace urlfan {
namespace {

constexpr std::array<std::string_view, 8> kMethods{"GET",    "HEAD",  "POST",    "PUT",
                                                   "DELETE", "PATCH", "OPTIONS", "TRACE"};

/// What is wrong with a line, and what was expected: ends the parsing of this line only.
struct LineProblem {
  std::string why;
  ErrorCode code = ErrorCode::invalid_input;
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Splits a line at its blanks and takes the quotes away.
class Tokens {
 public:
  explicit Tokens(std::string_view line) : rest_(line) {}

  /// Empty at the end of the line, or where a comment starts.
  std::optional<std::string> next() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    if (rest_.empty() || rest_.front() == '#') return {};
    std::string token;
    while (!rest_.empty() && !is_blank(rest_.front())) {
      const char c = take();
      if (c == '"') {
        quoted(token);
      } else {
        plain(c, token);
      }
    }
    return token;
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  void plain(char c, std::string& token) {
    if (c == '$' && rest_.starts_with("${")) {  // $${ stands for ${
      token += take();
      return;
    }
    if (c == '$' && rest_.starts_with("{")) {
      throw LineProblem{"a variable ${NAME} cannot be used here; expected $${ for a literal ${"};
    }
    token += c;
  }

  // As a shell's double quotes: a backslash escapes the quote, itself, $ and `, and is a
  // backslash before anything else.
  void quoted(std::string& token) {
    while (!rest_.empty()) {
      const char c = take();
      if (c == '"') return;
      const bool escape = c == '\\' && !rest_.empty() &&
                          std::string_view("\"\\$`").find(rest_.front()) != std::string_view::npos;
      if (escape) {
        token += take();
      } else {
        plain(c, token);
      }
    }
    throw LineProblem{"a quote is not closed; expected \" before the end of the line"};
  }

  std::string_view rest_;
};

Duration duration_value(std::string_view key, std::string_view value) {
  const auto duration = parse_duration(value);
  if (!duration) {
    throw LineProblem{std::string(key) + "= is not a duration: " + excerpt(value, 40) +
                      "; expected " + kDurationForm};
  }
  if (*duration <= Duration(0)) {
    throw LineProblem{std::string(key) + "= is zero; expected a longer time"};
  }
  return *duration;
}

template <typename Value>
void once(std::optional<Value>& field, std::string_view key, Value value) {
  if (field) throw LineProblem{std::string(key) + "= stands twice; expected once"};
  field = std::move(value);
}

StatusSet status_value(std::string_view value) {
  auto set = parse_status_set(value);
  if (!set) {
    throw LineProblem{"status= can match nothing: " + excerpt(value, 40) +
                      "; expected a comma list of 200, 2xx or 200-299"};
  }
  return std::move(*set);
}

/// One `key=value`; a key ends at its first = or ~.
void apply_key(Request& request, std::string_view token) {
  const auto end = token.find_first_of("=~");
  if (end == std::string_view::npos) {
    throw LineProblem{"unexpected \"" + excerpt(token, 40) +
                      "\"; expected key=value after the URL"};
  }
  const std::string_view key = token.substr(0, end);
  const std::string_view value = token.substr(end + 1);
  // The whole token where it may be a URL: a password must not be shown because it holds a =.
  const std::string shown = excerpt(token.find('@') == std::string_view::npos ? key : token, 40);
  if (token[end] == '~') throw LineProblem{"unknown key \"" + shown + "~\"; expected key=value"};
  if (key == "name") {
    if (value.empty()) throw LineProblem{"name= is empty; expected a text"};
    once(request.name, key, std::string(value));
  } else if (key == "timeout") {
    once(request.timeout, key, duration_value(key, value));
  } else if (key == "connect-timeout") {
    once(request.connect_timeout, key, duration_value(key, value));
  } else if (key == "status") {
    once(request.checks.status, key, status_value(value));
  } else if (key == "max") {
    once(request.checks.max_time, key, duration_value(key, value));
  } else {
    throw LineProblem{"unknown key \"" + shown +
                      "\"; expected name, timeout, connect-timeout, status or max"};
  }
}

bool is_method(std::string_view token) {
  return std::find(kMethods.begin(), kMethods.end(), token) != kMethods.end();
}

Request parse_tokens(std::vector<std::string> tokens, const UrlParser& parse_url) {
  Request request;
  auto token = tokens.begin();
  if (tokens.size() > 1 && is_method(*token)) request.method = std::move(*token++);
  auto target = parse_url(*token);
  if (const auto* error = std::get_if<Error>(&target)) {
    throw LineProblem{error->message, error->code};
  }
  request.target = std::move(std::get<Target>(target));
  while (++token != tokens.end()) apply_key(request, *token);
  return request;
}

std::optional<int> parse_number(std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return {};
  return value;
}

/// "200", "2xx" or "200-299".
std::optional<StatusSet::Range> parse_status_range(std::string_view text) {
  if (text.size() == 3 && text.substr(1) == "xx" && text[0] >= '1' && text[0] <= '5') {
    const int low = (text[0] - '0') * 100;
    return StatusSet::Range{low, low + 99};
  }
  const auto dash = text.find('-');
  const auto low = parse_number(text.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : parse_number(text.substr(dash + 1));
  if (!low || !high || *low < 100 || *high > 599 || *low > *high) return {};
  return StatusSet::Range{*low, *high};
}

Request bad_request(std::string_view why, const std::string& shown, ErrorCode code) {
  Request request;
  request.method.clear();
  std::string message(why);
  if (!shown.empty()) message += ": " + shown;
  request.bad = make_error(code, std::move(message));
  return request;
}

}  // namespace

std::optional<StatusSet> parse_status_set(std::string_view text) {
  StatusSet set;
  set.text = text;
  while (true) {
    const auto comma = text.find(',');
    const auto range = parse_status_range(text.substr(0, comma));
    if (!range) return {};
    set.ranges.push_back(*range);
    if (comma == std::string_view::npos) return set;
    text.remove_prefix(comma + 1);
  }
}

Request bad_line(std::string_view line, std::string_view why, ErrorCode code) {
  return bad_request(why, excerpt(line), code);
}

Request too_long_line(std::string_view start) {
  return bad_request("the line is too long; expected at most 64 KiB", excerpt_of_start(start),
                     ErrorCode::invalid_input);
}

std::optional<Request> parse_line(std::string_view line, const UrlParser& parse_url) {
  try {
    if (line.find('\0') != std::string_view::npos) {
      throw LineProblem{"a NUL byte; expected text"};
    }
    if (!is_utf8(line)) throw LineProblem{"not valid UTF-8; expected UTF-8 text"};
    std::vector<std::string> tokens;
    Tokens reader(line);
    while (auto token = reader.next()) tokens.push_back(std::move(*token));
    if (tokens.empty()) return {};
    return parse_tokens(std::move(tokens), parse_url);
  } catch (const LineProblem& problem) {
    return bad_line(line, problem.why, problem.code);
  }
}

}  // namespace urlfan
