#ifndef URLFAN_NET_AUTHORITIES_H_
#define URLFAN_NET_AUTHORITIES_H_

#include <curl/curl.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "src/net/tls_watch.h"
#include "urlfan/client_config.h"

namespace urlfan {

/// Fills in the certificate authorities that the environment and libcurl name, and checks that
/// they can be read. Throws std::invalid_argument with the file's name.
void find_authorities(ClientConfig& config);

/// The certificate authorities of one loop. Left to itself, libcurl parses the system's bundle for
/// every connection wherever a directory of authorities is set, and Debian builds one in: 18 ms of
/// CPU each. Here they are parsed once, when the first TLS connection asks.
class Authorities {
 public:
  /// `config` must outlive it and have gone through find_authorities.
  explicit Authorities(const ClientConfig& config);

  /// Makes the connections of this handle trust them, and no others. True: once each of their
  /// contexts has gone through trust_in_context, which belongs into CURLOPT_SSL_CTX_FUNCTION. Must
  /// outlive the handle.
  bool trust_in(CURL* easy);
  /// False when they cannot be read any more.
  bool trust_in_context(SSL_CTX* context);

  /// Of the connections that trust them.
  ChainEnds& chain_ends() noexcept { return chain_ends_; }

 private:
  struct StoreFree {
    void operator()(X509_STORE* store) const noexcept { X509_STORE_free(store); }
  };
  using Store = std::unique_ptr<X509_STORE, StoreFree>;

  Store load() const;

  const ClientConfig& config_;
  Store store_;
  ChainEnds chain_ends_;
  /// One certificate, for libcurl to parse in place of a bundle; may be empty.
  std::string placeholder_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_AUTHORITIES_H_
