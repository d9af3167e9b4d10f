#include "src/history/baseline.h"

#include <utility>

#include "src/model/line.h"

namespace urlfan {
namespace {

std::string text(const std::optional<int>& number) {
  return number ? std::to_string(*number) : std::string();
}

/// A line that could not be read says nothing of its server.
bool is_bad_line(const Result& result) {
  return result.error && result.error->phase == Phase::input;
}

}  // namespace

void Baseline::add(const Result& earlier, std::size_t list) {
  std::string key = line_key(earlier);
  if (key.empty() || earlier.unfinished() || is_bad_line(earlier)) return;
  Facts& facts = lines_[std::move(key)];
  facts.failed = (facts.list == list && facts.failed) || !earlier.ok();
  facts.list = list;
  facts.status = earlier.response.status;
  facts.content_type = earlier.response.content_type;
  facts.sha256 = earlier.response.sha256;
}

void Baseline::compare(Result& result) const {
  if (result.unfinished()) return;
  auto found = is_bad_line(result) ? lines_.end() : lines_.find(line_key(result));
  // A line that has got its name since.
  if (found == lines_.end() && result.name && !is_bad_line(result))
    found = lines_.find(request_key(result));
  const bool failed_before = found != lines_.end() && found->second.failed;
  if (!result.ok()) {
    result.baseline = failed_before ? BaselineVerdict::known : BaselineVerdict::new_failure;
  } else if (failed_before) {
    result.baseline = BaselineVerdict::fixed;
  }
  if (found == lines_.end()) return;

  const Facts& before = found->second;
  const Response& now = result.response;
  auto& drift = result.drift.emplace();
  const auto compare = [&drift](const char* field, const std::string& was, const std::string& is) {
    if (!was.empty() && !is.empty() && was != is) drift.push_back({field, was, is});
  };
  compare("status", text(before.status), text(now.status));
  compare("content_type", before.content_type.value_or(""), now.content_type.value_or(""));
  compare("sha256", before.sha256.value_or(""), now.sha256.value_or(""));
}

}  // namespace urlfan
