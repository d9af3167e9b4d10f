#ifndef URLFAN_SERVE_MHD_EXCHANGE_H_
#define URLFAN_SERVE_MHD_EXCHANGE_H_

#include <microhttpd.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/serve/http_exchange.h"
#include "urlfan/clock.h"

// One request and its answer on a connection of libmicrohttpd (MHD). Which connections there are,
// and when each of them gets its turn, is the affair of HttpServer.

namespace urlfan {

class MhdExchange;

/// A connection, whatever is asked on it.
struct ClientConnection {
  int fd = -1;
  /// Since when its next request is waited for.
  TimePoint since;
  bool waits = true;
  /// Of the request whose head came last, in bytes as it was sent.
  std::size_t target_size = 0;
  /// Something of a request has come.
  bool receives = false;
  /// Its client sends nothing any more, which MHD may not have seen.
  bool is_half_closed = false;
  /// What waits on it for its answer, or for more of that; null: nothing does.
  MhdExchange* suspended = nullptr;
  std::list<ClientConnection>::iterator place = {};
};

/// What a server and its exchanges tell each other.
struct HttpServerState {
  /// Of a body, in bytes.
  std::size_t most_body;
  HttpHandler& handler;
  const Clock& clock;
  /// Those whose request is not whole yet.
  std::list<MhdExchange*> receiving = {};
  /// Those that have begun and not ended.
  std::size_t under_way = 0;
  /// If not, each connection ends with its next answer.
  bool accepts = true;
  /// One was resumed since MHD ran last.
  bool must_run = true;
};

/// See HttpExchange. MHD's callbacks lead here, from begin() to end().
class MhdExchange final : public HttpExchange {
 public:
  /// All must outlive its end().
  MhdExchange(HttpServerState& server, MHD_Connection* connection, ClientConnection& client);
  MhdExchange(const MhdExchange&) = delete;
  MhdExchange& operator=(const MhdExchange&) = delete;
  ~MhdExchange() override = default;

  // --- of the handler ---
  const HttpRequest& request() const noexcept override { return request_; }
  void answer(HttpAnswer answer) override;
  void wake() noexcept override { resume(); }
  void when_gone(std::function<void()> gone) override { gone_ = std::move(gone); }

  // --- of the server ---
  TimePoint began() const noexcept { return began_; }
  int fd() const noexcept { return client_.fd; }
  /// The head is there.
  MHD_Result begin(const char* url, const char* method);
  MHD_Result take_body(std::string_view data);
  /// All of the request is there, or its answer is.
  MHD_Result go_on(const std::shared_ptr<MhdExchange>& self);
  /// Its client has gone.
  void vanish();
  /// MHD is done with it.
  void end(bool is_whole);

 private:
  using ResponsePtr = std::unique_ptr<MHD_Response, void (*)(MHD_Response*)>;

  MHD_Result queue();
  ResponsePtr make_response();
  static ssize_t read(void* self, std::uint64_t position, char* to, std::size_t most) noexcept;
  ssize_t read_some(char* to, std::size_t most);
  void suspend();
  void resume() noexcept;
  void end_receiving() noexcept;
  void tell_too_large();

  /// Null when it has ended.
  HttpServerState* server_;
  MHD_Connection* connection_;
  ClientConnection& client_;
  TimePoint began_;
  std::optional<std::list<MhdExchange*>::iterator> place_;
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

}  // namespace urlfan

#endif  // URLFAN_SERVE_MHD_EXCHANGE_H_
