#include "src/model/line.h"

namespace urlfan {
namespace {

bool has_name(const Result& result) { return result.name && !result.name->empty(); }

}  // namespace

std::string list_title(const Location& where) {
  if (where.file.empty()) return "command line";
  return where.file == "-" ? "standard input" : where.file;
}

std::string place_title(const Location& where) {
  std::string title = list_title(where);
  if (where.line > 0) title.append(1, ':').append(std::to_string(where.line));
  return title;
}

std::string request_title(const Result& result) {
  return result.url.empty() ? std::string() : result.method + " " + result.url;
}

std::string line_title(const Result& result) {
  if (has_name(result)) return *result.name;
  return result.url.empty() ? place_title(result.where) : request_title(result);
}

std::string full_line_title(const Result& result) {
  std::string title;
  const auto add = [&title](const std::string& part) {
    title.append(title.empty() ? "" : " ").append(part);
  };
  if (!result.where.file.empty()) add(place_title(result.where) + ":");
  if (has_name(result)) add("[" + *result.name + "]");
  if (!result.url.empty()) add(request_title(result));
  return title;
}

std::string check_account(const CheckOutcome& check) {
  std::string text = check.name;
  text.append(": expected ").append(check.expected);
  text.append(check.actual ? ", got " + *check.actual : ", but nothing to judge came");
  return check.excerpt ? text.append(": ").append(*check.excerpt) : text;
}

bool was_broken_off(const Result& result) noexcept {
  return result.attempts > 0 && result.error && result.error->code == ErrorCode::cancelled;
}

// No name and no method has a line end in it.

std::string request_key(const Result& result) { return result.method + "\n" + result.url; }

std::string line_key(const Result& result) {
  if (result.url.empty()) return {};
  return result.name ? "\n" + *result.name : request_key(result);
}

std::string exact_line_key(const Result& result) {
  return result.name.value_or("") + "\n" + request_key(result);
}

}  // namespace urlfan
