#include "src/serve/service.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/environment.h"
#include "src/base/sha256.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/output/document_sink.h"
#include "src/report/report_kinds.h"
#include "src/serve/openapi.h"
#include "src/serve/parameters.h"
#include "src/serve/problem.h"
#include "src/serve/result_streams.h"
#include "src/serve/run_json.h"
#include "src/serve/seed_document.h"
#include "src/serve/storable.h"
#include "src/serve/token.h"

namespace urlfan {
namespace {

constexpr Duration kBetweenTrims = std::chrono::minutes(1);
constexpr std::size_t kMostRunsOfPage = 1000;
constexpr std::size_t kLongestKey = 255;
// Of what a seed answers with, each.
constexpr std::uint64_t kSeedBody = std::uint64_t{1} << 20U;

Problem problem_of(const StoreError& error) {
  if (error.problem() == StoreProblem::full) return {.status = 507, .detail = error.what()};
  return {.status = 503, .detail = error.what(), .retry_after = 1};
}

HttpAnswer json_answer(std::string json, int status = 200) {
  return {.status = status, .body = std::move(json) + "\n"};
}

bool is_id(std::string_view text) {
  constexpr std::size_t length = 32;
  return text.size() == length && std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f');
         });
}

/// A media type that a browser knows what to do with.
const char* type_of(std::string_view kind) {
  if (kind == "html") return "text/html; charset=utf-8";
  if (kind == "junit") return "application/xml";
  if (kind == "har" || kind == "json") return "application/json";
  if (kind == "ndjson") return "application/x-ndjson";
  if (kind == "csv") return "text/csv; charset=utf-8";
  if (kind == "markdown") return "text/markdown; charset=utf-8";
  return "text/plain; charset=utf-8";
}

/// What servers have sent is in a report: it may be looked at, as something of nobody's. The page
/// shows nothing without its own scripts, and takes no others.
const char* policy_of(std::string_view kind) {
  return kind == "html" ? "sandbox allow-scripts" : "sandbox";
}

Variables those_of(const std::vector<std::string>& names) {
  return [names](const std::string& name) {
    const bool may = std::find(names.begin(), names.end(), name) != names.end();
    return may ? environment_variable(name) : std::nullopt;
  };
}

}  // namespace

Service::Service(ServeRules rules, RunStore& store, Coordinator& coordinator, const Clock& clock)
    : rules_(std::move(rules)),
      store_(store),
      coordinator_(coordinator),
      clock_(clock),
      runs_({.most_runs = rules_.most_runs,
             .most_waiting = rules_.most_waiting,
             .read =
                 [this](const StoredRun& run, const std::string& text) {
                   return run.schedule.empty() ? read_run(text, rules_.documents)
                                               : read_scheduled(text);
                 },
             .warn = rules_.warn},
            store, coordinator, clock),
      schedules_({.read = [this](const std::string& text) { return read_scheduled(text); },
                  .warn = rules_.warn},
                 store, runs_, clock) {}

RunDocument Service::read_scheduled(const std::string& text) const {
  return read_scheduled_run(text, rules_.documents, those_of(rules_.variables));
}

// --- requests ---

std::unique_ptr<HttpAnswer> Service::refuse(const HttpRequest& head) {
  const Destination to = find_route(head.method, head.path);
  const bool is_open = to.route != nullptr && to.route->is_open;
  auto problem = urlfan::refuse(rules_.gate, head, is_open);
  const bool is_there = !to.allowed.empty() && (rules_.has_seed || to.route == nullptr ||
                                                to.route->action != Action::seed);
  if (!problem && !is_there) {
    problem = Problem{
        .status = 404,
        .detail = "there is no " + excerpt(head.path, 60) + "; /openapi.json tells what there is"};
  }
  if (!problem && to.route == nullptr) {
    problem = Problem{
        .status = 405,
        .detail = excerpt(head.method, 20) + " is none of its methods, which are " + to.allowed,
        .headers = {{"Allow", to.allowed}}};
  }
  if (!problem && to.route->has_body) {
    try {
      require_json(head);
    } catch (const ProblemError& error) {
      problem = error.problem();
    }
  }
  if (!problem) return {};
  return std::make_unique<HttpAnswer>(to_answer(*problem));
}

void Service::answers(const HttpRequest& request, int status) {
  const Destination to = find_route(request.method, request.path);
  const std::string path(to.route == nullptr ? "other" : to.route->path);
  ++metrics_.answers[{path, status}];
  if (rules_.tell) {
    const std::string what = request.method.empty() ? "a request that cannot be read"
                                                    : excerpt(request.method, 20) + " " + path;
    rules_.tell(what + ": " + std::to_string(status));
  }
}

void Service::handle(const ExchangePtr& exchange) {
  const HttpRequest& request = exchange->request();
  const Destination to = find_route(request.method, request.path);
  try {
    dispatch(exchange, to);
    return;
  } catch (const ProblemError& error) {
    exchange->answer(to_answer(error.problem()));
  } catch (const StoreError& error) {
    exchange->answer(to_answer(problem_of(error)));
  }
}

void Service::dispatch(const ExchangePtr& exchange, const Destination& to) {
  const Action action = to.route->action;
  if (action == Action::fetch || action == Action::seed) {
    action == Action::fetch ? fetch(exchange) : seed(exchange);
    return;
  }
  exchange->answer(answer_of(exchange->request(), to, exchange));
}

HttpAnswer Service::answer_of(const HttpRequest& request, const Destination& to,
                              const ExchangePtr& exchange) {
  switch (to.route->action) {
    case Action::add_run:
      return add_run(request);
    case Action::list_runs:
      return list_runs(request);
    case Action::show_run:
      require_parameters(request, {});
      return show_run(run_of(to.id));
    case Action::cancel_run:
      return cancel_run(to.id);
    case Action::resume_run:
      return resume_run(to.id);
    case Action::show_results:
      return show_results(request, run_of(to.id), exchange);
    case Action::show_report:
      return show_report(request, run_of(to.id));
    case Action::add_schedule:
      return add_schedule(request);
    case Action::list_schedules:
      return list_schedules();
    case Action::show_schedule:
      return json_answer(told(schedule_of(to.id)));
    case Action::remove_schedule:
      return remove_schedule(to.id);
    case Action::healthz:
      return json_answer(R"({"status":"ok"})");
    case Action::readyz:
      return readyz();
    case Action::metrics:
      return show_metrics();
    case Action::openapi:
      return {.body = openapi_json()};
    case Action::fetch:
    case Action::seed:
      break;
  }
  throw ProblemError(404, "there is nothing here");
}

// --- calls ---

void Service::limit_deadline(RunDocument& document) const {
  auto& deadline = document.options.run.deadline;
  if (!deadline) deadline = rules_.deadline;
  if (*deadline <= rules_.most_deadline) return;
  throw ProblemError(400, "options.deadline is longer than " +
                              rounded_seconds(rules_.most_deadline) +
                              "s, which --max-deadline allows: use /v1/runs for what takes long");
}

void Service::fetch(const ExchangePtr& exchange) {
  const HttpRequest& request = exchange->request();
  require_parameters(request, {});
  RunDocument document = read_run(request.body, rules_.documents);
  limit_deadline(document);
  runs_.fetch(
      std::move(document), [](std::ostream& out) { return std::make_unique<DocumentSink>(out); },
      exchange, request.body.size());
}

void Service::seed(const ExchangePtr& exchange) {
  const HttpRequest& request = exchange->request();
  require_parameters(request, {"url"});
  std::vector<std::string> urls;
  for (const auto& [name, value] : request.query) urls.push_back(value);
  if (urls.empty()) throw ProblemError(400, "no url; expected ?url=...&url=...");
  if (urls.size() > rules_.documents.most_requests) {
    throw ProblemError(413, "there are " + std::to_string(urls.size()) +
                                " URLs, and --max-requests allows " +
                                std::to_string(rules_.documents.most_requests));
  }
  RunDocument document;
  document.options = rules_.documents.options({});
  document.options.run.keep_body = kSeedBody;
  for (const auto& url : urls) {
    document.requests.push_back(parse_url_alone(url, document.options.rules));
  }
  limit_deadline(document);
  runs_.fetch(
      std::move(document),
      [urls](std::ostream& out) { return std::make_unique<SeedDocument>(urls, out); }, exchange, 0);
}

// --- runs ---

StoredRun Service::run_of(const std::string& id) {
  auto run = is_id(id) ? store_.find_run(id) : std::nullopt;
  if (!run) throw ProblemError(404, "there is no run " + excerpt(id, 40));
  return std::move(*run);
}

HttpAnswer Service::show_run(const StoredRun& run, int status) const {
  HttpAnswer answer = json_answer(run_json(run, runs_.unstored(run.id)), status);
  if (status == 202) answer.headers.emplace_back("Location", "/v1/runs/" + run.id);
  return answer;
}

HttpAnswer Service::add_run(const HttpRequest& request) {
  require_parameters(request, {});
  std::optional<IdempotencyKey> key;
  if (const auto* text = request.header("idempotency-key")) {
    if (text->empty() || text->size() > kLongestKey || printable(*text) != *text) {
      throw ProblemError(400, "the Idempotency-Key is not valid; expected 1 to 255 characters");
    }
    // With the token, so that nobody who reads the file can try what secrets the body has.
    key = {.key = *text,
           .body_sha256 = sha256_hex(rules_.gate.token.value_or("") + "\n" + request.body)};
    if (const auto before = store_.find_run_by_key(*text)) {
      if (before->key == key) return show_run(*before, 202);
      throw ProblemError(422, "this Idempotency-Key came with another body before: choose another");
    }
  }
  RunDocument document = read_run(request.body, rules_.documents);
  NewRun run{.id = random_id(), .key = std::move(key), .created_at = clock_.wall()};
  const std::string id = run.id;
  runs_.add(std::move(run), std::move(document), request.body);
  return show_run(run_of(id), 202);
}

HttpAnswer Service::list_runs(const HttpRequest& request) {
  require_parameters(request, {"schedule", "before", "limit"});
  RunQuery query;
  if (const auto* schedule = request.parameter("schedule")) query.schedule = *schedule;
  if (const auto* before = request.parameter("before")) query.before = run_of(*before).id;
  query.most = count_of(request, "limit", query.most);
  if (query.most < 1 || query.most > kMostRunsOfPage) {
    throw ProblemError(
        400, "limit is not valid; expected a number from 1 to " + std::to_string(kMostRunsOfPage));
  }
  std::vector<std::string> runs;
  std::string last;
  for (const auto& run : store_.runs(query)) {
    runs.push_back(run_json(run, runs_.unstored(run.id)));
    last = run.id;
  }
  return json_answer(runs_json(runs, runs.size() == query.most ? last : ""));
}

HttpAnswer Service::cancel_run(const std::string& id) {
  const StoredRun run = run_of(id);
  if (has_ended(run.state)) return show_run(run);
  runs_.cancel(id);
  return show_run(run_of(id), runs_.has(id) ? 202 : 200);
}

HttpAnswer Service::resume_run(const std::string& id) {
  const StoredRun run = run_of(id);
  if (!has_ended(run.state)) {
    throw ProblemError(409,
                       std::string("it is ") + name_of(run.state) + ": there is nothing to resume");
  }
  if (run.state == RunState::finished) {
    throw ProblemError(409, "it has finished: there is nothing to resume");
  }
  if (!run.resumable) {
    throw ProblemError(409,
                       "its requests have secrets, which are in memory alone and gone by now: send "
                       "it once more as a new run");
  }
  runs_.resume(run);
  return show_run(run_of(id), 202);
}

HttpAnswer Service::show_results(const HttpRequest& request, const StoredRun& run,
                                 const ExchangePtr& exchange) {
  require_parameters(request, {"after"});
  HttpAnswer answer{.type = "application/x-ndjson"};
  answer.stream = std::make_unique<ResultStream>(store_, run.id, count_of(request, "after", 0));
  runs_.listen(run.id, exchange);
  return answer;
}

HttpAnswer Service::show_report(const HttpRequest& request, const StoredRun& run) {
  require_parameters(request, {"kind"});
  const auto* name = request.parameter("kind");
  const ReportKind* kind = name == nullptr ? nullptr : find_report_kind(*name);
  if (kind == nullptr) {
    throw ProblemError(400, "kind is " + std::string(name == nullptr ? "missing" : "not valid") +
                                "; expected " + report_kinds_listed());
  }
  if (!has_ended(run.state)) {
    throw ProblemError({.status = 409,
                        .detail = std::string("it is ") + name_of(run.state) +
                                  ": its report can be made when it has ended",
                        .retry_after = 1});
  }
  HttpAnswer answer{.type = type_of(kind->name),
                    .headers = {{"Content-Security-Policy", policy_of(kind->name)}}};
  answer.stream = std::make_unique<ReportStream>(store_, run, *kind);
  return answer;
}

// --- schedules ---

HttpAnswer Service::add_schedule(const HttpRequest& request) {
  require_parameters(request, {});
  if (is_closed_) runs_.require_room();
  const ScheduleDocument schedule = read_schedule(request.body);
  require_storable(read_scheduled(schedule.run));
  const std::string id = schedules_.add(schedule);
  HttpAnswer answer = json_answer(told(schedule_of(id)), 201);
  answer.headers.emplace_back("Location", "/v1/schedules/" + id);
  return answer;
}

HttpAnswer Service::list_schedules() {
  std::vector<std::string> schedules;
  for (const auto& schedule : store_.schedules()) schedules.push_back(told(schedule));
  return json_answer(schedules_json(schedules));
}

std::string Service::told(const StoredSchedule& schedule) const {
  return schedule_json(schedule, schedules_.left_out(schedule.id));
}

StoredSchedule Service::schedule_of(const std::string& id) {
  auto schedule = is_id(id) ? store_.find_schedule(id) : std::nullopt;
  if (!schedule) throw ProblemError(404, "there is no schedule " + excerpt(id, 40));
  return std::move(*schedule);
}

HttpAnswer Service::remove_schedule(const std::string& id) {
  schedule_of(id);
  schedules_.remove(id);
  return {.status = 204, .type = {}};
}

// --- about itself ---

HttpAnswer Service::readyz() const {
  if (is_closed_) return to_answer({.status = 503, .detail = "the server is ending"});
  if (!runs_.store_problem().empty()) {
    return to_answer({.status = 503, .detail = runs_.store_problem()});
  }
  return json_answer(R"({"status":"ok"})");
}

HttpAnswer Service::show_metrics() {
  metrics_.connections = connections_();
  metrics_.runs = runs_.counts();
  metrics_.schedules = schedules_.size();
  metrics_.results_kept = store_.results_kept();
  metrics_.store_works = runs_.store_problem().empty();
  metrics_.hosts = coordinator_.hosts();
  return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_text(metrics_)};
}

void Service::close() noexcept {
  is_closed_ = true;
  runs_.close();
}

void Service::trim() {
  const TimePoint now = clock_.now();
  if (now < next_trim_) return;
  next_trim_ = now + kBetweenTrims;
  try {
    const bool has_more = store_.trim(
        {.ended_before = clock_.wall() - rules_.keep, .most_results = rules_.most_results});
    if (has_more) next_trim_ = now;
  } catch (const StoreError& error) {
    rules_.warn(error.what());
  }
}

void Service::go_on() {
  runs_.go_on();
  // Behind them: a schedule is due again when its run has ended, and nobody else would wake up for
  // that.
  if (!is_closed_) schedules_.go_on();
  trim();
}

TimePoint Service::due() const noexcept {
  const TimePoint due = std::min(runs_.due(), next_trim_);
  return is_closed_ ? due : std::min(due, schedules_.due());
}

}  // namespace urlfan
