#include "src/cli/serve.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "src/cli/http_options.h"
#include "src/cli/inputs.h"
#include "src/cli/output_file.h"
#include "src/cli/signals.h"
#include "src/client/poll.h"
#include "src/core/coordinator.h"
#include "src/core/limited_wait.h"
#include "src/model/exit_code.h"
#include "src/serve/http_server.h"
#include "src/serve/listening.h"
#include "src/serve/notify.h"
#include "src/serve/run_store.h"
#include "src/serve/serve_error.h"
#include "src/serve/service.h"
#include "src/serve/state_folder.h"
#include "src/serve/token.h"

namespace urlfan {
namespace {

// How long the last answers may take to be sent when all else is done.
constexpr Duration kLastAnswers = std::chrono::seconds(1);

std::string state_file(const ServeSettings& settings) {
  if (!settings.state_file.empty()) return settings.state_file;
  const std::string folder = default_state_folder();
  create_state_folder(folder);
  return state_file_in(folder);
}

/// Beside the state.
std::string token_file(const std::string& state) {
  const auto slash = state.rfind('/');
  return slash == std::string::npos ? "token" : state.substr(0, slash + 1) + "token";
}

class Server {
 public:
  Server(ServeSettings settings, spdlog::logger& log);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() = default;

  int run();
  std::unique_ptr<Transport> take_transport() { return std::move(transport_); }

 private:
  GateRules gate() const;
  ServeRules rules();
  void take_step(TimePoint latest);
  void heed_signals();
  void tell_where(const std::string& where) const;
  void end();

  ServeSettings settings_;
  spdlog::logger& log_;
  SteadyClock clock_;
  // Before all threads, which then leave the signals to it.
  StopSignals signals_;
  std::string state_;
  RunStore store_;
  HttpOptions options_;
  // The token is there as soon as somebody can connect.
  GateRules gate_;
  Listening listening_;
  std::unique_ptr<Transport> transport_;
  Poll poll_;
  LimitedWait wait_{poll_};
  Coordinator coordinator_;
  Service service_;
  HttpServer http_;
  StopCause stop_ = StopCause::none;
};

Server::Server(ServeSettings settings, spdlog::logger& log)
    : settings_(std::move(settings)),
      log_(log),
      state_(state_file(settings_)),
      store_(state_, clock_.wall()),
      options_(settings_.fetch.run),
      gate_(gate()),
      listening_(settings_.unix_socket.empty() ? listen_at_address(settings_.listen)
                                               : listen_at_socket(settings_.unix_socket)),
      transport_(make_transport(settings_.fetch)),
      coordinator_(settings_.fetch.client, *transport_, wait_, clock_),
      service_(rules(), store_, coordinator_, clock_),
      http_(std::move(listening_.socket), {.body = static_cast<std::size_t>(settings_.most_body)},
            service_, clock_) {
  poll_.listen(signals_.wait_fd(), [this] { heed_signals(); });
  poll_.listen(http_.wait_fd(), [] {});
  service_.count_connections([this] { return http_.connections(); });
  for (const auto& warning : settings_.fetch.warnings) log_.warn("{}", warning);
  tell_where(listening_.name);
}

GateRules Server::gate() const {
  GateRules gate{.checks_host = settings_.unix_socket.empty(), .hosts = settings_.hosts};
  if (settings_.needs_token) gate.token = token_of(token_file(state_));
  return gate;
}

ServeRules Server::rules() {
  return {.gate = gate_,
          .documents = {.options = [this](const auto& options) { return options_.read(options); },
                        .most_requests = settings_.most_requests},
          .most_runs = settings_.most_runs,
          .most_waiting = settings_.most_waiting,
          .deadline = settings_.deadline,
          .most_deadline = settings_.most_deadline,
          .keep = settings_.keep,
          .most_results = settings_.most_results,
          .variables = settings_.variables,
          .has_seed = settings_.has_seed,
          .warn = [this](const std::string& text) { log_.warn("{}", text); },
          .tell = [this](const std::string& text) { log_.debug("{}", text); }};
}

void Server::tell_where(const std::string& where) const {
  if (settings_.needs_token) {
    log_.info("serving at {}; the token is in {}", where, token_file(state_));
  } else if (settings_.unix_socket.empty()) {
    log_.info("serving at {}, for whoever can connect (--no-token)", where);
  } else {
    log_.info("serving at {}", where);
  }
}

void Server::heed_signals() {
  const int number = signals_.caught();
  if (number != 0 && stop_ == StopCause::none) stop_ = stopped_by_signal(number);
}

void Server::take_step(TimePoint latest) {
  wait_.set_limit(std::min({latest, http_.due(), service_.due()}));
  coordinator_.round();
  service_.go_on();
  http_.go_on();
  standard_error().say({});
}

int Server::run() {
  notify_manager("READY=1");
  while (stop_ == StopCause::none) take_step(TimePoint::max());
  notify_manager("STOPPING=1");
  end();
  return exit_code_of_signal(signal_of(stop_));
}

/// Lets what is under way go on for a while, and then all answers out that there are.
void Server::end() {
  service_.close();
  http_.stop_accepting();
  TimePoint latest = clock_.now() + settings_.grace;
  while (!service_.is_idle() && clock_.now() < latest) take_step(latest);
  if (!service_.is_idle()) log_.warn("what is under way after --grace is cancelled");
  service_.stop(stop_);
  latest = clock_.now() + kLastAnswers;
  while ((!service_.is_idle() || http_.under_way() > 0) && clock_.now() < latest) {
    take_step(latest);
  }
  if (!service_.store_problem().empty()) {
    log_.error("what was found and not stored is lost: {}", service_.store_problem());
  }
}

}  // namespace

int serve(ServeSettings settings, spdlog::logger& log, std::unique_ptr<Transport>& left) {
  std::optional<Server> server;
  try {
    server.emplace(std::move(settings), log);
  } catch (const StoreError& error) {
    throw UsageError(error.what());
  } catch (const ServeError& error) {
    throw UsageError(error.what());
  }
  const int code = server->run();
  left = server->take_transport();
  return code;
}

}  // namespace urlfan
