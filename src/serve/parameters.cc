#include "src/serve/parameters.h"

#include <algorithm>
#include <string>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/serve/problem.h"

namespace urlfan {
namespace {

/// The media type alone.
std::string media_type(const std::string& content_type) {
  const std::string_view type = content_type;
  return lower_case(without_blanks(type.substr(0, type.find(';'))));
}

}  // namespace

void require_json(const HttpRequest& request) {
  const auto* type = request.header("content-type");
  if (type != nullptr && media_type(*type) == "application/json") return;
  throw ProblemError(415, "the Content-Type is " +
                              (type == nullptr ? std::string("missing") : excerpt(*type, 60)) +
                              "; expected application/json");
}

void require_parameters(const HttpRequest& request, const std::vector<std::string_view>& known) {
  for (const auto& [name, value] : request.query) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string names;
    for (const auto& each : known) names.append(names.empty() ? "" : ", ").append(each);
    throw ProblemError(400, "unknown parameter \"" + excerpt(name, 40) + "\"; expected " +
                                (names.empty() ? "none" : names));
  }
}

std::uint64_t count_of(const HttpRequest& request, std::string_view name, std::uint64_t otherwise) {
  const auto* text = request.parameter(name);
  if (text == nullptr) return otherwise;
  const auto count = parse_count(*text);
  if (count) return *count;
  throw ProblemError(400, std::string(name) + " is not valid; expected a number, not \"" +
                              excerpt(*text, 40) + "\"");
}

}  // namespace urlfan
