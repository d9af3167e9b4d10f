#include "src/cli/narrator.h"

#include <cstddef>
#include <utility>

namespace urlfan {
namespace {

constexpr std::size_t kFailuresTold = 20;

/// "urls.txt:12: GET http://…", as far as it is known.
std::string subject(const Result& result) {
  std::string text;
  if (!result.where.file.empty()) {
    text += result.where.file + ":" + std::to_string(result.where.line) + ": ";
  }
  if (result.name) text += "[" + *result.name + "] ";
  if (!result.url.empty()) text += result.method + " " + result.url + " ";
  return text;
}

std::string failure(const Result& result) {
  return subject(result) + std::string(to_string(result.error->code)) + ": " +
         result.error->message;
}

}  // namespace

void Narrator::write(Result result) {
  if (!result.ok()) {
    ++failures_;
    if (options_.list_failures && first_failures_.size() < kFailuresTold) {
      first_failures_.push_back(failure(result));
    }
  }
  if (log_.should_log(spdlog::level::info)) log_result(result);
  if (options_.results_on_terminal) line_.clear();
  next_.write(std::move(result));
}

void Narrator::log_result(const Result& result) {
  line_.clear();
  for (const auto& redirect : result.redirects) {
    log_.debug("{} redirects to {}", redirect.status, redirect.location);
  }
  if (result.error) {
    log_.info("{}", failure(result));
  } else {
    log_.info("{}{} in {} ms", subject(result), *result.response.status,
              static_cast<double>(result.timings.total.value_or(Duration(0)).count()) / 1000.0);
  }
}

void Narrator::idle(const Progress& progress) {
  next_.idle(progress);
  const TimePoint now = clock_.now();
  if (!line_.due(now)) return;
  line_.draw(progress, now);
}

void Narrator::finish(const Summary& summary) {
  line_.clear();
  next_.finish(summary);
  if (!options_.list_failures || failures_ == 0) return;
  for (const auto& line : first_failures_) log_.warn("{}", line);
  const auto more = failures_ - first_failures_.size();
  log_.warn("{} of {} lines failed{}; exit code {}", failures_, summary.total,
            more > 0 ? " (" + std::to_string(more) + " not shown)" : "", summary.exit_code);
}

}  // namespace urlfan
