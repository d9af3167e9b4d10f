#include "src/net/certificate_failure.h"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "src/base/time_text.h"
#include "src/net/easy_values.h"
#include "src/net/tls_watch.h"

namespace urlfan {
namespace {

/// "2026-11-21 07:41:21 UTC"
std::string utc(WallTime time) { return date_and_time(time, ' ') + " UTC"; }

/// What is told of a certificate that was refused, beside that. All empty where nobody watched.
class RefusedCertificate {
 public:
  RefusedCertificate(const TlsWatch* watch, std::string owner) : owner_(std::move(owner)) {
    if (watch == nullptr) return;
    verdict_ = &watch->verdict();
    facts_ = watch->facts_of_refused();
  }

  std::string subject() const {
    if (verdict_ == nullptr || verdict_->depth == 0) return owner_ + "'s certificate";
    return "the certificate " + verdict_->subject + ", of the chain of " + owner_ + "'s,";
  }
  std::string end() const {
    return facts_ ? ": it was good until " + utc(verdict_->not_after) : std::string();
  }
  std::string beginning() const {
    return facts_ ? ": it is good from " + utc(verdict_->not_before) : std::string();
  }
  std::string names() const {
    constexpr std::size_t most = 5;
    if (!facts_ || !facts_->names) return {};
    const auto& names = *facts_->names;
    if (names.empty()) return ": it names none (subject " + facts_->subject + ")";
    std::string text = ": it is for ";
    for (std::size_t i = 0; i < std::min(most, names.size()); ++i) {
      text += (i > 0 ? ", " : "") + names[i];
    }
    if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
    return text;
  }
  std::string missing_trust() const {
    if (!facts_) return {};
    switch (verdict_->error) {
      case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return ": it is signed by itself, " + verdict_->subject;
      case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return unknown(verdict_->subject);
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return missing_issuer();
      default:
        return {};
    }
  }

 private:
  static std::string unknown(const std::string& authority) {
    return ": nobody here knows its authority, " + authority;
  }
  /// An authority never has its own certificate fetched, and does not sign those of servers.
  std::string missing_issuer() const {
    const std::string& issuer = verdict_->issuer;
    if (verdict_->depth > 0) return unknown(issuer);
    if (verdict_->names_issuer_file) {
      return ": " + owner_ + " did not send its chain, which goes on with " + issuer;
    }
    if (verdict_->sent > 1)
      return ": " + owner_ + " sent a chain in which " + issuer + " is missing";
    return ": it was signed by " + issuer + ", which nobody here knows: either " + owner_ +
           " did not send its chain, or the authority is unknown here";
  }

  std::string owner_;
  const TlsWatch::Verdict* verdict_ = nullptr;
  std::optional<TlsFacts> facts_;
};

}  // namespace

Error explain_certificate(const Transfer& transfer, const std::string& said) {
  const std::string words = " (" + said + ")";
  const long of_proxy = get_info<long>(transfer.easy(), CURLINFO_PROXY_SSL_VERIFYRESULT);
  const std::string owner = of_proxy != 0 ? "the proxy" : "the server";
  const RefusedCertificate refused(transfer.tls_watch(), owner);
  const std::string which = refused.subject();
  switch (of_proxy != 0 ? of_proxy : get_info<long>(transfer.easy(), CURLINFO_SSL_VERIFYRESULT)) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return make_error(ErrorCode::tls_expired, which + " has expired" + refused.end() + words);
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return make_error(ErrorCode::tls_expired,
                        which + " is not valid yet" + refused.beginning() + words);
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED:  // libcurl leaves this when only the name was wrong
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return make_error(ErrorCode::tls_hostname,
                        which + " is for another name" + refused.names() + words);
    default:
      return make_error(ErrorCode::tls_untrusted,
                        which + " is not trusted" + refused.missing_trust() + words);
  }
}

}  // namespace urlfan
