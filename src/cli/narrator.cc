#include "src/cli/narrator.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "src/base/short_units.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/cli/log.h"
#include "src/cli/output_channel.h"
#include "src/cli/progress_text.h"
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

std::string also(std::uint64_t count, const char* what) {
  return count > 0 ? ", " + std::to_string(count) + " " + what : "";
}

}  // namespace

void Narrator::write(const Request& request, const Result& result) {
  note(result);
  if (log_.should_log(spdlog::level::info)) log_result(result);
  if (options_.reproduce && !result.ok()) print_command(request, result);
}

/// Keeps what is to be told at the end.
void Narrator::note(const Result& result) {
  const auto keep = [&](std::string text) {
    ++notes_;
    if (!options_.all_on_terminal && first_notes_.size() < kNotesTold) {
      first_notes_.push_back({std::move(text), log_fields(result)});
    }
  };
  if (result.never_started() || was_broken_off(result)) {
    ++(result.never_started() ? not_started_ : broken_off_);
    return;
  }
  if (!result.ok()) {
    ++failures_;
    if (result.baseline == BaselineVerdict::known) {
      ++known_;
    } else if (!log_.should_log(spdlog::level::info)) {  // else it was told when it happened
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
  const std::string fields = log_fields(result);
  for (const auto& redirect : result.redirects) {
    log_with(log_, spdlog::level::debug, fields,
             std::to_string(redirect.status) + " redirects to " + redirect.location);
  }
  // Where both are on one terminal, that would be a second copy.
  if (options_.all_on_terminal && isatty(STDERR_FILENO) == 1) return;
  if (result.error) {
    log_with(log_, spdlog::level::info, fields, failure(result));
  } else {
    log_with(log_, spdlog::level::info, fields,
             subject(result) + std::to_string(*result.response.status) + " in " +
                 exact_milliseconds(result.timings.total.value_or(Duration(0))) + " ms");
  }
}

void Narrator::retrying(const Result& attempt, Duration wait) {
  if (!log_.should_log(spdlog::level::info)) return;
  line_.clear();
  std::string text = subject(attempt);
  text.append("attempt ").append(std::to_string(attempt.attempts)).append(": ");
  text.append(to_string(attempt.error->code)).append(": ").append(attempt.error->message);
  log_with(log_, spdlog::level::info, log_fields(attempt),
           text.append("; again in ").append(short_time(wait)));
}

void Narrator::resting(const std::string& origin, Duration rest) {
  if (!log_.should_log(spdlog::level::info)) return;
  line_.clear();
  log_.info("{} has had enough and rests for {}", origin, short_time(rest));
}

void Narrator::ask(std::function<Standstill()> look, const Secrets* secrets) {
  look_ = std::move(look);
  secrets_ = secrets;
  line_.ask([this] { return hidden(reason(look_(), clock_.now())); });
}

std::string Narrator::hidden(std::string text) const {
  return secrets_ != nullptr ? secrets_->hide(std::move(text)) : text;
}

void Narrator::say_that_a_limit_holds(const Progress& progress, TimePoint now) {
  const std::string text = limit_note_.text(progress, now, look_);
  if (text.empty()) return;
  line_.clear();
  log_.warn("{}", hidden(text));
}

void Narrator::idle(const Progress& progress) {
  const TimePoint now = clock_.now();
  if (look_) say_that_a_limit_holds(progress, now);
  line_.update(progress, now);
}

void Narrator::finish(const Summary& summary) {
  line_.clear();
  const auto& checks = summary.checks;
  const bool run_is_ok =
      std::all_of(checks.begin(), checks.end(), [](const auto& check) { return check.ok; });
  // Of --resume: they count, and were not told again.
  const std::uint64_t told = failures_ + broken_off_;
  const std::uint64_t earlier = summary.failed > told ? summary.failed - told : 0;
  const bool lines_are_ok = notes_ + failures_ + broken_off_ + not_started_ + earlier == 0;
  if (options_.all_on_terminal || (lines_are_ok && run_is_ok)) return;
  for (const auto& note : first_notes_) {
    log_with(log_, spdlog::level::warn, note.fields, note.text);
  }
  for (const auto& check : checks) {
    if (check.ok) continue;
    log_.warn("the run: {}", check_account(check));
  }
  const auto more = notes_ - first_notes_.size();
  log_.warn("{} of {} lines failed{}{}{}{}{}{}; exit code {}", failures_ + earlier, summary.total,
            also(earlier, "of them in an earlier go (see --retry-failed)"),
            known_ > 0 ? ", " + std::to_string(known_) + " of them known" : "",
            more > 0 ? " (" + std::to_string(more) + " not shown)" : "",
            also(broken_off_, "broken off"), also(not_started_, "not started"),
            summary.input_complete ? "" : ", not all of the list was read", summary.exit_code);
}

}  // namespace urlfan
