#include "src/serve/run_book.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "src/history/result_reader.h"
#include "src/serve/problem.h"

namespace urlfan {
namespace {

constexpr unsigned kComeBackInSeconds = 5;
constexpr Duration kStartAgainAfter = std::chrono::seconds(1);

[[noreturn]] void refuse_for_now(const std::string& why) {
  throw ProblemError({.status = 503, .detail = why, .retry_after = kComeBackInSeconds});
}

/// Takes out what has its result already; the others keep their place.
void leave_out(std::vector<Request>& requests, const std::vector<std::uint64_t>& done) {
  for (std::size_t i = 0; i < requests.size(); ++i) requests[i].index = i;
  std::erase_if(requests, [&done](const Request& request) {
    return std::binary_search(done.begin(), done.end(), *request.index);
  });
}

void count_earlier(RunStore& store, const std::string& id, Run& run) {
  ResultQuery query;
  while (true) {
    const auto page = store.results(id, query);
    if (page.empty()) return;
    for (const auto& each : page) run.count(result_of(each.json));
    query.after = page.back().number;
  }
}

}  // namespace

RunBook::RunBook(RunBookRules rules, RunStore& store, Coordinator& coordinator, const Clock& clock)
    : rules_(std::move(rules)), store_(store), coordinator_(coordinator), clock_(clock) {}

void RunBook::fetch(RunDocument document, const FetchCall::MakeWriter& make_writer,
                    std::shared_ptr<HttpExchange> exchange, std::size_t bytes) {
  if (is_closed_) refuse_for_now("the server is ending");
  if (calls_.size() >= rules_.most_waiting || bytes_ + bytes > rules_.most_bytes) {
    refuse_for_now("too much is under way: come back later, or use /v1/runs, which can wait");
  }
  calls_.push_back(
      {.call = std::make_unique<FetchCall>(std::move(document), make_writer, std::move(exchange)),
       .bytes = bytes});
  bytes_ += bytes;
  coordinator_.carry(calls_.back().call->run());
}

void RunBook::require_room(std::size_t secret_bytes) const {
  if (is_closed_) refuse_for_now("the server is ending");
  if (waiting_.size() >= rules_.most_waiting) {
    refuse_for_now(std::to_string(waiting_.size()) +
                   " runs wait already, and --max-queue allows no more: come back later");
  }
  if (secret_bytes_ + secret_bytes > rules_.most_secret_bytes) {
    refuse_for_now("too many runs with secrets wait, which are in memory alone: come back later");
  }
}

void RunBook::add(NewRun run, RunDocument document, std::string text) {
  const bool is_secret = document.has_secrets && run.schedule.empty();
  require_room(is_secret ? text.size() : 0);
  run.total = document.requests.size();
  if (!is_secret) run.document = text;
  store_.add_run(run);
  Waiting& added = waiting_.emplace_back();
  added.id = run.id;
  added.bytes = text.size();
  if (is_secret) {
    secret_bytes_ += text.size();
    added.secret_text = std::move(text);
  }
  added.document = std::make_unique<RunDocument>(std::move(document));
  start_some();
  // What has to wait is understood once more later: as a text it takes less memory.
  if (!waiting_.empty()) waiting_.back().document.reset();
}

void RunBook::resume(const StoredRun& run) {
  require_room();
  store_.requeue_run(run.id);
  Waiting& added = waiting_.emplace_back();
  added.id = run.id;
  start_some();
}

void RunBook::start_some() {
  const TimePoint now = clock_.now();
  while (!is_closed_ && !waiting_.empty() && tasks_.size() < rules_.most_runs &&
         now >= next_start_) {
    Waiting& next = waiting_.front();
    if (bytes_ > 0 && bytes_ + next.bytes > rules_.most_bytes) return;
    try {
      start(next);
    } catch (const StoreError& error) {
      store_problem_ = error.what();
      next_start_ = now + kStartAgainAfter;
      return;
    } catch (const ProblemError& error) {  // a variable that is no longer to be had, for one
      rules_.warn("run " + next.id + " cannot begin: " + error.what());
      store_.end_run(next.id, {.state = RunState::cancelled, .ended_at = clock_.wall()});
      wake(next.id);
    }
    if (next.secret_text) secret_bytes_ -= next.secret_text->size();
    waiting_.pop_front();
  }
}

RunDocument RunBook::document_of(Waiting& waiting) {
  if (waiting.document) return std::move(*std::exchange(waiting.document, nullptr));
  const auto run = store_.find_run(waiting.id);
  if (!run) throw ProblemError(404, "it is gone");
  auto text = waiting.secret_text ? waiting.secret_text : store_.document_of(waiting.id);
  if (!text) throw ProblemError(409, "its document is gone");
  waiting.bytes = text->size();
  return rules_.read(*run, *text);
}

void RunBook::start(Waiting& waiting) {
  RunDocument document = document_of(waiting);
  const auto done = store_.done_indices(waiting.id);
  leave_out(document.requests, done);
  // One that is gone on with may have nothing left to do.
  document.options.run.allow_empty = true;
  auto task = std::make_unique<StoredTask>(waiting.id, std::move(document), waiting.bytes, store_);
  if (!done.empty()) count_earlier(store_, waiting.id, task->run());
  store_.start_run(waiting.id, clock_.wall());
  bytes_ += task->cost();
  tasks_.push_back(std::move(task));
  coordinator_.carry(tasks_.back()->run());
}

void RunBook::cancel(const std::string& id) {
  for (const auto& task : tasks_) {
    if (task->id() == id) return task->cancel(StopCause::caller);
  }
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&id](const Waiting& each) { return each.id == id; });
  if (found == waiting_.end()) return;
  store_.end_run(id, {.state = RunState::cancelled, .ended_at = clock_.wall()});
  if (found->secret_text) secret_bytes_ -= found->secret_text->size();
  waiting_.erase(found);
  wake(id);
}

bool RunBook::has(std::string_view id) const noexcept {
  return std::any_of(tasks_.begin(), tasks_.end(),
                     [id](const auto& task) { return task->id() == id; }) ||
         std::any_of(waiting_.begin(), waiting_.end(),
                     [id](const Waiting& each) { return each.id == id; });
}

Unstored RunBook::unstored(std::string_view id) const noexcept {
  for (const auto& task : tasks_) {
    if (task->id() == id) return {.done = task->waiting(), .failed = task->waiting_failed()};
  }
  return {};
}

void RunBook::listen(const std::string& id, const std::shared_ptr<HttpExchange>& exchange) {
  if (!has(id)) return;
  auto& all = listeners_[id];
  std::erase_if(all, [](const auto& each) { return each.expired(); });
  all.push_back(exchange);
}

RunCounts RunBook::counts() const noexcept {
  return {.calls = calls_.size(), .running = tasks_.size(), .waiting = waiting_.size()};
}

void RunBook::wake(const std::string& id) {
  const auto found = listeners_.find(id);
  if (found == listeners_.end()) return;
  for (const auto& each : found->second) {
    if (const auto exchange = each.lock()) exchange->wake();
  }
  if (!has(id)) listeners_.erase(found);
}

void RunBook::go_on() {
  std::erase_if(calls_, [this](const Call& each) {
    if (!each.call->go_on()) return false;
    bytes_ -= each.bytes;
    return true;
  });
  std::vector<std::string> ended;
  std::erase_if(tasks_, [&](const std::unique_ptr<StoredTask>& task) {
    bool is_over = false;
    go_on(*task, is_over);
    if (!is_over) return false;
    bytes_ -= task->cost();
    ended.push_back(task->id());
    return true;
  });
  for (const auto& id : ended) wake(id);
  if (is_stopped_) return cancel_waiting();
  start_some();
}

void RunBook::go_on(StoredTask& task, bool& is_over) {
  try {
    const auto step = task.go_on(clock_);
    if (step == StoredTask::Step::nothing) return;
    store_problem_.clear();
    is_over = step == StoredTask::Step::over;
    if (!is_over) wake(task.id());
  } catch (const StoreError& error) {
    if (store_problem_.empty()) rules_.warn(error.what());
    store_problem_ = error.what();
  }
}

TimePoint RunBook::due() const noexcept {
  TimePoint due = waiting_.empty() || is_closed_ ? TimePoint::max() : next_start_;
  if (tasks_.size() >= rules_.most_runs) due = TimePoint::max();
  for (const auto& task : tasks_) due = std::min(due, task->due());
  return due;
}

void RunBook::stop(StopCause cause) {
  is_closed_ = true;
  is_stopped_ = true;
  for (const Call& each : calls_) each.call->run().stop(cause);
  for (const auto& task : tasks_) task->cancel(cause);
  cancel_waiting();
}

void RunBook::cancel_waiting() {
  try {
    while (!waiting_.empty()) {
      const std::string id = waiting_.front().id;
      store_.end_run(id, {.state = RunState::cancelled, .ended_at = clock_.wall()});
      waiting_.pop_front();
      wake(id);
    }
  } catch (const StoreError& error) {
    store_problem_ = error.what();  // the next server finds them interrupted
  }
}

}  // namespace urlfan
