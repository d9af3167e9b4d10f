#include "src/cli/watch.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "src/base/environment.h"
#include "src/base/text.h"
#include "src/cli/file_stamps.h"
#include "src/cli/inputs.h"
#include "src/cli/kept_inputs.h"
#include "src/cli/metrics_page.h"
#include "src/cli/narrator.h"
#include "src/cli/output_file.h"
#include "src/cli/progress_line.h"
#include "src/cli/signals.h"
#include "src/cli/watch_notes.h"
#include "src/client/poll.h"
#include "src/core/coordinator.h"
#include "src/core/limited_wait.h"
#include "src/model/exit_code.h"
#include "src/output/result_json.h"
#include "src/report/probe_metrics.h"
#include "src/serve/serve_error.h"
#include "src/watch/child_process.h"
#include "src/watch/command_search.h"
#include "src/watch/event_json.h"
#include "src/watch/hook.h"
#include "src/watch/watch_metrics.h"
#include "src/watch/watcher.h"

namespace urlfan {
namespace {

// What a command of --on-change has to end in order when urlfan ends. As long as a stop may take.
constexpr Duration kGrace = std::chrono::milliseconds(200);

void require_command(const std::vector<std::string>& command) {
  if (command.empty()) return;
  const std::string why =
      why_not_runnable(command.front(), environment_variable("PATH").value_or("/bin:/usr/bin"));
  if (!why.empty()) throw UsageError("--on-change: " + why);
}

void require_lines(const std::vector<Request>& lines, const WatchSettings& settings) {
  if (!lines.empty() || settings.fetch.run.allow_empty) return;
  throw UsageError("the list is empty; --allow-empty makes that a success" +
                   hint_of_swallowed_list(settings));
}

/// Files that the client itself reads: with others in them it is another one.
std::vector<std::string> files_of_client(const WatchSettings& settings) {
  std::vector<std::string> files;
  for (const auto& file : settings.fetch.files_read) {
    const auto& lists = settings.fetch.inputs;
    const bool is_list = std::find(lists.begin(), lists.end(), file) != lists.end();
    if (!is_list && file != settings.config) files.push_back(file);
  }
  return files;
}

/// What lives on from round to round.
struct Engine {
  Engine(const WatchSettings& settings, EventWait& wait, const Clock& clock)
      : config(settings.fetch.client),
        files(files_of_client(settings)),
        transport(make_transport(settings.fetch)),
        coordinator(config, *transport, wait, clock) {}

  /// It is as it would be made for these.
  bool fits(const WatchSettings& settings) const {
    return config == settings.fetch.client && !files.have_changed();
  }

  ClientConfig config;
  FileStamps files;
  std::unique_ptr<Transport> transport;
  Coordinator coordinator;
};

class Watch final : public WatchEvents {
 public:
  Watch(WatchSettings settings, std::function<WatchSettings()> read_again, spdlog::logger& log);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() override = default;

  int run();
  std::unique_ptr<Transport> take_transport() { return std::move(engine_->transport); }

  void write(const Request& request, const Result& result) override;
  void retrying(const Result& attempt, Duration wait) override {
    narrator_.retrying(attempt, wait);
  }
  void resting(const std::string& origin, Duration rest) override {
    narrator_.resting(origin, rest);
  }
  void changed(const Change& change) override;
  void round_ended(const RoundEnd& end) override;
  void idle() override;
  Unwritten unwritten() const override;

 private:
  void heed_signals();
  void look_between_rounds();
  void take_step();
  void reload();
  WatchedLines::Difference use(std::unique_ptr<WatchSettings> settings, std::vector<Request> lines);
  void require_lasting(const WatchSettings& next) const;
  void tell(const std::string& json);
  void tell(const Reload& reload);
  void tell_person(const std::string& note);
  void listen();
  std::string metrics();
  void metrics_have_changed();
  void end_hook();

  std::unique_ptr<WatchSettings> settings_;
  std::function<WatchSettings()> read_again_;
  spdlog::logger& log_;
  ProgressLine no_line_{ProgressDisplay::none, {}, log_};
  Narrator narrator_{no_line_, log_, {}};
  SteadyClock clock_;
  // Before all threads, which then leave the signals to it.
  StopSignals signals_{StopSignals::Hangup::is_told};
  KeptInputs inputs_;
  OutputFile output_{{}, signals_};
  FileStamps stamps_;
  Poll poll_;
  LimitedWait wait_{poll_};
  Watcher watcher_{clock_, *this};
  std::unique_ptr<Engine> engine_;
  std::optional<ChildProcess> child_;
  std::optional<Hook> hook_;
  std::optional<MetricsPage> page_;
  WatchAside aside_;
  StopCause stop_ = StopCause::none;
  bool must_reload_ = false;
  bool told_of_delay_ = false;
};

Watch::Watch(WatchSettings settings, std::function<WatchSettings()> read_again, spdlog::logger& log)
    : settings_(std::make_unique<WatchSettings>(std::move(settings))),
      read_again_(std::move(read_again)),
      log_(log),
      stamps_(settings_->fetch.files_read) {
  require_command(settings_->on_change);
  auto lines = inputs_.read(settings_->fetch, signals_);
  require_lines(lines, *settings_);
  if (!settings_->on_change.empty()) {
    child_.emplace(settings_->on_change);
    hook_.emplace(*child_, HookLimits{.time = settings_->on_change_timeout},
                  [this](const std::string& text) { log_.warn("{}", text); });
    poll_.listen(child_->wait_fd(), [] {});
  }
  poll_.listen(signals_.wait_fd(), [this] { heed_signals(); });
  for (const auto& warning : settings_->fetch.warnings) log_.warn("{}", warning);
  use(std::move(settings_), std::move(lines));
  listen();
  tell_person(note_of_begin(*settings_, watcher_.lines().lines().size()));
}

void Watch::listen() {
  if (settings_->listen.empty()) return;
  try {
    page_.emplace(
        settings_->listen, [this] { return metrics(); }, clock_);
  } catch (const ServeError& error) {
    throw UsageError(std::string("--listen: ") + error.what());
  }
  poll_.listen(page_->server().wait_fd(), [] {});
  log_.info("answering Prometheus at {}", page_->url());
}

int Watch::run() {
  while (stop_ == StopCause::none || !watcher_.is_between_rounds()) take_step();
  end_hook();
  tell(to_json(WatchEnd{.at = clock_.wall(),
                        .rounds = watcher_.figures().rounds,
                        .delayed = watcher_.schedule().delayed(),
                        .left_out = watcher_.schedule().left_out(),
                        .lines = watcher_.counts(),
                        .stop = stop_}));
  output_.commit();
  return exit_code_of_signal(signal_of(stop_));
}

void Watch::take_step() {
  if (watcher_.is_between_rounds()) look_between_rounds();
  if (hook_) hook_->go_on(clock_.now());
  idle();
  const bool waits = watcher_.is_between_rounds();
  wait_.set_limit(
      std::min({waits ? watcher_.due() : TimePoint::max(), hook_ ? hook_->due() : TimePoint::max(),
                page_ ? page_->server().due() : TimePoint::max()}));
  // In a round it is the run that waits for a slow reader.
  wait_.set_descriptor(waits && unwritten().bytes > 0 ? unwritten().fd : -1);
  engine_->coordinator.round();
  watcher_.go_on();
  if (page_) page_->server().go_on();
}

void Watch::look_between_rounds() {
  const auto is_due = [this] { return clock_.now() >= watcher_.due(); };
  if (must_reload_ || (is_due() && stamps_.have_changed())) reload();
  if (is_due()) watcher_.begin_round(engine_->coordinator);
}

void Watch::heed_signals() {
  const int number = signals_.caught();
  must_reload_ = signals_.take_hangup() || must_reload_;
  if (number == 0 || stop_ != StopCause::none) return;
  stop_ = stopped_by_signal(number);
  watcher_.stop(stop_);
}

/// What a reload cannot change.
void Watch::require_lasting(const WatchSettings& next) const {
  const auto require_same = [](const auto& now, const auto& then, const char* option) {
    if (now != then) {
      throw UsageError(std::string(option) +
                       " cannot change while urlfan watch runs: start it again");
    }
  };
  require_same(settings_->listen, next.listen, "--listen");
  require_same(settings_->on_change, next.on_change, "--on-change");
  require_same(settings_->on_change_timeout, next.on_change_timeout, "--on-change-timeout");
}

void Watch::reload() {
  must_reload_ = false;
  Reload told{.at = clock_.wall(), .lines = watcher_.lines().lines().size()};
  FileStamps before(settings_->fetch.files_read);
  std::swap(stamps_, before);
  try {
    auto next = std::make_unique<WatchSettings>(read_again_());
    require_lasting(*next);
    FileStamps files(next->fetch.files_read);
    auto lines = inputs_.read(next->fetch, signals_);
    require_lines(lines, *next);
    // Of what was written while it was read, one part may be old and another new.
    must_reload_ = stamps_.have_changed();
    const auto difference = use(std::move(next), std::move(lines));
    stamps_ = std::move(files);
    told.lines = watcher_.lines().lines().size();
    told.added = difference.added;
    told.removed = difference.removed;
    ++aside_.reloads;
  } catch (const UsageError& error) {
    told.problem = error.what();
    ++aside_.refused_reloads;
  }
  tell(told);
  metrics_have_changed();
}

void Watch::tell(const Reload& reload) {
  if (reload.problem.empty()) {
    log_.info("read again: {} lines, {} of them new, {} gone", reload.lines, reload.added,
              reload.removed);
  } else {
    log_.error("{}; the list and how it is watched stay as they were", reload.problem);
  }
  tell(to_json(reload));
}

/// Throws UsageError, and then all is as before.
WatchedLines::Difference Watch::use(std::unique_ptr<WatchSettings> settings,
                                    std::vector<Request> lines) {
  if (!engine_ || !engine_->fits(*settings)) {
    engine_ = std::make_unique<Engine>(*settings, wait_, clock_);
  }
  WatchRules rules{.every = settings->every,
                   .health = settings->health,
                   .own_network = settings->own_network,
                   .run = settings->fetch.run};
  rules.run.secrets = settings->fetch.secrets.get();
  rules.run.allow_empty = true;  // whether it may be was asked when it was read
  settings_ = std::move(settings);
  return watcher_.use(std::move(lines), std::move(rules));
}

void Watch::tell(const std::string& json) { output_.stream() << json << '\n'; }

/// What a log has no use for.
void Watch::tell_person(const std::string& note) {
  const bool is_read = isatty(STDERR_FILENO) == 1 && !settings_->fetch.talk.log_json;
  if (is_read && log_.should_log(spdlog::level::warn)) {
    standard_error().say("urlfan: " + note + "\n");
  }
}

void Watch::write(const Request& request, const Result& result) {
  narrator_.write(request, result);
  if (settings_->show_all) tell(to_json(result));
}

void Watch::changed(const Change& change) {
  const std::string json = to_json(change);
  tell(json);
  if (hook_ && change.result != nullptr) hook_->put(json + "\n");
}

void Watch::round_ended(const RoundEnd& end) {
  if (settings_->show_all) tell(to_json(end));
  if (end.summary.stop == StopCause::internal) {
    log_.error("round {} failed in urlfan itself; the next one starts anew", end.round);
  }
  if (end.round == 1 && end.summary.stop == StopCause::none) {
    tell_person(note_of_first_round(end, settings_->health));
  }
  if (watcher_.schedule().delayed() > 0 && !told_of_delay_) {
    told_of_delay_ = true;
    log_.warn("round {} took longer than --every {}: the next one begins late; this is told once",
              end.round, in_seconds(settings_->every));
  }
  metrics_have_changed();
}

void Watch::idle() {
  output_.stream() << std::flush;
  standard_error().say({});
}

Unwritten Watch::unwritten() const {
  const OutputChannel& channel = output_.channel();
  if (channel.held_up() == 0) return {};
  return {.bytes = channel.held_up(), .fd = channel.wait_fd()};
}

void Watch::metrics_have_changed() {
  if (page_) page_->change();
}

std::string Watch::metrics() {
  if (hook_) {
    aside_.hook = hook_->figures();
    aside_.hook_waiting = hook_->waiting();
  }
  return metrics_text(
      watch_metrics(watcher_, aside_, engine_->coordinator.hosts(), *settings_->fetch.secrets));
}

/// A command that is under way may end in order, for as long as a stop may take.
void Watch::end_hook() {
  if (!hook_) return;
  const TimePoint began = clock_.now();
  hook_->close(began, kGrace);
  // One that not even SIGKILL ends is left behind.
  const TimePoint latest = began + 2 * kGrace;
  while (hook_->go_on(clock_.now()), hook_->is_running() && clock_.now() < latest) {
    poll_.wait_until(std::min(hook_->due(), latest), {});
  }
}

}  // namespace

int watch(WatchSettings settings, const std::function<WatchSettings()>& read_again,
          spdlog::logger& log, std::unique_ptr<Transport>& left) {
  Watch watch(std::move(settings), read_again, log);
  const int code = watch.run();
  left = watch.take_transport();
  return code;
}

}  // namespace urlfan
