#include "src/check/bench.h"

#include <cstddef>

#include "src/base/text.h"
#include "src/check/condition.h"

namespace urlfan {
namespace {

// What a server sends is shown up to here.
constexpr std::size_t kShown = 200;

}  // namespace

std::string shortened(std::string_view text) {
  if (text.size() <= kShown) return std::string(text);
  return std::string(drop_cut_character(text.substr(0, kShown))) + "...";
}

std::string in_quotes(std::string_view text) { return '"' + shortened(text) + '"'; }

Bench::Bench(const Checks& checks, const Answer& answer) : answer_(answer) {
  const Response& response = answer.response;
  if (!answer.whole || !response.body || !checks.needs_body()) return;
  text_ = read_body(*response.body, response.content_type.value_or(""), false);
  body_ = text_.decoded ? *text_.decoded : *response.body;
}

std::string Bench::size_text() const { return std::to_string(response().body->size()) + " bytes"; }

std::string Bench::reading_hint() const {
  if (!response().coding_problem.empty()) return "; " + response().coding_problem;
  if (text_.unknown_charset.empty()) return {};
  return "; its charset " + excerpt(text_.unknown_charset, 40) +
         " is not known, it was read as UTF-8";
}

void Bench::not_told(const std::string& name, const std::string& expected) {
  record({.name = name, .ok = false, .expected = expected, .actual = {}},
         [&](const CheckOutcome& /*failed*/) {
           return "the check " + name + " could not be made: " + why_not();
         });
}

void Bench::record(const std::string& name, const Condition& check, bool ok,
                   std::string_view actual) {
  const std::string shown = shortened(actual);
  record({.name = name, .ok = ok, .expected = expected_text(check), .actual = shown},
         [&](const CheckOutcome& failed) {
           return name + " is " + shown + ", expected " + failed.expected;
         });
}

const JsonBody* Bench::json() {
  if (!body_) return nullptr;
  if (!json_) json_.emplace(*body_);
  return &*json_;
}

std::string Bench::why_not() const {
  if (!response().status) return "there was no answer";
  if (answer_.whole && !response().coding_problem.empty()) {
    return "the body cannot be read: " + response().coding_problem;
  }
  return answer_.whole ? "the answer has nothing to hold it against" : "the answer is not complete";
}

}  // namespace urlfan
