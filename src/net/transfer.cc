#include "src/net/transfer.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/descriptor.h"
#include "src/net/answer_facts.h"
#include "src/net/connection_worth.h"
#include "src/net/easy_network.h"
#include "src/net/easy_setup.h"
#include "src/net/easy_values.h"
#include "src/url/target.h"
#include "urlfan/status.h"

namespace urlfan {
namespace {

// To read on and keep the connection costs less than a new one: for so much, and so long.
constexpr std::uint64_t kMostOfRedirect = std::uint64_t{64} << 10U;
constexpr Duration kLongestOfRedirect = std::chrono::seconds(1);

bool speaks_http1(const SSL& ssl) {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(&ssl, &name, &length);
  // http/1.1, http/1.0, or the server did not say.
  return length == 0 || length == std::strlen("http/1.1");
}

}  // namespace

Transfer::Transfer(const ClientConfig& config, RaceCourse& course, Authorities& authorities,
                   ConnectionSharing& sharing, BodyStore& store, Remainders& remainders)
    : config_(config),
      sockets_(course.sockets()),
      authorities_(authorities),
      sharing_(sharing),
      remainders_(remainders),
      connector_(config, course),
      body_(config, store, *this) {
  make_handle();
}

void Transfer::make_handle() {
  easy_.reset(curl_easy_init());
  if (!easy_) throw std::bad_alloc();
  used_ = false;
  waits_ = false;
  network_ = {};
  sessions_ = {};
  set_run_options(easy(), config_);
  set_network(easy(), config_, network_);
  if (authorities_.trust_in(easy())) {
    set_option(easy(), CURLOPT_SSL_CTX_FUNCTION, &Transfer::on_tls);
    set_option(easy(), CURLOPT_SSL_CTX_DATA, this);
  }
  set_option(easy(), CURLOPT_PRIVATE, this);
  set_option(easy(), CURLOPT_ERRORBUFFER, detail_.data());
  set_option(easy(), CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set_option(easy(), CURLOPT_WRITEDATA, this);
  set_option(easy(), CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set_option(easy(), CURLOPT_HEADERDATA, this);
  connector_.serve(easy());
  set_option(easy(), CURLOPT_PREREQFUNCTION, &Transfer::on_connected);
  set_option(easy(), CURLOPT_PREREQDATA, this);
  set_option(easy(), CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
  set_option(easy(), CURLOPT_XFERINFODATA, this);
  set_option(easy(), CURLOPT_NOPROGRESS, 0L);
  forbids_reuse_ = false;
}

/// A handle remembers what the last server asked of Digest, and offers that to the next one.
bool Transfer::must_forget_digest(const Attempt& next) const {
  if (!config_.digest || !used_) return false;
  const auto& before = attempt_.target.credentials;
  const auto& after = next.target.credentials;
  const bool same =
      before.has_value() == after.has_value() &&
      (!before || (before->user == after->user && before->password == after->password));
  return !same || !(next.target.origin == attempt_.target.origin);
}

bool Transfer::prepare(Attempt&& attempt, PlacedNames& names) {
  if (must_forget_digest(attempt)) make_handle();
  // What went again had options of its own.
  const bool as_before = used_ && earlier_ == Duration(0);
  set_attempt_options(easy(), config_, attempt, as_before ? &attempt_ : nullptr, header_lines_);
  bring_cookies(attempt);
  if (attempt.target.origin.is_https()) sessions_.keep_for(easy());
  wait_to_share(sharing_.is_possible(attempt.target.origin));
  used_ = true;
  attempt_ = std::move(attempt);
  prepared_at_ = std::chrono::steady_clock::now();
  body_.expect(attempt_);
  tls_.reset();
  watch_.reset();
  header_bytes_ = 0;
  headers_ = 0;
  stop_reason_ = StopReason::none;
  tries_.begin(is_idempotent(attempt_.method));
  earlier_ = Duration(0);
  expect_answer();
  return connector_.set_out(easy(), attempt_, names, network_.resolve.get());
}

/// Nothing has been asked.
void Transfer::expect_answer() noexcept {
  head_.expect(attempt_.method == "HEAD");
  leads_away_ = false;
  read_until_.reset();
  connector_.start_afresh();
  tries_.expect_answer();
  moved_ = 0;
  local_errno_ = 0;
  detail_[0] = '\0';
}

bool Transfer::prepare_again(TimePoint now) {
  tries_.again();
  set_option(easy(), CURLOPT_FRESH_CONNECT, 1L);
  return restart(now);
}

bool Transfer::has_next_address(CURLcode code) const noexcept {
  const bool failed = code == CURLE_COULDNT_CONNECT || code == CURLE_INTERFACE_FAILED;
  return failed && connector_.has_next();
}

bool Transfer::prepare_next_address(TimePoint now) {
  connector_.failed(static_cast<int>(get_info<long>(easy(), CURLINFO_OS_ERRNO)));
  return restart(now);
}

bool Transfer::prepare_alone(TimePoint now) {
  wait_to_share(false);
  return restart(now);
}

void Transfer::wait_to_share(bool waits) {
  if (waits != waits_) set_waiting(easy(), waits);
  waits_ = waits;
}

bool Transfer::restart(TimePoint now) {
  earlier_ = age(now);
  const Duration left = attempt_.timeout - earlier_;
  if (left <= Duration(0)) return false;
  set_time_limit(easy(), left);
  expect_answer();
  return true;
}

/// Cookies are a line's own: what another one got goes, and what its own hops got comes.
void Transfer::bring_cookies(const Attempt& attempt) {
  static const std::vector<std::string> none;
  const Message* message = attempt.message.get();
  const bool refused = message != nullptr && message->cookies && message->cookies->empty();
  const auto& brought = !attempt.cookies.empty() ? attempt.cookies
                        : refused                ? none
                                                 : config_.cookies;
  const bool own = &brought != &config_.cookies;
  if (!own && !has_own_cookies_) return;
  has_own_cookies_ = own;
  set_option(easy(), CURLOPT_COOKIELIST, "ALL");
  for (const auto& cookie : brought) set_option(easy(), CURLOPT_COOKIELIST, cookie.c_str());
}

bool Transfer::has_stalled(TimePoint now, Duration limit) {
  const auto count = [this](CURLINFO what) {
    return static_cast<std::uint64_t>(get_info<curl_off_t>(easy(), what));
  };
  const std::uint64_t moved = (asked() ? 1U : 0U) + header_bytes_ +
                              count(CURLINFO_SIZE_DOWNLOAD_T) + count(CURLINFO_SIZE_UPLOAD_T);
  if (!asked() || moved != moved_ || body_.waits_for_room()) {
    moved_ = moved;
    moved_at_ = now;
  }
  return now - moved_at_ >= limit;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count,
                              void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.watch_) transfer.watch_->heard();
  try {
    return transfer.take_block({data, size * count});
  } catch (const std::bad_alloc&) {
    transfer.local_errno_ = ENOMEM;
    return CURL_WRITEFUNC_ERROR;
  }
}

/// Returns what libcurl is to be told.
std::size_t Transfer::take_block(std::string_view block) {
  const AnswerBody::Taken taken = body_.take(block);
  if (leads_away_) {
    const bool goes_on =
        taken == AnswerBody::Taken::all && body_.bytes_on_the_wire() <= kMostOfRedirect;
    return goes_on ? block.size() : CURL_WRITEFUNC_ERROR;
  }
  switch (taken) {
    case AnswerBody::Taken::all:
      return block.size();
    case AnswerBody::Taken::later:
      return CURL_WRITEFUNC_PAUSE;
    case AnswerBody::Taken::too_large:
      stop_reason_ = StopReason::body_too_large;
      break;
    case AnswerBody::Taken::not_decoded:
      stop_reason_ = StopReason::bad_coding;
      break;
    case AnswerBody::Taken::not_saved:
      break;
  }
  return CURL_WRITEFUNC_ERROR;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count,
                                void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view line(data, size * count);
  try {
    return transfer.take_header(line) ? line.size() : CURL_WRITEFUNC_ERROR;
  } catch (const std::bad_alloc&) {
    transfer.local_errno_ = ENOMEM;
    return CURL_WRITEFUNC_ERROR;
  }
}

/// False: nothing more of the answer is wanted.
bool Transfer::take_header(std::string_view line) {
  if (!asked()) {  // a proxy answers CONNECT
    if (line.starts_with("HTTP/")) header_bytes_ = headers_ = 0;
    return is_within_limits(line);
  }
  tries_.answered();
  const bool by_server = head_.expects_status() && (line.starts_with("HTTP/1.") || is_http1());
  const AnswerHead::Line kind = head_.read(line, by_server);
  if (!head_.fault().empty()) return false;
  if (kind == AnswerHead::Line::status) on_status();
  if (!is_within_limits(line)) return false;
  if (is_field(line, "set-cookie")) has_own_cookies_ = true;
  return kind != AnswerHead::Line::end || !head_.is_complete() || on_head();
}

bool Transfer::is_within_limits(std::string_view line) {
  header_bytes_ += line.size();
  ++headers_;
  if (header_bytes_ > config_.max_headers) {
    stop_reason_ = StopReason::headers_too_large;
  } else if (headers_ > kMostHeaders) {
    stop_reason_ = StopReason::too_many_headers;
  }
  return stop_reason_ == StopReason::none;
}

/// Whether the server itself writes status lines; else libcurl makes them up.
bool Transfer::is_http1() const noexcept {
  if (!attempt_.target.origin.is_https()) return true;
  const SSL* ssl = tls_session(easy());
  return ssl != nullptr && speaks_http1(*ssl);
}

/// A question for credentials comes before the answer. Answers that are only informational count
/// together with it: there can be any number of them.
void Transfer::on_status() {
  if (head_.is_informational()) return;
  header_bytes_ = 0;
  headers_ = 0;
  if (!attempt_.target.origin.is_https()) return;
  watch_ = TlsWatch::of(easy());
  tls_ = watch_ ? watch_->facts() : std::nullopt;
}

/// The head is whole. False: that is all that matters.
bool Transfer::on_head() {
  leads_away_ = attempt_.follow_redirects && is_redirect(head_.status()) && head_.has_location();
  body_.begin(head_, !leads_away_);
  if (!leads_away_) return true;
  // Only a connection that outlives the body is worth reading on for.
  const bool has_end = head_.length() || head_.is_chunked() || !is_http1();
  if (!has_end || head_.length().value_or(0) > kMostOfRedirect) return false;
  read_until_ = std::chrono::steady_clock::now() + kLongestOfRedirect;
  remainders_.add(*this, *read_until_);
  return true;
}

/// The last look before a request goes out.
// NOLINTNEXTLINE(readability-non-const-parameter): the signature is libcurl's
int Transfer::on_connected(void* self, char* remote_ip, char* local_ip, int remote_port,
                           int local_port) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  try {
    if (!transfer.connector_.may_use(remote_ip)) return CURL_PREREQFUNC_ABORT;
    const bool may_ask = transfer.may_ask({.local_ip = local_ip,
                                           .remote_ip = remote_ip,
                                           .local_port = local_port,
                                           .remote_port = remote_port});
    return may_ask ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
  } catch (const std::bad_alloc&) {
    transfer.local_errno_ = ENOMEM;
    return CURL_PREREQFUNC_ABORT;
  }
}

bool Transfer::may_ask(const ConnectionEnds& ends) {
  if (!tries_.ask()) return false;
  head_.expect(attempt_.method == "HEAD");
  const SocketTable::Use use = connector_.use(ends);
  const bool on_kept =
      use.fd >= 0 ? use.uses_before > 0 : get_info<long>(easy(), CURLINFO_NUM_CONNECTS) == 0;
  const bool secure = attempt_.target.origin.is_https();
  if (waits_ && is_http1()) sharing_.speaks_http1(attempt_.target.origin);
  if (const auto watch = secure ? TlsWatch::of(easy()) : nullptr) watch->carried_by(use.fd);
  if (on_kept) tries_.on_kept(is_fit(use.fd));
  return !tries_.unfit();
}

/// Whether a kept connection can carry another request: what has come before that is sent would be
/// taken for its answer.
bool Transfer::is_fit(int fd) const noexcept {
  const bool secure = attempt_.target.origin.is_https();
  const SSL* ssl = secure ? tls_session(easy()) : nullptr;
  if (ssl != nullptr && !speaks_http1(*ssl))
    return true;  // others have frames that come by themselves
  if (ssl == nullptr && secure && config_.http == HttpVersion::http3) return true;
  if (ssl != nullptr && SSL_has_pending(ssl) == 1) return false;
  if (fd >= 0) return is_quiet(fd);
  return !config_.unix_socket.empty() && sockets_.nameless_are_quiet();
}

/// Before the handshake of a new connection; behind a proxy that speaks TLS, of both.
CURLcode Transfer::on_tls(CURL* /*easy*/, void* context, void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  try {
    auto* of_openssl = static_cast<SSL_CTX*>(context);
    transfer.watch_ =
        TlsWatch::begin(of_openssl, transfer.authorities_.chain_ends(), transfer.sockets_.turn());
    if (transfer.authorities_.trust_in_context(of_openssl)) return CURLE_OK;
    if (out_of_descriptors()) transfer.local_errno_ = EMFILE;
    return CURLE_SSL_CACERT_BADFILE;
  } catch (const std::bad_alloc&) {
    return CURLE_OUT_OF_MEMORY;
  }
}

/// Called now and then, and a last time when all has come: right before libcurl (7.88.1 and 8.14.1
/// by their source, multi_done) puts the connection aside, or closes it if this option says so.
int Transfer::on_progress(void* self, curl_off_t /*down_all*/, curl_off_t /*down_now*/,
                          curl_off_t /*up_all*/, curl_off_t /*up_now*/) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  if (!transfer.head_.is_complete()) return 0;
  const bool forbids = !transfer.sockets_.may_keep_one_more() ||
                       !is_worth_keeping(transfer.easy(), transfer.config_, transfer.attempt_);
  if (forbids != transfer.forbids_reuse_) {
    transfer.forbids_reuse_ = forbids;
    curl_easy_setopt(transfer.easy(), CURLOPT_FORBID_REUSE, forbids ? 1L : 0L);
  }
  return 0;
}

}  // namespace urlfan
