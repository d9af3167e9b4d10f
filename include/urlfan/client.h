#ifndef URLFAN_CLIENT_H_
#define URLFAN_CLIENT_H_

#include <functional>
#include <future>
#include <memory>
#include <stop_token>
#include <vector>

#include "urlfan/client_config.h"
#include "urlfan/host_statistics.h"
#include "urlfan/request.h"
#include "urlfan/result.h"
#include "urlfan/run_config.h"
#include "urlfan/sink.h"
#include "urlfan/source.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Fetches for a program that lives long. Connections, TLS sessions, names, rests of hosts that
/// asked for one, limits and rates are shared by all calls and live on from one to the next; what a
/// call asks for, how it ends and how fast its sink is are its own affair. Has a thread of its own,
/// which decides, and those that move bytes; touches nothing of the process (no signals, locale,
/// limits or mask of files).
///
/// All members may be called from any thread, many at once, until the destructor begins; by the
/// client's own callbacks also while it waits for them.
class Client {
 public:
  /// Opens nothing yet. Throws ConfigError where `config` cannot be carried out, std::system_error
  /// when there is no thread or descriptor left.
  explicit Client(const ClientConfig& config = {});
  /// Over a transport of one's own, as in tests. It is used by the client's thread alone.
  Client(ClientConfig config, std::unique_ptr<Transport> transport);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  /// Ends what is under way: those lines are `cancelled`. Returns when all threads have ended but
  /// those that look a name up; they go on for as long as the system takes and then end by
  /// themselves.
  ~Client();

  /// One result for the request; a failed fetch is a result like any other. `stop` cancels it.
  /// Throws ConfigError for `config`.
  std::future<Result> fetch(Request request, const RunConfig& config = {},
                            std::stop_token stop = {});

  /// Takes one result. The request is as it was given, secrets included, and does not outlive the
  /// call.
  using Done = std::function<void(const Request& request, Result result)>;
  /// The same, told to `done` in the client's thread: it must not wait there, nor throw.
  void fetch(Request request, Done done, const RunConfig& config = {}, std::stop_token stop = {});

  /// All results, in the order of the requests. Lines that a stop or the deadline came before have
  /// a result that says so.
  std::vector<Result> fetch_all(std::vector<Request> requests, const RunConfig& config = {},
                                std::stop_token stop = {});

  /// Carries every request of `source` to exactly one result in `sink`. Both are called in the
  /// client's thread, and must not wait there. Returns when the run is over; an exception of the
  /// sink is passed on, and one of the source ends the run as a failure of its own. Not to be
  /// called from the client's thread, which is the one that calls sinks.
  Summary run(const RunConfig& config, Source& source, Sink& sink, std::stop_token stop = {});

  /// What is known of each host that was asked: first those that something goes on with, then those
  /// that were, the last one first. Of the latter at most kHostsRemembered: a host that is
  /// forgotten counts from 0 when it comes again. From another thread than the client's it waits
  /// until that one has answered, so no longer than a callback or a sink keeps it.
  std::vector<HostStatistics> hosts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Fetches all requests at once and returns their results in the same order. For a program that
/// does this more than once, a Client keeps what can be kept.
std::vector<Result> fetch_all(std::vector<Request> requests, const RunConfig& config = {},
                              const ClientConfig& client = {});

}  // namespace urlfan

#endif  // URLFAN_CLIENT_H_
