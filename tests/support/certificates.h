#ifndef URLFAN_TESTS_SUPPORT_CERTIFICATES_H_
#define URLFAN_TESTS_SUPPORT_CERTIFICATES_H_

#include <chrono>
#include <string>

namespace urlfan {

/// A certificate with its key, as PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

/// What a certificate says.
struct CertificateFacts {
  /// subjectAltName, as OpenSSL writes it: "DNS:localhost,IP:127.0.0.1". Empty: it has none.
  std::string names = {};
  std::string subject = "urlfan test";
  /// It may sign others.
  bool is_authority = false;
  /// Where its issuer's certificate can be fetched; empty: it does not say.
  std::string issuer_file = {};
  /// From now; both may be in the past.
  std::chrono::seconds not_before = -std::chrono::hours(24);
  std::chrono::seconds not_after = std::chrono::hours(24 * 90);
};

/// An authority of our own, that no system trusts.
Certificate make_authority(const std::string& name);
Certificate make_self_signed(const CertificateFacts& facts);
/// Signed by that authority. Throws std::runtime_error.
Certificate make_certificate(const Certificate& authority, const CertificateFacts& facts);

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_CERTIFICATES_H_
