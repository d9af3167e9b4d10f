#include "src/serve/http_server.h"

#include <microhttpd.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <exception>
#include <iterator>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/serve/problem.h"
#include "src/serve/serve_error.h"

namespace urlfan {
namespace {

// What a client may go on to send when it has been told that it is too much: until then it can read
// that, which a connection that is closed at once would take away from it.
constexpr std::size_t kMostUnheard = std::size_t{1} << 20U;

// How often it is looked for clients that take too long.
constexpr Duration kSweep = std::chrono::seconds(1);

// Of a connection, for the head of a request and what is on its way out. A head that is too large
// fits in, or MHD would refuse it before anybody can say why.
constexpr std::size_t kConnectionMemory = std::size_t{64} << 10U;
constexpr std::size_t kMostHead = std::size_t{16} << 10U;
constexpr std::size_t kBlock = std::size_t{16} << 10U;

void close_daemon(MHD_Daemon* daemon) { MHD_stop_daemon(daemon); }
void close_response(MHD_Response* response) { MHD_destroy_response(response); }
using DaemonPtr = std::unique_ptr<MHD_Daemon, decltype(&close_daemon)>;
using ResponsePtr = std::unique_ptr<MHD_Response, decltype(&close_response)>;

int descriptor_of(MHD_Connection* connection) {
  const auto* facts = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return facts == nullptr ? -1 : facts->connect_fd;
}

Problem too_large(std::size_t limit) {
  return {.status = 413,
          .detail = "the body is larger than " + std::to_string(limit) +
                    " bytes, which --max-request-body allows: send fewer requests at once"};
}

/// Why its body is not read to the end, of which nothing that follows on its connection is known.
std::optional<Problem> refuse_body(const HttpRequest& head, std::size_t limit) {
  const auto* length = head.header("content-length");
  const auto* coding = head.header("transfer-encoding");
  if (coding != nullptr && lower_case(*coding) != "chunked") {
    return Problem{.status = 501,
                   .detail = "Transfer-Encoding is " + excerpt(*coding, 40) +
                             "; expected chunked, or Content-Length in its place"};
  }
  if (coding != nullptr && length != nullptr) {
    return Problem{.status = 400,
                   .detail = "Content-Length and Transfer-Encoding came both; expected one"};
  }
  const auto announced = length == nullptr ? std::nullopt : parse_count(*length);
  return announced && *announced > limit ? std::optional(too_large(limit)) : std::nullopt;
}

std::optional<Problem> refuse_head(const HttpRequest& head) {
  std::size_t size = head.path.size();
  for (const auto* fields : {&head.query, &head.headers}) {
    for (const auto& [name, value] : *fields) size += name.size() + value.size();
  }
  if (size <= kMostHead) return {};
  return Problem{.status = 431,
                 .detail =
                     "the request's target and headers have more than 16 KiB; what is long "
                     "belongs into the body"};
}

}  // namespace

class HttpServer::Impl {
 public:
  class Exchange;
  /// A connection, whatever is asked on it.
  struct Connection {
    int fd = -1;
    /// Since when its next request is waited for.
    TimePoint since;
    bool waits = true;
    /// Something of a request has come.
    bool receives = false;
    /// Its client sends nothing any more, which MHD may not have seen.
    bool is_half_closed = false;
    /// What waits on it for its answer, or for more of that; null: nothing does.
    Exchange* suspended = nullptr;
    std::list<Connection>::iterator place = {};
  };

  Impl(Descriptor listening, const HttpLimits& limits, HttpHandler& handler, const Clock& clock);
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  int wait_fd() const noexcept { return events_.get(); }
  TimePoint due() const noexcept { return must_run_ ? TimePoint::min() : due_; }
  void go_on();
  void stop_accepting();
  std::size_t connections() const noexcept { return connections_.size(); }
  std::size_t under_way() const noexcept { return exchanges_; }

 private:
  static MHD_Result take(void* self, MHD_Connection* connection, const char* url,
                         const char* method, const char* version, const char* data,
                         std::size_t* size, void** context) noexcept;
  static void completed(void* self, MHD_Connection* connection, void** context,
                        MHD_RequestTerminationCode how) noexcept;
  static void changed(void* self, MHD_Connection* connection, void** context,
                      MHD_ConnectionNotificationCode how) noexcept;

  MHD_Result begin(MHD_Connection* connection, const char* url, const char* method, void** context);
  void add_connection(MHD_Connection* connection, void** context);
  void remove_connection(Connection& connection) noexcept;
  void deal_with_gone();
  void sweep();

  HttpLimits limits_;
  HttpHandler& handler_;
  const Clock& clock_;
  /// What MHD waits for, and the end of what clients send: MHD does not look at the connections
  /// that are suspended, and 0.9.75 misses an end that comes together with data.
  Descriptor events_;
  std::list<Connection> connections_;
  /// Those that are half closed.
  std::vector<Connection*> half_closed_;
  std::list<Exchange*> receiving_;
  std::size_t exchanges_ = 0;
  bool accepts_ = true;
  /// One was resumed since MHD ran last.
  bool must_run_ = true;
  TimePoint due_ = TimePoint::min();
  TimePoint next_sweep_;
  DaemonPtr daemon_{nullptr, close_daemon};
};

class HttpServer::Impl::Exchange final : public HttpExchange {
 public:
  Exchange(Impl& server, MHD_Connection* connection, Connection& line)
      : server_(&server), connection_(connection), line_(line), began_(server.clock_.now()) {
    ++server.exchanges_;
    place_ = server.receiving_.insert(server.receiving_.end(), this);
    line.receives = true;
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() override = default;

  // --- of the handler ---
  const HttpRequest& request() const noexcept override { return request_; }
  void answer(HttpAnswer answer) override {
    answer_ = std::make_unique<HttpAnswer>(std::move(answer));
    resume();
  }
  void wake() noexcept override { resume(); }
  void when_gone(std::function<void()> gone) override { gone_ = std::move(gone); }

  // --- of the server ---
  HttpRequest& own_request() noexcept { return request_; }
  TimePoint began() const noexcept { return began_; }
  Connection& line() noexcept { return line_; }
  MHD_Result begin();
  MHD_Result take_body(std::string_view data);
  /// All of the request is there, or its answer is.
  MHD_Result go_on(const std::shared_ptr<Exchange>& self);
  /// Its client has gone.
  void vanish();
  /// MHD is done with it.
  void end(bool is_whole);

 private:
  MHD_Result queue();
  ResponsePtr make_response();
  static ssize_t read(void* self, std::uint64_t position, char* to, std::size_t most) noexcept;
  ssize_t read_some(char* to, std::size_t most);
  void suspend();
  void resume() noexcept;
  void end_receiving() noexcept;
  void tell_too_large();

  /// Null when it has ended.
  Impl* server_;
  MHD_Connection* connection_;
  Connection& line_;
  TimePoint began_;
  std::optional<std::list<Exchange*>::iterator> place_;
  HttpRequest request_;
  std::unique_ptr<HttpAnswer> answer_;
  std::function<void()> gone_;
  /// Of the stream: what is read and not sent.
  std::string piece_;
  std::size_t sent_ = 0;
  /// Of a body that is too large: what came of it since then.
  std::size_t unheard_ = 0;
  bool is_handled_ = false;
  bool is_cut_ = false;
};

// --- the exchange ---

MHD_Result HttpServer::Impl::Exchange::begin() {
  answer_ = server_->handler_.refuse(request_);
  const auto unread = refuse_body(request_, server_->limits_.body);
  const auto why = unread ? unread : refuse_head(request_);
  if (why && !answer_) answer_ = std::make_unique<HttpAnswer>(to_answer(*why));
  // Who has sent a small body already gets the answer only when that is read: to close a connection
  // with something unread on it takes the answer away.
  const bool waits_for_us = request_.header("expect") != nullptr;
  return answer_ && (unread || waits_for_us) ? queue() : MHD_YES;
}

MHD_Result HttpServer::Impl::Exchange::take_body(std::string_view data) {
  if (unheard_ > 0) {
    unheard_ += data.size();
    return unheard_ > kMostUnheard ? MHD_NO : MHD_YES;
  }
  if (request_.body.size() + data.size() > server_->limits_.body) {
    tell_too_large();
    return MHD_YES;
  }
  request_.body.append(data);
  return MHD_YES;
}

/// By hand: in the middle of a request MHD takes no answer.
void HttpServer::Impl::Exchange::tell_too_large() {
  const HttpAnswer answer = to_answer(too_large(server_->limits_.body));
  const std::string text =
      "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Type: " + answer.type +
      "\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body;
  send(line_.fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  server_->handler_.answers(request_, answer.status);
  request_.body = {};
  unheard_ = 1;
}

MHD_Result HttpServer::Impl::Exchange::go_on(const std::shared_ptr<Exchange>& self) {
  if (is_cut_ || unheard_ > 0) return MHD_NO;
  end_receiving();
  if (!answer_ && !is_handled_) {
    is_handled_ = true;
    try {
      server_->handler_.handle(self);
    } catch (const std::exception& error) {
      answer_ = std::make_unique<HttpAnswer>(
          to_answer({.status = 500, .detail = std::string("urlfan failed: ") + error.what()}));
    }
  }
  if (answer_) return queue();
  suspend();
  return MHD_YES;
}

MHD_Result HttpServer::Impl::Exchange::queue() {
  end_receiving();
  const ResponsePtr response = make_response();
  if (!response) return MHD_NO;
  server_->handler_.answers(request_, answer_->status);
  return MHD_queue_response(connection_, static_cast<unsigned>(answer_->status), response.get());
}

ResponsePtr HttpServer::Impl::Exchange::make_response() {
  ResponsePtr response(
      answer_->stream
          ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kBlock, read, this, nullptr)
          // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): it is only read
          : MHD_create_response_from_buffer(answer_->body.size(), answer_->body.data(),
                                            MHD_RESPMEM_PERSISTENT),
      close_response);
  if (!response) return response;
  const auto add = [&response](const std::string& name, const std::string& value) {
    MHD_add_response_header(response.get(), name.c_str(), value.c_str());
  };
  if (!answer_->type.empty()) add("Content-Type", answer_->type);
  add("Cache-Control", "no-store");
  add("X-Content-Type-Options", "nosniff");
  if (!server_->accepts_) add("Connection", "close");
  for (const auto& [name, value] : answer_->headers) add(name, value);
  return response;
}

ssize_t HttpServer::Impl::Exchange::read(void* self, std::uint64_t /*position*/, char* to,
                                         std::size_t most) noexcept {
  try {
    return static_cast<Exchange*>(self)->read_some(to, most);
  } catch (const std::exception&) {
    return MHD_CONTENT_READER_END_WITH_ERROR;
  }
}

ssize_t HttpServer::Impl::Exchange::read_some(char* to, std::size_t most) {
  if (is_cut_) return MHD_CONTENT_READER_END_WITH_ERROR;
  while (sent_ == piece_.size()) {
    piece_.clear();
    sent_ = 0;
    switch (answer_->stream->next(piece_)) {
      case BodyStream::Next::piece:
        break;
      case BodyStream::Next::wait:
        suspend();
        return 0;
      case BodyStream::Next::end:
        return MHD_CONTENT_READER_END_OF_STREAM;
      case BodyStream::Next::broken:
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
  }
  const std::size_t size = std::min(most, piece_.size() - sent_);
  std::memcpy(to, piece_.data() + sent_, size);
  sent_ += size;
  return static_cast<ssize_t>(size);
}

void HttpServer::Impl::Exchange::suspend() {
  line_.suspended = this;
  MHD_suspend_connection(connection_);
}

void HttpServer::Impl::Exchange::resume() noexcept {
  if (server_ == nullptr || line_.suspended != this) return;
  line_.suspended = nullptr;
  server_->must_run_ = true;
  MHD_resume_connection(connection_);
}

void HttpServer::Impl::Exchange::vanish() {
  is_cut_ = true;
  if (const auto gone = std::exchange(gone_, nullptr)) gone();
  resume();
}

void HttpServer::Impl::Exchange::end_receiving() noexcept {
  if (place_) server_->receiving_.erase(*place_);
  place_.reset();
  line_.receives = false;
}

void HttpServer::Impl::Exchange::end(bool is_whole) {
  end_receiving();
  --server_->exchanges_;
  line_.waits = true;
  line_.since = server_->clock_.now();
  server_ = nullptr;
  const auto gone = std::exchange(gone_, nullptr);
  if (!is_whole && gone) gone();
  // It may hold what should not live as long as whoever has this one.
  if (answer_) answer_->stream.reset();
}

// --- the server ---

HttpServer::Impl::Impl(Descriptor listening, const HttpLimits& limits, HttpHandler& handler,
                       const Clock& clock)
    : limits_(limits),
      handler_(handler),
      clock_(clock),
      events_(epoll_create1(EPOLL_CLOEXEC)),
      next_sweep_(clock.now()) {
  daemon_.reset(MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr, nullptr, &Impl::take, this,
      MHD_OPTION_LISTEN_SOCKET, listening.get(), MHD_OPTION_CONNECTION_LIMIT, limits.connections,
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
  for (Connection& each : connections_) {
    if (each.suspended != nullptr) each.suspended->vanish();
  }
  MHD_run(daemon_.get());
}

void HttpServer::Impl::go_on() {
  std::array<epoll_event, 64> events{};
  const int count = epoll_wait(events_.get(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    auto* gone = static_cast<Connection*>(events.at(static_cast<std::size_t>(i)).data.ptr);
    if (gone == nullptr) continue;
    gone->is_half_closed = true;
    half_closed_.push_back(gone);
  }
  const TimePoint now = clock_.now();
  if (count <= 0 && !must_run_ && now < due_) return;
  must_run_ = false;
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
  for (const Connection* gone : half_closed_) {
    if (gone->suspended != nullptr) {
      gone->suspended->vanish();
    } else if (gone->waits || gone->receives) {
      shutdown(gone->fd, SHUT_RDWR);  // which MHD does see
      must_run_ = true;
    }
  }
}

void HttpServer::Impl::add_connection(MHD_Connection* connection, void** context) {
  Connection& made =
      connections_.emplace_back(Connection{.fd = descriptor_of(connection), .since = clock_.now()});
  made.place = std::prev(connections_.end());
  *context = &made;
  epoll_event event{};
  event.events = EPOLLRDHUP | EPOLLONESHOT;  // and EPOLLHUP and EPOLLERR, without being asked
  event.data.ptr = &made;
  epoll_ctl(events_.get(), EPOLL_CTL_ADD, made.fd, &event);
}

void HttpServer::Impl::remove_connection(Connection& connection) noexcept {
  if (connection.is_half_closed) std::erase(half_closed_, &connection);
  connections_.erase(connection.place);
}

/// Cuts clients that take too long to ask.
void HttpServer::Impl::sweep() {
  const TimePoint now = clock_.now();
  next_sweep_ = now + kSweep;
  const TimePoint latest = now - limits_.request;
  for (const Connection& each : connections_) {
    if (each.waits && each.since < latest) shutdown(each.fd, SHUT_RDWR);
  }
  for (Exchange* each : receiving_) {
    if (each->began() < latest) shutdown(each->line().fd, SHUT_RDWR);
  }
}

void HttpServer::Impl::stop_accepting() {
  if (!accepts_) return;
  accepts_ = false;
  // From now on it is ours to close.
  const Descriptor listening(MHD_quiesce_daemon(daemon_.get()));
  for (const Connection& each : connections_) {
    // What has nothing to ask will not have it any more.
    if (each.waits) shutdown(each.fd, SHUT_RD);
  }
  must_run_ = true;
}

MHD_Result HttpServer::Impl::begin(MHD_Connection* connection, const char* url, const char* method,
                                   void** context) {
  const auto* facts = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  if (facts == nullptr || facts->socket_context == nullptr) return MHD_NO;
  auto& line = *static_cast<Connection*>(facts->socket_context);
  line.waits = false;
  auto exchange = std::make_unique<std::shared_ptr<Exchange>>(
      std::make_shared<Exchange>(*this, connection, line));
  Exchange& made = **exchange;
  *context = exchange.release();  // until completed()
  made.own_request().method = method;
  made.own_request().path = url;
  const auto collect = [](void* to, MHD_ValueKind kind, const char* name,
                          const char* value) noexcept {
    auto& request = *static_cast<HttpRequest*>(to);
    const bool is_header = kind == MHD_HEADER_KIND;
    auto& place = is_header ? request.headers : request.query;
    place.emplace_back(is_header ? lower_case(name) : name, value == nullptr ? "" : value);
    return MHD_YES;
  };
  MHD_get_connection_values(connection, MHD_HEADER_KIND, +collect, &made.own_request());
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, +collect, &made.own_request());
  return made.begin();
}

MHD_Result HttpServer::Impl::take(void* self, MHD_Connection* connection, const char* url,
                                  const char* method, const char* /*version*/, const char* data,
                                  std::size_t* size, void** context) noexcept {
  try {
    if (*context == nullptr) {
      return static_cast<Impl*>(self)->begin(connection, url, method, context);
    }
    const auto& exchange = *static_cast<std::shared_ptr<Exchange>*>(*context);
    if (*size == 0) return exchange->go_on(exchange);
    return exchange->take_body({data, std::exchange(*size, 0)});
  } catch (const std::exception&) {
    return MHD_NO;
  }
}

void HttpServer::Impl::completed(void* /*self*/, MHD_Connection* /*connection*/, void** context,
                                 MHD_RequestTerminationCode how) noexcept {
  const std::unique_ptr<std::shared_ptr<Exchange>> exchange(
      static_cast<std::shared_ptr<Exchange>*>(std::exchange(*context, nullptr)));
  if (exchange) (*exchange)->end(how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
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
    server.remove_connection(*static_cast<Connection*>(std::exchange(*context, nullptr)));
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
