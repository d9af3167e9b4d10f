#include "urlfan/client.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>

#include "src/base/thread.h"
#include "src/base/wakeup.h"
#include "src/client/poll.h"
#include "src/core/coordinator.h"
#include "src/core/describe.h"
#include "src/core/run.h"
#include "src/model/valid_config.h"
#include "src/net/saved_body.h"

namespace urlfan {
namespace {

/// Hands out requests that are all there. What it has not handed out stays.
class VectorSource final : public Source {
 public:
  explicit VectorSource(std::vector<Request> requests) : requests_(std::move(requests)) {}

  std::variant<Request, Pending, Exhausted> next() override {
    if (next_ == requests_.size()) return Exhausted{};
    return std::move(requests_[next_++]);
  }

  std::vector<Request>& requests() noexcept { return requests_; }
  std::size_t handed_out() const noexcept { return next_; }

 private:
  std::vector<Request> requests_;
  std::size_t next_ = 0;
};

class VectorSink final : public Sink {
 public:
  explicit VectorSink(std::size_t size) : results_(size) {}
  void write(const Request& /*request*/, const Result& result) override {
    results_[result.sequence] = result;
  }
  void take(const Request& /*request*/, Result&& result) override {
    results_[result.sequence] = std::move(result);
  }
  void finish(const Summary& /*summary*/) override {}

  std::vector<Result>& results() noexcept { return results_; }

 private:
  std::vector<Result> results_;
};

/// For the one result of a request.
class DoneSink final : public Sink {
 public:
  explicit DoneSink(Client::Done done) : done_(std::move(done)) {}
  void write(const Request& request, const Result& result) override { done_(request, result); }
  void take(const Request& request, Result&& result) override { done_(request, std::move(result)); }
  void finish(const Summary& /*summary*/) override {}

 private:
  Client::Done done_;
};

/// What others want of the client's thread. Shared with stop callbacks, which may come late.
class Inbox {
 public:
  using Command = std::function<void()>;

  /// Rings only when the box was empty, and once it is open again to the one who hears that.
  void put(Command command) {
    bool was_empty = false;
    {
      const std::lock_guard lock(mutex_);
      was_empty = commands_.empty();
      commands_.push_back(std::move(command));
    }
    if (was_empty) bell_.ring();
  }
  /// The client's thread.
  std::vector<Command> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(commands_, {});
  }
  /// Rings when there is something to take, or was until just now.
  const Wakeup& bell() const noexcept { return bell_; }

 private:
  Wakeup bell_;
  std::mutex mutex_;
  std::vector<Command> commands_;
};

RunConfig usable(const RunConfig& config) {
  require_folder(config.save_dir);
  return valid(config);
}

}  // namespace

/// The client's thread, and how others talk to it.
class Client::Impl {
 public:
  /// A run that others wait for.
  struct Task {
    Task(RunConfig config, Source& source, Sink& sink) : run(std::move(config), source, sink) {}

    Run run;
    /// In the client's thread, at its end.
    std::function<void(const Run& run)> ended;
  };

  Impl(ClientConfig config, std::unique_ptr<Transport> transport)
      : transport_(std::move(transport)),
        coordinator_(std::move(config), *transport_, poll_, clock_) {
    // It is looked into anyway, after this: what is put before that is taken, what comes later
    // rings.
    poll_.listen(inbox_->bell().fd(), [this] { inbox_->bell().clear(); });
    thread_ = start_thread("urlfan-client", [this] { work(); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() = default;

  /// Last, and from another thread: ends all that is under way.
  void close() {
    inbox_->put([this] { closing_ = true; });
    thread_.join();
  }

  void begin(std::shared_ptr<Task> task) {
    inbox_->put([this, task = std::move(task)] {
      coordinator_.carry(task->run);
      tasks_.push_back(task);
    });
  }
  /// What a stop token calls, in whichever thread, as long as the task may live.
  std::function<void()> stops(const std::shared_ptr<Task>& task) const {
    return [inbox = inbox_, weak = std::weak_ptr<Task>(task)] {
      inbox->put([weak] {
        if (const auto alive = weak.lock()) alive->run.stop(StopCause::caller);
      });
    };
  }

  std::vector<HostStatistics> hosts() {
    if (is_own_thread()) return coordinator_.hosts();
    const auto question = std::make_shared<std::packaged_task<std::vector<HostStatistics>()>>(
        [this] { return coordinator_.hosts(); });
    inbox_->put([question] { (*question)(); });
    return question->get_future().get();
  }

  bool is_own_thread() const noexcept { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  void work() {
    while (true) {
      obey();
      if (closing_ && tasks_.empty()) return;
      coordinator_.round();
      end_tasks();
    }
  }

  void obey() {
    for (const auto& command : inbox_->take()) command();
    if (!closing_) return;
    for (const auto& task : tasks_) task->run.stop(StopCause::caller);
  }

  void end_tasks() {
    std::erase_if(tasks_, [](const std::shared_ptr<Task>& task) {
      if (!task->run.has_ended()) return false;
      task->ended(task->run);
      return true;
    });
  }

  SteadyClock clock_;
  std::unique_ptr<Transport> transport_;
  Poll poll_;
  Coordinator coordinator_;

  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();

  // --- of the client's thread ---
  std::vector<std::shared_ptr<Task>> tasks_;
  bool closing_ = false;

  std::thread thread_;
};

Client::Client(const ClientConfig& config) : Client(valid(config), make_curl_transport(config)) {}

Client::Client(ClientConfig config, std::unique_ptr<Transport> transport)
    : impl_(std::make_unique<Impl>(valid(std::move(config)), std::move(transport))) {}

// As long as its thread runs all of it is there: callbacks may call it.
Client::~Client() { impl_->close(); }

Summary Client::run(const RunConfig& config, Source& source, Sink& sink, std::stop_token stop) {
  if (impl_->is_own_thread()) {
    throw std::logic_error(
        "Client::run was called from the client's own thread, which would wait "
        "for itself; use fetch with a callback there");
  }
  const auto task = std::make_shared<Impl::Task>(usable(config), source, sink);
  std::promise<Summary> promise;
  task->ended = [&promise](const Run& run) {
    try {
      promise.set_value(run.summary());
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  };
  if (stop.stop_requested()) task->run.stop(StopCause::caller);  // before a line is read
  impl_->begin(task);
  const std::stop_callback on_stop(std::move(stop), impl_->stops(task));
  return promise.get_future().get();
}

std::vector<Result> Client::fetch_all(std::vector<Request> requests, const RunConfig& config,
                                      std::stop_token stop) {
  VectorSink sink(requests.size());
  VectorSource source(std::move(requests));
  const Summary summary = run(config, source, sink, std::move(stop));
  for (std::size_t i = source.handed_out(); i < sink.results().size(); ++i) {
    sink.results()[i] = describe_unread(source.requests()[i], i, summary.stop);
  }
  return std::move(sink.results());
}

std::vector<HostStatistics> Client::hosts() const { return impl_->hosts(); }

namespace {

/// One request on its way, with all that it needs.
struct Single {
  Single(Request request, Client::Done done) : source({}), sink(std::move(done)) {
    source.requests().push_back(std::move(request));
  }
  VectorSource source;
  DoneSink sink;
};

}  // namespace

void Client::fetch(Request request, Done done, const RunConfig& config, std::stop_token stop) {
  struct Call : Single, Impl::Task {
    Call(Request request, const Done& done, const RunConfig& config)
        : Single(std::move(request), done), Task(usable(config), source, sink) {}
    std::optional<std::stop_callback<std::function<void()>>> on_stop;
  };
  const auto call = std::make_shared<Call>(std::move(request), done, config);
  call->ended = [call = call.get(), done = std::move(done)](const Run& run) {
    // A stop can come before the request was read.
    if (call->source.handed_out() > 0) return;
    const Request& unread = call->source.requests().front();
    done(unread, describe_unread(unread, 0, run.summary().stop));
  };
  if (stop.stop_requested()) call->run.stop(StopCause::caller);
  impl_->begin(call);
  call->on_stop.emplace(std::move(stop), impl_->stops(call));
}

std::future<Result> Client::fetch(Request request, const RunConfig& config, std::stop_token stop) {
  const auto promise = std::make_shared<std::promise<Result>>();
  fetch(
      std::move(request),
      [promise](const Request& /*request*/, Result result) {
        promise->set_value(std::move(result));
      },
      config, std::move(stop));
  return promise->get_future();
}

std::vector<Result> fetch_all(std::vector<Request> requests, const RunConfig& config,
                              const ClientConfig& client) {
  return Client(client).fetch_all(std::move(requests), config);
}

}  // namespace urlfan
