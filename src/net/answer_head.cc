#include "src/net/answer_head.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

#include "src/base/ascii.h"
#include "src/base/scan.h"
#include "src/base/text.h"

namespace urlfan {
namespace {

/// Calls `use` with each element of a list with commas that is not empty (RFC 9110, section 5.6.1).
template <typename Use>
void for_each_element(std::string_view list, const Use& use) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (const auto element = without_blanks(list.substr(0, comma)); !element.empty()) use(element);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

/// What is no number is empty.
std::optional<std::uint64_t> parse_length(std::string_view text) {
  if (!are_digits(text)) return {};
  std::uint64_t length = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), length);
  if (result.ec == std::errc::result_out_of_range) return std::numeric_limits<std::uint64_t>::max();
  return length;
}

/// Behind the version and a blank, or some: three digits, and nothing that goes on with them.
/// libcurl 8 takes the first three of more, and a tab for the blank.
std::optional<int> status_code(std::string_view line) {
  line.remove_prefix(find_any(line, " \t\r\n"));
  if (!line.starts_with(' ')) return {};
  while (line.starts_with(' ')) line.remove_prefix(1);
  int code = 0;
  const auto result =
      std::from_chars(line.data(), line.data() + std::min<std::size_t>(line.size(), 4), code);
  const auto digits = static_cast<std::size_t>(result.ptr - line.data());
  const bool goes_on = digits < line.size() && !is_blank_or_line_end(line[digits]);
  return digits == 3 && code >= 100 && !goes_on ? std::optional(code) : std::nullopt;
}

}  // namespace

void AnswerHead::expect(bool is_head) {
  is_head_ = is_head;
  is_new_ = true;
  is_complete_ = false;
  status_ = 0;
  fault_.clear();
}

AnswerHead::Line AnswerHead::read(std::string_view line, bool is_http1) {
  if (is_complete_) return Line::trailer;
  if (is_new_) {
    start(line, is_http1);
    return Line::status;
  }
  if (line == "\r\n" || line == "\n") {
    end_field();
    end_head();
    return Line::end;
  }
  add_field(line);
  return Line::field;
}

void AnswerHead::start(std::string_view line, bool is_http1) {
  is_new_ = false;
  length_.reset();
  bad_length_ = false;
  transfer_codings_ = 0;
  bad_transfer_coding_ = false;
  has_location_ = false;
  content_coding_.clear();
  field_ = Field::other;
  any_field_ = false;
  folds_by_tab_ = false;
  status_ = 0;
  const auto code = status_code(line);
  status_ = code.value_or(0);
  if (is_http1 && (!line.starts_with("HTTP/1.") || !code)) {
    fault_ = "the answer does not begin with a status line of HTTP/1";
  } else if (status_ == 101) {
    fault_ = "the server answered 101, which changes to another protocol that nobody asked for";
  }
}

void AnswerHead::add_field(std::string_view line) {
  if (is_blank(line.front())) {
    if (!any_field_) fault_ = "the first header begins with a blank, which continues nothing";
    if (field_ != Field::other) value_ += line;
    folds_by_tab_ = folds_by_tab_ || line.front() == '\t';
    return;
  }
  if (field_ != Field::other) end_field();
  any_field_ = true;
  switch (lower_case(line.front())) {
    case 'c':
      if (is_field(line, "content-length")) field_ = Field::length;
      if (is_field(line, "content-encoding")) field_ = Field::content_coding;
      break;
    case 't':
      if (is_field(line, "transfer-encoding")) field_ = Field::transfer_coding;
      break;
    case 'l':
      if (is_field(line, "location")) field_ = Field::location;
      break;
    default:
      return;
  }
  if (field_ != Field::other) value_ = line.substr(line.find(':') + 1);
}

void AnswerHead::end_field() {
  if (field_ == Field::other) return;
  const std::string value = field_value(value_);
  switch (field_) {
    case Field::length:
      take_length(value);
      break;
    case Field::transfer_coding:
      take_transfer_coding(value);
      break;
    case Field::content_coding:
      content_coding_ += lower_case(value) + ',';
      break;
    case Field::location:
      has_location_ = has_location_ || !value.empty();
      break;
    case Field::other:
      break;
  }
  field_ = Field::other;
}

/// Several count as one where they are the same (RFC 9110, section 8.6).
void AnswerHead::take_length(std::string_view value) {
  if (!length_) {  // as it ought to be
    length_ = parse_length(value);
    if (length_) return;
  }
  bad_length_ = bad_length_ || value.empty();
  for_each_element(value, [this](std::string_view element) {
    const auto length = parse_length(element);
    bad_length_ = bad_length_ || !length || (length_ && *length_ != *length);
    length_ = length;
  });
}

void AnswerHead::take_transfer_coding(std::string_view value) {
  for_each_element(value, [this](std::string_view element) {
    ++transfer_codings_;
    bad_transfer_coding_ =
        bad_transfer_coding_ || transfer_codings_ > 1 || lower_case(element) != "chunked";
  });
}

void AnswerHead::end_head() {
  if (!fault_.empty()) return;
  if (is_informational()) {
    is_new_ = true;
    return;
  }
  is_complete_ = true;
  if (!has_body()) return;
  if (bad_transfer_coding_) {
    fault_ = "the body has a transfer coding that was not asked for: only chunked, once, can be";
  } else if (is_chunked() && (length_ || bad_length_)) {
    fault_ = "the answer has both a Content-Length and a Transfer-Encoding: where it ends is open";
  } else if (bad_length_) {
    fault_ = "the Content-Length is not one number: where the answer ends is open";
  }
}

bool AnswerHead::has_body() const noexcept {
  return !is_head_ && !is_informational() && status_ != 204 && status_ != 304;
}

std::vector<std::string> AnswerHead::content_codings() const {
  std::vector<std::string> codings;
  for_each_element(content_coding_, [&codings](std::string_view element) {
    if (element != "identity") codings.emplace_back(element);
  });
  return codings;
}

bool is_field(std::string_view line, std::string_view name) noexcept {
  return line.size() > name.size() && line[name.size()] == ':' && starts_in_any_case(line, name);
}

std::string field_value(std::string_view raw) {
  while (!raw.empty() && is_blank_or_line_end(raw.back())) raw.remove_suffix(1);
  if (raw.find('\r') == std::string_view::npos && raw.find('\n') == std::string_view::npos) {
    return std::string(without_blanks(raw));
  }
  std::string value;
  value.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\r' && raw[i] != '\n') {
      value += raw[i];
      continue;
    }
    while (!value.empty() && is_blank_or_line_end(value.back())) value.pop_back();
    while (i + 1 < raw.size() && is_blank_or_line_end(raw[i + 1])) ++i;
    value += ' ';
  }
  return std::string(without_blanks(value));
}

}  // namespace urlfan
