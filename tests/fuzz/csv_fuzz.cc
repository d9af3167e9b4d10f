// Lists in CSV, line by line.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "src/list/csv_table.h"
#include "src/model/line_problem.h"
#include "tests/fuzz/require.h"
#include "tests/support/requests.h"

namespace urlfan {
namespace {

void check(const Request& request, std::uint64_t lines) {
  require(request.where.line >= 1 && request.where.line <= lines, "a row has a line");
  require(request.method.empty() == request.target.url.empty(), "a URL has a method");
  if (!request.bad) return require(!request.method.empty(), "what is sent has a method");
  const auto& message = request.bad->message;
  require(message.find("expected") != message.npos, "it says what was expected", message);
  require(printable(message) == message, "a message is fit for a terminal", message);
}

void read(std::string_view text) {
  LineRules rules{.parse_url = any_url};
  rules.format = InputFormat::csv;
  rules.columns = {{"status", "s"}, {"contains", "c"}, {"header:x", "h"}};
  for (const auto column : {"s", "c", "h"}) {
    if (text.substr(0, 20).find(column) == text.npos) rules.columns.clear();
  }
  CsvTable table;
  std::uint64_t lines = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    ++lines;
    if (const auto request = table.take(text.substr(0, end), false, rules)) check(*request, lines);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (const auto request = table.finish()) check(*request, lines);
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    urlfan::read(urlfan::text_of(data, size));
  } catch (const urlfan::LineProblem& problem) {
    urlfan::require(!problem.why.empty(), "a table that is none says why");
  }
  return 0;
}
