#include "src/serve/mhd_exchange.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <utility>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/serve/problem.h"

namespace urlfan {
namespace {

// What a client may go on to send when it has been told that it is too much: until then it can read
// that, which a connection that is closed at once would take away from it.
constexpr std::size_t kMostUnheard = std::size_t{1} << 20U;

constexpr std::size_t kMostTarget = std::size_t{8} << 10U;
constexpr std::size_t kMostHead = std::size_t{16} << 10U;
constexpr std::size_t kBlock = std::size_t{16} << 10U;

void close_response(MHD_Response* response) { MHD_destroy_response(response); }

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

/// In bytes, as they were sent.
std::optional<Problem> refuse_head(std::size_t target, std::size_t head) {
  if (target > kMostTarget) {
    return Problem{.status = 414,
                   .detail =
                       "the path and query of the request have more than 8 KiB; send fewer URLs "
                       "at once, or all of them in the body of POST /v1/fetch"};
  }
  if (head <= kMostHead) return {};
  return Problem{.status = 431,
                 .detail = "the headers of the request have more than 16 KiB; leave some out"};
}

std::size_t size_of_head(MHD_Connection* connection) {
  const auto* facts = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return facts == nullptr ? 0 : facts->header_size;
}

}  // namespace

MhdExchange::MhdExchange(HttpServerState& server, MHD_Connection* connection,
                         ClientConnection& client)
    : server_(&server), connection_(connection), client_(client), began_(server.clock.now()) {
  ++server.under_way;
  place_ = server.receiving.insert(server.receiving.end(), this);
  client.receives = true;
}

void MhdExchange::answer(HttpAnswer answer) {
  answer_ = std::make_unique<HttpAnswer>(std::move(answer));
  resume();
}

MHD_Result MhdExchange::begin(const char* url, const char* method) {
  request_.method = method;
  request_.path = url;
  const auto collect = [](void* to, MHD_ValueKind kind, const char* name,
                          const char* value) noexcept {
    auto& request = *static_cast<HttpRequest*>(to);
    const bool is_header = kind == MHD_HEADER_KIND;
    auto& place = is_header ? request.headers : request.query;
    place.emplace_back(is_header ? lower_case(name) : name, value == nullptr ? "" : value);
    return MHD_YES;
  };
  MHD_get_connection_values(connection_, MHD_HEADER_KIND, +collect, &request_);
  MHD_get_connection_values(connection_, MHD_GET_ARGUMENT_KIND, +collect, &request_);
  const auto unread = refuse_body(request_, server_->most_body);
  const auto size = refuse_head(client_.target_size, size_of_head(connection_));
  // Ahead of all else: of what is too long nobody has to know what it might have meant.
  if (!size) answer_ = server_->handler.refuse(request_);
  const auto& why = size ? size : unread;
  if (why && !answer_) answer_ = std::make_unique<HttpAnswer>(to_answer(*why));
  // Who has sent a small body already gets the answer only when that is read: to close a connection
  // with something unread on it takes the answer away.
  const bool waits_for_us = request_.header("expect") != nullptr;
  return answer_ && (unread || waits_for_us) ? queue() : MHD_YES;
}

MHD_Result MhdExchange::take_body(std::string_view data) {
  if (unheard_ > 0) {
    unheard_ += data.size();
    return unheard_ > kMostUnheard ? MHD_NO : MHD_YES;
  }
  if (request_.body.size() + data.size() > server_->most_body) {
    tell_too_large();
    return MHD_YES;
  }
  request_.body.append(data);
  return MHD_YES;
}

/// By hand: in the middle of a request MHD takes no answer.
void MhdExchange::tell_too_large() {
  const HttpAnswer answer = to_answer(too_large(server_->most_body));
  const std::string text =
      "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Type: " + answer.type +
      "\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body;
  send(client_.fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  server_->handler.answers(request_, answer.status);
  request_.body = {};
  unheard_ = 1;
}

MHD_Result MhdExchange::go_on(const std::shared_ptr<MhdExchange>& self) {
  if (is_cut_ || unheard_ > 0) return MHD_NO;
  end_receiving();
  if (!answer_ && !is_handled_) {
    is_handled_ = true;
    try {
      server_->handler.handle(self);
    } catch (const std::exception& error) {
      answer_ = std::make_unique<HttpAnswer>(
          to_answer({.status = 500, .detail = std::string("urlfan failed: ") + error.what()}));
    }
  }
  if (answer_) return queue();
  suspend();
  return MHD_YES;
}

MHD_Result MhdExchange::queue() {
  end_receiving();
  const ResponsePtr response = make_response();
  if (!response) return MHD_NO;
  server_->handler.answers(request_, answer_->status);
  return MHD_queue_response(connection_, static_cast<unsigned>(answer_->status), response.get());
}

MhdExchange::ResponsePtr MhdExchange::make_response() {
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
  if (!server_->accepts) add("Connection", "close");
  for (const auto& [name, value] : answer_->headers) add(name, value);
  return response;
}

ssize_t MhdExchange::read(void* self, std::uint64_t /*position*/, char* to,
                          std::size_t most) noexcept {
  try {
    return static_cast<MhdExchange*>(self)->read_some(to, most);
  } catch (const std::exception&) {
    return MHD_CONTENT_READER_END_WITH_ERROR;
  }
}

ssize_t MhdExchange::read_some(char* to, std::size_t most) {
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

void MhdExchange::suspend() {
  client_.suspended = this;
  MHD_suspend_connection(connection_);
}

void MhdExchange::resume() noexcept {
  if (server_ == nullptr || client_.suspended != this) return;
  client_.suspended = nullptr;
  server_->must_run = true;
  MHD_resume_connection(connection_);
}

void MhdExchange::vanish() {
  is_cut_ = true;
  if (const auto gone = std::exchange(gone_, nullptr)) gone();
  resume();
}

void MhdExchange::end_receiving() noexcept {
  if (place_) server_->receiving.erase(*place_);
  place_.reset();
  client_.receives = false;
}

void MhdExchange::end(bool is_whole) {
  end_receiving();
  --server_->under_way;
  client_.waits = true;
  client_.since = server_->clock.now();
  server_ = nullptr;
  const auto gone = std::exchange(gone_, nullptr);
  if (!is_whole && gone) gone();
  // It may hold what should not live as long as whoever has this one.
  if (answer_) answer_->stream.reset();
}

}  // namespace urlfan
