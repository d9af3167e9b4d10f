#include "src/serve/http_server.h"

#include <microhttpd.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstring>
#include <exception>
#include <iterator>
#include <list>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "src/serve/mhd_exchange.h"
#include "src/serve/serve_error.h"

namespace urlfan {
namespace {

// How often it is looked for clients that take too long.
constexpr Duration kSweep = std::chrono::seconds(1);

// Of a connection, for the head of a request and what is on its way out. A head that is too large
// fits in, or MHD would refuse it before anybody can say why.
constexpr std::size_t kConnectionMemory = std::size_t{64} << 10U;

void close_daemon(MHD_Daemon* daemon) { MHD_stop_daemon(daemon); }
using DaemonPtr = std::unique_ptr<MHD_Daemon, decltype(&close_daemon)>;

int descriptor_of(MHD_Connection* connection) {
  const auto* facts = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return facts == nullptr ? -1 : facts->connect_fd;
}

/// Null where there was no memory for it.
ClientConnection* client_of(MHD_Connection* connection) {
  const auto* facts = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return facts == nullptr ? nullptr : static_cast<ClientConnection*>(facts->socket_context);
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Descriptor listening, const HttpLimits& limits, HttpHandler& handler, const Clock& clock);
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  int wait_fd() const noexcept { return events_.get(); }
  TimePoint due() const noexcept { return state_.must_run ? TimePoint::min() : due_; }
  void go_on();
  void stop_accepting();
  std::size_t connections() const noexcept { return connections_.size(); }
  std::size_t under_way() const noexcept { return state_.under_way; }

 private:
  static MHD_Result take(void* self, MHD_Connection* connection, const char* url,
                         const char* method, const char* version, const char* data,
                         std::size_t* size, void** context) noexcept;
  static void completed(void* self, MHD_Connection* connection, void** context,
                        MHD_RequestTerminationCode how) noexcept;
  static void* target_came(void* self, const char* target, MHD_Connection* connection) noexcept;
  static void logged(void* self, const char* format, va_list values) noexcept;
  static void changed(void* self, MHD_Connection* connection, void** context,
                      MHD_ConnectionNotificationCode how) noexcept;

  MHD_Result begin(MHD_Connection* connection, const char* url, const char* method, void** context);
  void add_connection(MHD_Connection* connection, void** context);
  void remove_connection(ClientConnection& connection) noexcept;
  void deal_with_gone();
  void sweep();

  Duration longest_request_;
  HttpServerState state_;
  /// What MHD waits for, and the end of what clients send: MHD does not look at the connections
  /// that are suspended, and 0.9.75 misses an end that comes together with data.
  Descriptor events_;
  std::list<ClientConnection> connections_;
  /// Those that are half closed.
  std::vector<ClientConnection*> half_closed_;
  TimePoint due_ = TimePoint::min();
  TimePoint next_sweep_;
  DaemonPtr daemon_{nullptr, close_daemon};
};

HttpServer::Impl::Impl(Descriptor listening, const HttpLimits& limits, HttpHandler& handler,
                       const Clock& clock)
    : longest_request_(limits.request),
      state_{.most_body = limits.body, .handler = handler, .clock = clock},
      events_(epoll_create1(EPOLL_CLOEXEC)),
      next_sweep_(clock.now()) {
  daemon_.reset(MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, nullptr, nullptr,
      &Impl::take, this, MHD_OPTION_EXTERNAL_LOGGER, &Impl::logged, this,
      MHD_OPTION_URI_LOG_CALLBACK, &Impl::target_came, this, MHD_OPTION_LISTEN_SOCKET,
      listening.get(), MHD_OPTION_CONNECTION_LIMIT, limits.connections,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemory, MHD_OPTION_CONNECTION_TIMEOUT,
      static_cast<unsigned>(limits.stall.count()), MHD_OPTION_NOTIFY_COMPLETED, &Impl::completed,
      this, MHD_OPTION_NOTIFY_CONNECTION, &Impl::changed, this, MHD_OPTION_SIGPIPE_HANDLED_BY_APP,
      1, MHD_OPTION_END));
  if (!daemon_) throw ServeError("libmicrohttpd cannot be started");
  listening.release();  // which closes it
  const auto* facts = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_EPOLL_FD);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (events_.get() < 0 || facts == nullptr ||
      epoll_ctl(events_.get(), EPOLL_CTL_ADD, facts->epoll_fd, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll");
  }
}

HttpServer::Impl::~Impl() {
  // MHD does not end while a connection is suspended.
  for (ClientConnection& each : connections_) {
    if (each.suspended != nullptr) each.suspended->vanish();
  }
  MHD_run(daemon_.get());
}

void HttpServer::Impl::go_on() {
  std::array<epoll_event, 64> events{};
  const int count = epoll_wait(events_.get(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    auto* gone = static_cast<ClientConnection*>(events.at(static_cast<std::size_t>(i)).data.ptr);
    if (gone == nullptr) continue;
    gone->is_half_closed = true;
    half_closed_.push_back(gone);
  }
  const TimePoint now = state_.clock.now();
  if (count <= 0 && !state_.must_run && now < due_) return;
  state_.must_run = false;
  MHD_run(daemon_.get());
  deal_with_gone();
  if (now >= next_sweep_) sweep();
  MHD_UNSIGNED_LONG_LONG wait = 0;
  const bool has_wait = MHD_get_timeout(daemon_.get(), &wait) == MHD_YES;
  due_ = has_wait ? now + std::chrono::milliseconds(wait) : TimePoint::max();
  if (!connections_.empty()) due_ = std::min(due_, next_sweep_);
}

/// What was there of requests by then has been read.
void HttpServer::Impl::deal_with_gone() {
  for (const ClientConnection* gone : half_closed_) {
    if (gone->suspended != nullptr) {
      gone->suspended->vanish();
    } else if (gone->waits || gone->receives) {
      shutdown(gone->fd, SHUT_RDWR);  // which MHD does see
      state_.must_run = true;
    }
  }
}

void HttpServer::Impl::add_connection(MHD_Connection* connection, void** context) {
  ClientConnection& made = connections_.emplace_back(
      ClientConnection{.fd = descriptor_of(connection), .since = state_.clock.now()});
  made.place = std::prev(connections_.end());
  *context = &made;
  epoll_event event{};
  event.events = EPOLLRDHUP | EPOLLONESHOT;  // and EPOLLHUP and EPOLLERR, without being asked
  event.data.ptr = &made;
  epoll_ctl(events_.get(), EPOLL_CTL_ADD, made.fd, &event);
}

void HttpServer::Impl::remove_connection(ClientConnection& connection) noexcept {
  if (connection.is_half_closed) std::erase(half_closed_, &connection);
  connections_.erase(connection.place);
}

/// Cuts clients that take too long to ask.
void HttpServer::Impl::sweep() {
  const TimePoint now = state_.clock.now();
  next_sweep_ = now + kSweep;
  const TimePoint latest = now - longest_request_;
  for (const ClientConnection& each : connections_) {
    if (each.waits && each.since < latest) shutdown(each.fd, SHUT_RDWR);
  }
  for (MhdExchange* each : state_.receiving) {
    if (each->began() < latest) shutdown(each->fd(), SHUT_RDWR);
  }
}

void HttpServer::Impl::stop_accepting() {
  if (!state_.accepts) return;
  state_.accepts = false;
  // From now on it is ours to close.
  const Descriptor listening(MHD_quiesce_daemon(daemon_.get()));
  for (const ClientConnection& each : connections_) {
    // What has nothing to ask will not have it any more.
    if (each.waits) shutdown(each.fd, SHUT_RD);
  }
  state_.must_run = true;
}

MHD_Result HttpServer::Impl::begin(MHD_Connection* connection, const char* url, const char* method,
                                   void** context) {
  ClientConnection* client = client_of(connection);
  if (client == nullptr) return MHD_NO;
  client->waits = false;
  auto exchange = std::make_unique<std::shared_ptr<MhdExchange>>(
      std::make_shared<MhdExchange>(state_, connection, *client));
  MhdExchange& made = **exchange;
  *context = exchange.release();  // until completed()
  return made.begin(url, method);
}

MHD_Result HttpServer::Impl::take(void* self, MHD_Connection* connection, const char* url,
                                  const char* method, const char* /*version*/, const char* data,
                                  std::size_t* size, void** context) noexcept {
  try {
    if (*context == nullptr) {
      return static_cast<Impl*>(self)->begin(connection, url, method, context);
    }
    const auto& exchange = *static_cast<std::shared_ptr<MhdExchange>*>(*context);
    if (*size == 0) return exchange->go_on(exchange);
    return exchange->take_body({data, std::exchange(*size, 0)});
  } catch (const std::exception&) {
    return MHD_NO;
  }
}

void HttpServer::Impl::completed(void* /*self*/, MHD_Connection* /*connection*/, void** context,
                                 MHD_RequestTerminationCode how) noexcept {
  const std::unique_ptr<std::shared_ptr<MhdExchange>> exchange(
      static_cast<std::shared_ptr<MhdExchange>*>(std::exchange(*context, nullptr)));
  if (exchange) (*exchange)->end(how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
}

/// Before it is decoded, which nobody can see any more later on.
void* HttpServer::Impl::target_came(void* /*self*/, const char* target,
                                    MHD_Connection* connection) noexcept {
  ClientConnection* client = client_of(connection);
  if (client != nullptr) client->target_size = target == nullptr ? 0 : std::strlen(target);
  return nullptr;  // the context of the request, which take() makes
}

/// What MHD refuses by itself is told by this text alone, in 0.9.75 as in 1.0.10 and in no
/// translation, before it sends a page of its own; which connection it is of nobody says. (0.9.75
/// hangs up without that page where a query has some thousand members.)
void HttpServer::Impl::logged(void* self, const char* format, va_list values) noexcept {
  constexpr std::string_view refused = "Error processing request (HTTP response code is %u ";
  if (!std::string_view(format).starts_with(refused)) return;
  const auto status = static_cast<int>(va_arg(values, unsigned));
  try {
    static_cast<Impl*>(self)->state_.handler.answers({}, status);
  } catch (const std::exception&) {
    return;  // uncounted
  }
}

void HttpServer::Impl::changed(void* self, MHD_Connection* connection, void** context,
                               MHD_ConnectionNotificationCode how) noexcept {
  auto& server = *static_cast<Impl*>(self);
  if (how == MHD_CONNECTION_NOTIFY_STARTED) {
    try {
      server.add_connection(connection, context);
    } catch (const std::exception&) {
      *context = nullptr;  // what comes on it is not heard
    }
  } else if (*context != nullptr) {
    server.remove_connection(*static_cast<ClientConnection*>(std::exchange(*context, nullptr)));
  }
}

HttpServer::HttpServer(Descriptor listening, const HttpLimits& limits, HttpHandler& handler,
                       const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(listening), limits, handler, clock)) {}
HttpServer::~HttpServer() = default;

int HttpServer::wait_fd() const noexcept { return impl_->wait_fd(); }
TimePoint HttpServer::due() const noexcept { return impl_->due(); }
void HttpServer::go_on() { impl_->go_on(); }
void HttpServer::stop_accepting() { impl_->stop_accepting(); }
std::size_t HttpServer::connections() const noexcept { return impl_->connections(); }
std::size_t HttpServer::under_way() const noexcept { return impl_->under_way(); }

}  // namespace urlfan
