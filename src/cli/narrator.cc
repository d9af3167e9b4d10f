#include "src/cli/narrator.h"

#include <cstddef>
#include <utility>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/cli/output_channel.h"
#include "src/model/line.h"

namespace urlfan {
namespace {

constexpr std::size_t kNotesTold = 20;

/// What is told goes on behind it.
std::string subject(const Result& result) {
  std::string title = full_line_title(result);
  return title.empty() ? title : title + " ";
}

std::string failure(const Result& result) {
  return subject(result) + std::string(to_string(result.error->code)) + ": " +
         result.error->message;
}

}  // namespace

void Narrator::write(const Request& request, const Result& result) {
  note(result);
  if (log_.should_log(spdlog::level::info)) log_result(result);
  if (options_.reproduce && !result.ok()) print_command(request, result);
  if (options_.results_on_terminal) line_.clear();
}

/// Keeps what is to be told at the end.
void Narrator::note(const Result& result) {
  const auto keep = [this](std::string text) {
    ++notes_;
    if (options_.list_failures && first_notes_.size() < kNotesTold) {
      first_notes_.push_back(std::move(text));
    }
  };
  if (!result.ok()) {
    ++failures_;
    if (result.baseline == BaselineVerdict::known) {
      ++known_;
    } else {
      keep(failure(result));
    }
  }
  if (!result.drift) return;
  for (const auto& drift : *result.drift) {
    keep(subject(result) + drift.field + " was " + drift.before + ", is " + drift.now);
  }
}

/// On standard error as it is, so that it can be run as it is; what failed is a comment.
void Narrator::print_command(const Request& request, const Result& result) {
  const std::string command = options_.reproduce(request, result);
  if (command.empty()) return;
  line_.clear();
  standard_error().say("# " + printable(failure(result)) + "\n" + command + "\n");
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
              exact_milliseconds(result.timings.total.value_or(Duration(0))));
  }
}

void Narrator::idle(const Progress& progress) {
  const TimePoint now = clock_.now();
  if (!line_.due(now)) return;
  line_.draw(progress, now);
}

void Narrator::finish(const Summary& summary) {
  line_.clear();
  if (!options_.list_failures || notes_ + failures_ == 0) return;
  for (const auto& line : first_notes_) log_.warn("{}", line);
  const auto more = notes_ - first_notes_.size();
  log_.warn("{} of {} lines failed{}{}; exit code {}", failures_, summary.total,
            known_ > 0 ? ", " + std::to_string(known_) + " of them known" : "",
            more > 0 ? " (" + std::to_string(more) + " not shown)" : "", summary.exit_code);
}

}  // namespace urlfan
