#include "src/cli/generate/errors_page.h"

#include <string_view>

#include "urlfan/error.h"

namespace urlfan {
namespace {

constexpr std::string_view kHead = R"(# Errors by code

What each `error.code` of a result means, and what to look at next. `urlfan explain CODE` tells the
same in a terminal, and `urlfan --generate errors` prints this page.

- `error.code` is stable: codes are added, and none changes or goes.
- `error.phase` says how far the line came.
- `error.retryable` says whether another try could help; `--retries` goes by it and by the status.
- `error.message` is for people.

What a run exits with is in [runs.md](runs.md#exit-codes).

| phase | codes |
|---|---|
)";

std::string in_code(std::string_view text) { return "`" + std::string(text) + "`"; }

void append_row(std::string& page, Phase phase) {
  page.append("| ").append(to_string(phase)).append(" |");
  for (const auto& error : all_errors()) {
    if (error.phase != phase) continue;
    page.append(" [").append(in_code(error.name)).append("](#").append(error.name).append(")");
  }
  page += " |\n";
}

void append_error(std::string& page, const ErrorInfo& error) {
  page.append("\n### ").append(in_code(error.name)).append("\n\n").append(error.meaning);
  page.append(1, '\n').append(error.advice).append("\n");
  if (error.retryable_if.empty()) {
    page += error.retryable ? "Trying again may help.\n" : "Trying again does not help.\n";
  } else {
    page.append("Trying again may help if ").append(error.retryable_if).append(".\n");
  }
}

}  // namespace

std::string errors_page(const CLI::App& /*tree*/) {
  std::string page(kHead);
  std::string codes;
  // Codes of a phase stand together in all_errors().
  const ErrorInfo* last = nullptr;
  for (const auto& error : all_errors()) {
    if (last == nullptr || last->phase != error.phase) {
      append_row(page, error.phase);
      codes.append("\n## ").append(to_string(error.phase)).append("\n");
    }
    append_error(codes, error);
    last = &error;
  }
  return page + codes;
}

}  // namespace urlfan
