#include "src/watch/watched_lines.h"

#include <cstdint>
#include <unordered_map>
#include <utility>

#include "src/core/redactor.h"
#include "src/model/line.h"

namespace urlfan {
namespace {

/// As line_key() of its results, and its number among those of the same key.
std::vector<std::string> keys_of(const std::vector<Request>& requests, const Secrets* secrets) {
  Redactor redactor(secrets);
  std::unordered_map<std::string, std::uint64_t> seen;
  std::vector<std::string> keys;
  for (const auto& request : requests) {
    Result shown;
    shown.name = request.name;
    shown.method = request.method;
    shown.url = request.target.display_url();
    redactor.hide(request, shown);
    std::string key = line_key(shown);
    const auto number = ++seen[key];
    keys.push_back(std::move(key.append(1, '\n').append(std::to_string(number))));
  }
  return keys;
}

}  // namespace

WatchedLines::Difference WatchedLines::replace(std::vector<Request> requests,
                                               const Secrets* secrets) {
  std::unordered_map<std::string, WatchedLine*> known;
  for (std::size_t i = 0; i < lines_.size(); ++i) known.emplace(keys_[i], &lines_[i]);
  Difference difference;
  std::vector<std::string> keys = keys_of(requests, secrets);
  std::vector<WatchedLine> lines;
  lines.reserve(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    auto old = known.extract(keys[i]);
    auto& line = lines.emplace_back();
    if (old.empty()) {
      ++difference.added;
    } else {
      line = std::move(*old.mapped());
    }
    line.request = std::move(requests[i]);
    line.request.index = line.request.tag = i;
    if (line.probe) line.probe->index = i;
  }
  difference.removed = known.size();
  lines_ = std::move(lines);
  keys_ = std::move(keys);
  return difference;
}

bool tells_of_service(const Result& result) noexcept {
  return result.ok() || (result.error->phase != Phase::run && result.error->phase != Phase::local);
}

}  // namespace urlfan
