#ifndef URLFAN_NET_AUTHORITIES_H_
#define URLFAN_NET_AUTHORITIES_H_

#include <curl/curl.h>
#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <string>

#include "src/net/tls_watch.h"
#include "urlfan/client_config.h"

namespace urlfan {

/// Fills in the certificate authorities that the environment names, else those of the system, which
/// lies in the folder `root`, and checks that they can be read. Throws ConfigError with the file's
/// name.
void find_authorities(ClientConfig& config, const std::string& root = {});

/// The certificate authorities themselves, parsed once for all loops, which takes a tenth of a
/// second for those of a system. Any thread.
class AuthorityStore {
 public:
  /// `config` must outlive it and have gone through find_authorities.
  explicit AuthorityStore(const ClientConfig& config) : config_(config) {}

  /// Parses them, unless they are there: somebody has to wait for that. Null when they cannot be
  /// read any more; then the next one tries again.
  X509_STORE* get();

 private:
  struct StoreFree {
    void operator()(X509_STORE* store) const noexcept { X509_STORE_free(store); }
  };
  using Store = std::unique_ptr<X509_STORE, StoreFree>;

  Store load() const;

  const ClientConfig& config_;
  std::mutex mutex_;
  Store store_;
};

/// Whether a libcurl of this version, told to trust nobody, goes back to the bundle that it is
/// built with: 8.17 did; 8.23.0 has been seen to do as it is told. To be given one certificate in
/// place of that bundle costs 0.4 million instructions a handshake, and 3 KiB a connection, also
/// without TLS.
bool needs_placeholder(unsigned libcurl) noexcept;

/// Whether libcurl does TLS with the OpenSSL that this library is built with, so that its contexts
/// can be handed to ours. Else it parses the authorities itself.
bool shares_openssl();

/// Makes the connections of one loop trust the authorities. Left to itself, libcurl parses the
/// system's bundle for every connection wherever a directory of authorities is set, and Debian
/// builds one in: 18 ms of CPU each.
class Authorities {
 public:
  /// Both must outlive it; `config` has gone through find_authorities.
  Authorities(const ClientConfig& config, AuthorityStore& store);

  /// Makes the connections of this handle trust them, and no others. True: once each of their
  /// contexts has gone through trust_in_context, which belongs into CURLOPT_SSL_CTX_FUNCTION. Must
  /// outlive the handle.
  bool trust_in(CURL* easy);
  /// False when they cannot be read any more.
  bool trust_in_context(SSL_CTX* context);

  /// Of the connections that trust them.
  ChainEnds& chain_ends() noexcept { return chain_ends_; }

 private:
  const ClientConfig& config_;
  AuthorityStore& store_;
  ChainEnds chain_ends_;
  /// One certificate, for libcurl to parse in place of a bundle; may be empty.
  std::string placeholder_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_AUTHORITIES_H_
