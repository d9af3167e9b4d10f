#ifndef URLFAN_SERVE_SERVICE_H_
#define URLFAN_SERVE_SERVICE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/core/coordinator.h"
#include "src/serve/documents.h"
#include "src/serve/gate.h"
#include "src/serve/http_exchange.h"
#include "src/serve/router.h"
#include "src/serve/run_book.h"
#include "src/serve/run_store.h"
#include "src/serve/schedule_book.h"
#include "src/serve/serve_metrics.h"
#include "urlfan/clock.h"

namespace urlfan {

/// How a server serves.
struct ServeRules {
  GateRules gate = {};
  DocumentRules documents = {};
  std::size_t most_runs = 100;
  std::size_t most_waiting = 1000;
  /// Of a call that says none, and the most that one may say.
  Duration deadline = std::chrono::seconds(30);
  Duration most_deadline = std::chrono::minutes(5);
  Duration keep = std::chrono::hours(24 * 7);
  std::uint64_t most_results = 1'000'000;
  /// Of the environment, the variables that schedules may name.
  std::vector<std::string> variables = {};
  bool has_seed = false;
  std::function<void(const std::string&)> warn = {};
  /// Hears of each answer.
  std::function<void(const std::string&)> tell = {};
};

/// What the server does: answers requests, and carries runs and schedules. All of it is of the
/// thread of the coordinator.
class Service final : public HttpHandler {
 public:
  /// All must outlive it. Throws StoreError.
  Service(ServeRules rules, RunStore& store, Coordinator& coordinator, const Clock& clock);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() override = default;

  std::unique_ptr<HttpAnswer> refuse(const HttpRequest& head) override;
  void handle(const std::shared_ptr<HttpExchange>& exchange) override;
  void answers(const HttpRequest& request, int status) override;

  /// After each round of the coordinator.
  void go_on();
  /// When that is to be called at the latest.
  TimePoint due() const noexcept;

  /// Nothing new is taken; what is under way goes on.
  void close() noexcept;
  void stop(StopCause cause) { runs_.stop(cause); }
  bool is_idle() const noexcept { return runs_.is_idle(); }
  /// Why the store cannot be written; empty: it can.
  const std::string& store_problem() const noexcept { return runs_.store_problem(); }

  /// For the metrics: how many connections there are.
  void count_connections(std::function<std::size_t()> count) { connections_ = std::move(count); }

 private:
  using ExchangePtr = std::shared_ptr<HttpExchange>;

  void dispatch(const ExchangePtr& exchange, const Destination& to);
  HttpAnswer answer_of(const HttpRequest& request, const Destination& to,
                       const ExchangePtr& exchange);
  void fetch(const ExchangePtr& exchange);
  void seed(const ExchangePtr& exchange);
  void limit_deadline(RunDocument& document) const;
  HttpAnswer add_run(const HttpRequest& request);
  HttpAnswer show_run(const StoredRun& run, int status = 200) const;
  HttpAnswer list_runs(const HttpRequest& request);
  HttpAnswer cancel_run(const std::string& id);
  HttpAnswer resume_run(const std::string& id);
  HttpAnswer show_results(const HttpRequest& request, const StoredRun& run,
                          const ExchangePtr& exchange);
  HttpAnswer show_report(const HttpRequest& request, const StoredRun& run);
  HttpAnswer add_schedule(const HttpRequest& request);
  HttpAnswer list_schedules();
  StoredSchedule schedule_of(const std::string& id);
  std::string told(const StoredSchedule& schedule) const;
  HttpAnswer remove_schedule(const std::string& id);
  HttpAnswer readyz() const;
  HttpAnswer show_metrics();
  StoredRun run_of(const std::string& id);
  RunDocument read_scheduled(const std::string& text) const;
  void trim();

  ServeRules rules_;
  RunStore& store_;
  Coordinator& coordinator_;
  const Clock& clock_;
  RunBook runs_;
  ScheduleBook schedules_;
  ServeMetrics metrics_;
  std::function<std::size_t()> connections_ = [] { return std::size_t{0}; };
  TimePoint next_trim_ = TimePoint::min();
  bool is_closed_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_SERVICE_H_
