#ifndef URLFAN_NET_TRANSFER_H_
#define URLFAN_NET_TRANSFER_H_

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/net/answer_body.h"
#include "src/net/answer_head.h"
#include "src/net/authorities.h"
#include "src/net/body_store.h"
#include "src/net/connection_sharing.h"
#include "src/net/connector.h"
#include "src/net/curl_handles.h"
#include "src/net/easy_network.h"
#include "src/net/placed_names.h"
#include "src/net/placement.h"
#include "src/net/race_course.h"
#include "src/net/remainders.h"
#include "src/net/socket_table.h"
#include "src/net/tls_sessions.h"
#include "src/net/tls_watch.h"
#include "src/net/tries.h"
#include "urlfan/transport.h"

namespace urlfan {

/// More headers than any server sends on purpose; libcurl counts them again for each that is read.
inline constexpr std::size_t kMostHeaders = 1000;

/// Why we ended a transfer.
enum class StopReason : std::uint8_t {
  none,
  body_too_large,
  bad_coding,
  headers_too_large,
  too_many_headers,
  stalled,
};

/// One easy handle and what its callbacks write. libcurl remembers its address, so it neither
/// moves nor copies. Lives in the pool of one Loop, and is used again for attempt after attempt.
class Transfer {
 public:
  /// All must outlive this one. Throws std::bad_alloc.
  Transfer(const ClientConfig& config, RaceCourse& course, Authorities& authorities,
           ConnectionSharing& sharing, BodyStore& store, Remainders& remainders);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() = default;

  /// Takes the attempt and forgets the one before. `names` are those of the multi that it is for.
  /// True: it has something for them, so it must run before anything else in that multi.
  bool prepare(Attempt&& attempt, PlacedNames& names);
  /// Nothing more of it will be done in its multi.
  void leave() noexcept { connector_.leave(); }
  /// What its request has gone through, and whether it goes once more.
  const Tries& tries() const noexcept { return tries_; }
  /// Makes it ready to go once more, on a new connection; it is in no multi. False: its time is
  /// over.
  bool prepare_again(TimePoint now);
  /// Whether it is to go once more, for another address of its name: connect() failed at once, so
  /// that libcurl had no time to be given another socket.
  bool has_next_address(CURLcode code) const noexcept;
  /// Makes it ready for that; it is in no multi. False: its time is over.
  bool prepare_next_address(TimePoint now);
  /// Whether libcurl lets it wait for a connection, its own or another's that it could share.
  bool waits_to_share() const noexcept { return waits_ && connector_.is_idle() && !asked(); }
  /// Makes it ready to go by a connection of its own; it is in no multi. False: its time is over.
  bool prepare_alone(TimePoint now);
  /// What the earlier tries took, which libcurl's clock does not tell.
  Duration earlier() const noexcept { return earlier_; }

  CURL* easy() const noexcept { return easy_.get(); }
  const Attempt& attempt() const noexcept { return attempt_; }
  const ClientConfig& config() const noexcept { return config_; }
  /// Where the loop put the attempt: its seat, and the number of its multi. Empty while idle.
  struct Place {
    Placement::Seat seat;
    std::uint32_t multi = 0;
  };
  const std::optional<Place>& place() const noexcept { return place_; }
  void put(const std::optional<Place>& place) noexcept { place_ = place; }
  /// Whether nothing has moved for so long, up to `now`, since the request went out. To be asked
  /// again and again: it sees only what is different from the last time.
  bool has_stalled(TimePoint now, Duration limit);
  void stop(StopReason reason) noexcept { stop_reason_ = reason; }
  /// What the callbacks saw.
  const AnswerHead& head() const noexcept { return head_; }
  AnswerBody& body() noexcept { return body_; }
  const AnswerBody& body() const noexcept { return body_; }
  /// The answer leads elsewhere, and is asked for no more: how its body ends matters to nobody.
  bool leads_away() const noexcept { return leads_away_; }
  /// Until when the body of such an answer is read on, so that its connection can be kept.
  const std::optional<TimePoint>& read_until() const noexcept { return read_until_; }
  /// A request was sent, or begun; before that it is a proxy that speaks.
  bool asked() const noexcept { return tries_.asked(); }
  const std::optional<TlsFacts>& tls() const noexcept { return tls_; }
  /// Of the connection that the answer came by, or that was tried last; null without TLS.
  const TlsWatch* tls_watch() const noexcept { return watch_.get(); }
  std::uint64_t header_bytes() const noexcept { return header_bytes_; }
  StopReason stop_reason() const noexcept { return stop_reason_; }
  /// How the connection came about, and what stood in the way.
  const Connector& connector() const noexcept { return connector_; }
  /// Since prepare.
  Duration age(TimePoint now) const noexcept {
    return std::chrono::duration_cast<Duration>(now - prepared_at_);
  }
  /// errno of a call of ours that failed for want of resources, else 0.
  int local_errno() const noexcept {
    if (connector_.local_errno() != 0) return connector_.local_errno();
    return local_errno_ != 0 ? local_errno_ : body_.error_number();
  }
  /// How long the connection took; nothing: none was made.
  std::optional<Duration> connected_after() const noexcept {
    const auto& at = connector_.race().connected_at();
    if (!at) return {};
    return std::chrono::duration_cast<Duration>(*at - prepared_at_) - earlier_;
  }
  /// libcurl's own words for the failure; may be empty.
  const char* detail() const noexcept { return detail_.data(); }

 private:
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t on_header(char* data, std::size_t size, std::size_t count,
                               void* self) noexcept;
  static int on_connected(void* self, char* remote_ip, char* local_ip, int remote_port,
                          int local_port) noexcept;
  static int on_progress(void* self, curl_off_t down_all, curl_off_t down_now, curl_off_t up_all,
                         curl_off_t up_now) noexcept;
  static CURLcode on_tls(CURL* easy, void* context, void* self) noexcept;

  void make_handle();
  void expect_answer() noexcept;
  bool restart(TimePoint now);
  void wait_to_share(bool waits);
  bool may_ask(const ConnectionEnds& ends);
  bool is_fit(int fd) const noexcept;
  bool must_forget_digest(const Attempt& next) const;
  bool take_header(std::string_view line);
  bool is_within_limits(std::string_view line);
  bool is_http1() const noexcept;
  void on_status();
  bool on_head();
  std::size_t take_block(std::string_view block);
  void bring_cookies(const Attempt& attempt);

  const ClientConfig& config_;
  SocketTable& sockets_;
  Authorities& authorities_;
  ConnectionSharing& sharing_;
  Remainders& remainders_;

  Attempt attempt_;
  TimePoint prepared_at_;
  std::optional<Place> place_;
  Connector connector_;
  AnswerHead head_;
  AnswerBody body_;
  std::optional<TimePoint> read_until_;
  std::optional<TlsFacts> tls_;
  std::shared_ptr<TlsWatch> watch_;
  std::uint64_t header_bytes_ = 0;
  std::size_t headers_ = 0;
  /// What libcurl was last told: that the connection is closed when the exchange has ended.
  bool forbids_reuse_ = false;
  StopReason stop_reason_ = StopReason::none;
  bool leads_away_ = false;
  Tries tries_;
  Duration earlier_{0};
  /// What has moved so far, when that was last looked at, and since when it is so much.
  std::uint64_t moved_ = 0;
  TimePoint moved_at_;
  int local_errno_ = 0;
  /// As libcurl was last told.
  bool waits_ = false;
  /// There was an attempt before.
  bool used_ = false;
  /// The handle has other cookies than those of the configuration.
  bool has_own_cookies_ = false;
  TextList header_lines_;
  NetworkLists network_;
  TlsSessions sessions_;
  std::array<char, CURL_ERROR_SIZE> detail_{};

  // Last: the handle must die before the buffers that it points to.
  EasyHandle easy_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_TRANSFER_H_
