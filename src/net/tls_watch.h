#ifndef URLFAN_NET_TLS_WATCH_H_
#define URLFAN_NET_TLS_WATCH_H_

#include <curl/curl.h>
#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "urlfan/result.h"

namespace urlfan {

/// When the chains of certificates end that were verified lately. A session that is resumed brings
/// the server's own certificate along, and no chain. One for each loop, of its thread alone.
class ChainEnds {
 public:
  void remember(X509* certificate, WallTime end);
  std::optional<WallTime> find(X509* certificate) const;

 private:
  std::unordered_map<std::string, WallTime> by_digest_;
  /// In the order in which they came; the first goes when there are too many.
  std::deque<std::string> digests_;
};

/// What one TLS connection showed that neither libcurl nor OpenSSL tells when it is over. Shared by
/// OpenSSL's context of the connection, which lives as long as that, and by the transfers that use
/// it. Of the loop's thread alone.
class TlsWatch {
 public:
  /// Watches the connection that libcurl makes this context for, and takes an end of the connection
  /// without a goodbye for an end, as libcurl did before 8: told_end tells them apart. `ends` and
  /// `turn`, the number of the call into libcurl, must outlive the connection. Throws
  /// std::bad_alloc.
  static std::shared_ptr<TlsWatch> begin(SSL_CTX* context, ChainEnds& ends,
                                         const std::uint64_t& turn);
  /// The one of the connection that the transfer uses right now: call it from a callback. Null for
  /// plain HTTP, and where there was no context to watch.
  static std::shared_ptr<TlsWatch> of(CURL* easy);

  TlsWatch(ChainEnds& ends, const std::uint64_t& turn) : ends_(ends), turn_(turn) {}
  TlsWatch(const TlsWatch&) = delete;
  TlsWatch& operator=(const TlsWatch&) = delete;
  ~TlsWatch() = default;

  /// The descriptor of the connection, once it is known.
  void carried_by(int fd) noexcept { fd_ = fd; }
  /// What came was something to hand on.
  void heard() noexcept { unheard_ = 0; }

  /// The server said that nothing more will come (RFC 8446, section 6.1: close_notify).
  bool told_end() const noexcept { return told_end_; }

  /// What came in place of TLS was an answer of plain HTTP.
  bool heard_http() const noexcept { return heard_http_; }

  /// What is known of the certificate; of a connection that stands. Read once.
  const std::optional<TlsFacts>& facts();
  /// The same of one that was refused for its certificate, with the names that it is for. Empty
  /// when it did not come so far.
  std::optional<TlsFacts> facts_of_refused() const;

  /// Why the chain could not be verified; X509_V_OK when it could, or was not tried.
  struct Verdict {
    int error = 0;
    /// Which certificate of the chain it is about: 0 is the server's own.
    int depth = 0;
    std::string subject;
    std::string issuer;
    WallTime not_before;
    WallTime not_after;
    /// How many of them the server sent.
    int sent = 0;
    /// It says where to fetch the certificate of its issuer: so an authority's own is not that.
    bool names_issuer_file = false;
  };
  const Verdict& verdict() const noexcept { return verdict_; }

 private:
  struct Free {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  };

  static int on_verify(X509_STORE_CTX* chain, void* self) noexcept;
  static void on_info(const SSL* ssl, int where, int what) noexcept;
  static void on_message(int sent, int version, int type, const void* bytes, std::size_t size,
                         SSL* ssl, void* argument) noexcept;
  void read_chain(X509_STORE_CTX* chain);
  void count(std::size_t bytes) noexcept;

  ChainEnds& ends_;
  const std::uint64_t& turn_;
  int fd_ = -1;
  /// Bytes that came since something was heard, of this turn.
  std::size_t unheard_ = 0;
  std::uint64_t unheard_turn_ = 0;
  bool told_end_ = false;
  bool heard_http_ = false;
  std::string version_;
  std::unique_ptr<X509, Free> certificate_;
  std::optional<WallTime> chain_end_;
  Verdict verdict_;
  bool was_read_ = false;
  std::optional<TlsFacts> facts_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_TLS_WATCH_H_
