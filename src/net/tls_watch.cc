#include "src/net/tls_watch.h"

#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/time_text.h"
#include "src/net/answer_facts.h"

namespace urlfan {
namespace {

using Watched = std::shared_ptr<TlsWatch>;

// A thousand hosts of which libcurl may resume a session; less than 200 KiB.
constexpr std::size_t kMostChains = 1000;

// What libcurl may read in one go without anything for us: much more than all windows and headers.
constexpr std::size_t kMostUnheard = std::size_t{16} << 20U;

void release(void* /*context*/, void* watched, CRYPTO_EX_DATA* /*all*/, int /*index*/,
             long /*argument*/, void* /*pointer*/) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): OpenSSL owns it until here
  delete static_cast<Watched*>(watched);
}

/// Where our data is among that of a context.
int our_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &release);
  return index;
}

TlsWatch* watch_of(const SSL* ssl) {
  const SSL_CTX* context = SSL_get_SSL_CTX(ssl);
  auto* watched = static_cast<Watched*>(SSL_CTX_get_ex_data(context, our_index()));
  return watched == nullptr ? nullptr : watched->get();
}

std::string text_of(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype([](BIO* bio) { BIO_free(bio); })> bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) {
    return {};
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

WallTime time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return wall_time(std::chrono::seconds(timegm(&parts)));
}

std::string digest_of(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha1(), digest.data(), &size) != 1) return {};
  return {digest.begin(), digest.begin() + size};
}

std::string_view bytes_of(const ASN1_STRING* text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(std::string_view bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
  if (bytes.size() != 4 && bytes.size() != 16) return {};
  return inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr ? "" : text.data();
}

/// The names and addresses that the certificate is for.
std::vector<std::string> names_of(const X509* certificate) {
  std::vector<std::string> names;
  auto* all = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  const std::unique_ptr<GENERAL_NAMES,
                        decltype([](GENERAL_NAMES* each) { GENERAL_NAMES_free(each); })>
      owner(all);
  for (int i = 0; all != nullptr && i < sk_GENERAL_NAME_num(all); ++i) {
    int kind = 0;
    const auto* value = static_cast<const ASN1_STRING*>(
        GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all, i), &kind));
    if (kind == GEN_DNS) names.emplace_back(bytes_of(value));
    if (kind == GEN_IPADD) names.push_back(address_text(bytes_of(value)));
  }
  ERR_clear_error();
  return names;
}

bool names_issuer_file(const X509* certificate) {
  auto* access = static_cast<AUTHORITY_INFO_ACCESS*>(
      X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr));
  bool named = false;
  for (int i = 0; access != nullptr && i < sk_ACCESS_DESCRIPTION_num(access); ++i) {
    named =
        named || OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access, i)->method) == NID_ad_ca_issuers;
  }
  AUTHORITY_INFO_ACCESS_free(access);
  ERR_clear_error();
  return named;
}

TlsFacts facts_of(const X509* certificate) {
  return {.version = {},
          .subject = text_of(X509_get_subject_name(certificate)),
          .issuer = text_of(X509_get_issuer_name(certificate)),
          .not_after = time_of(X509_get0_notAfter(certificate)),
          .not_before = time_of(X509_get0_notBefore(certificate))};
}

}  // namespace

void ChainEnds::remember(X509* certificate, WallTime end) {
  std::string digest = digest_of(certificate);
  if (!by_digest_.insert_or_assign(digest, end).second) return;
  digests_.push_back(std::move(digest));
  if (digests_.size() <= kMostChains) return;
  by_digest_.erase(digests_.front());
  digests_.pop_front();
}

std::optional<WallTime> ChainEnds::find(X509* certificate) const {
  const auto found = by_digest_.find(digest_of(certificate));
  return found == by_digest_.end() ? std::nullopt : std::optional(found->second);
}

std::shared_ptr<TlsWatch> TlsWatch::begin(SSL_CTX* context, ChainEnds& ends,
                                          const std::uint64_t& turn) {
  auto watched = std::make_unique<Watched>(std::make_shared<TlsWatch>(ends, turn));
  Watched watch = *watched;
  if (SSL_CTX_set_ex_data(context, our_index(), watched.get()) != 1) throw std::bad_alloc();
  static_cast<void>(watched.release());
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_info_callback(context, &TlsWatch::on_info);
  SSL_CTX_set_msg_callback(context, &TlsWatch::on_message);
  SSL_CTX_set_cert_verify_callback(context, &TlsWatch::on_verify, watch.get());
  return watch;
}

std::shared_ptr<TlsWatch> TlsWatch::of(CURL* easy) {
  const SSL* ssl = tls_session(easy);
  if (ssl == nullptr) return {};
  auto* watched = static_cast<Watched*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), our_index()));
  if (watched == nullptr) return {};
  TlsWatch& watch = **watched;
  if (watch.version_.empty()) watch.version_ = SSL_get_version(ssl);
  // Of a session that was resumed, nothing has been verified.
  if (!watch.certificate_) watch.certificate_.reset(SSL_get1_peer_certificate(ssl));
  return *watched;
}

const std::optional<TlsFacts>& TlsWatch::facts() {
  if (was_read_ || !certificate_) return facts_;
  was_read_ = true;
  if (!chain_end_) chain_end_ = ends_.find(certificate_.get());
  facts_ = facts_of(certificate_.get());
  facts_->version = version_;
  facts_->chain_not_after = chain_end_;
  return facts_;
}

std::optional<TlsFacts> TlsWatch::facts_of_refused() const {
  if (!certificate_) return {};
  TlsFacts facts = facts_of(certificate_.get());
  facts.version = version_;
  facts.chain_not_after = chain_end_;
  facts.names = names_of(certificate_.get());
  return facts;
}

void TlsWatch::on_info(const SSL* ssl, int where, int what) noexcept {
  // The low byte of an alert is what it says, the other how grave that is.
  if (where != SSL_CB_READ_ALERT || (static_cast<unsigned>(what) & 0xFFU) != SSL_AD_CLOSE_NOTIFY) {
    return;
  }
  if (TlsWatch* watch = watch_of(ssl)) watch->told_end_ = true;
}

/// Called for the head of each record, among others.
void TlsWatch::on_message(int sent, int /*version*/, int type, const void* bytes, std::size_t size,
                          SSL* ssl, void* /*argument*/) noexcept {
  if (sent != 0 || type != SSL3_RT_HEADER || size < SSL3_RT_HEADER_LENGTH) return;
  const auto* head = static_cast<const unsigned char*>(bytes);
  TlsWatch* watch = watch_of(ssl);
  const std::size_t length = std::size_t{head[3]} << 8U | head[4];
  if (watch == nullptr) return;
  constexpr std::string_view http = "HTTP/";
  watch->heard_http_ = watch->heard_http_ || std::equal(http.begin(), http.end(), head);
  watch->count(SSL3_RT_HEADER_LENGTH + length);
}

/// Over HTTP/2, libcurl 7.88.1 reads until there is something of a body or nothing more to read
/// (cf_h2_recv), so a server that sends empty frames without end would keep the loop for ever, with
/// all that others wait for and without a look at the time. RFC 9113, section 10.5, lets us end it.
void TlsWatch::count(std::size_t bytes) noexcept {
  if (unheard_turn_ != turn_) unheard_ = 0;
  unheard_turn_ = turn_;
  unheard_ += bytes;
  if (unheard_ > kMostUnheard && fd_ >= 0) shutdown(fd_, SHUT_RDWR);
}

/// Does what OpenSSL would do by itself, and takes notes.
int TlsWatch::on_verify(X509_STORE_CTX* chain, void* self) noexcept {
  const int verified = X509_verify_cert(chain);
  try {
    static_cast<TlsWatch*>(self)->read_chain(chain);
  } catch (const std::bad_alloc&) {
    X509_STORE_CTX_set_error(chain, X509_V_ERR_OUT_OF_MEM);
    return -1;
  }
  return verified;
}

void TlsWatch::read_chain(X509_STORE_CTX* chain) {
  const auto* ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  if (ssl != nullptr) version_ = SSL_get_version(ssl);
  X509* own = X509_STORE_CTX_get0_cert(chain);
  if (own == nullptr || X509_up_ref(own) != 1) return;
  certificate_.reset(own);

  const STACK_OF(X509)* all = X509_STORE_CTX_get0_chain(chain);
  WallTime end = time_of(X509_get0_notAfter(own));
  for (int i = 1; i < sk_X509_num(all); ++i) {
    end = std::min(end, time_of(X509_get0_notAfter(sk_X509_value(all, i))));
  }
  chain_end_ = end;
  verdict_.error = X509_STORE_CTX_get_error(chain);
  if (verdict_.error == X509_V_OK) return ends_.remember(own, end);

  const X509* about = X509_STORE_CTX_get_current_cert(chain);
  if (about == nullptr) about = own;
  verdict_.depth = X509_STORE_CTX_get_error_depth(chain);
  verdict_.subject = text_of(X509_get_subject_name(about));
  verdict_.issuer = text_of(X509_get_issuer_name(about));
  verdict_.not_before = time_of(X509_get0_notBefore(about));
  verdict_.not_after = time_of(X509_get0_notAfter(about));
  verdict_.sent = sk_X509_num(X509_STORE_CTX_get0_untrusted(chain));
  verdict_.names_issuer_file = names_issuer_file(about);
}

}  // namespace urlfan
