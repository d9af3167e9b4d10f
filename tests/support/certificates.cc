#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace urlfan {
namespace {

template <auto Free>
struct OpensslFree {
  template <typename Object>
  void operator()(Object* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using X509Pointer = std::unique_ptr<X509, OpensslFree<X509_free>>;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("openssl: ") + what);
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Certificate to_pem(X509* certificate, EVP_PKEY* key) {
  const Bio first(BIO_new(BIO_s_mem()));
  const Bio second(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(first.get(), certificate) == 1, "certificate");
  require(PEM_write_bio_PrivateKey(second.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "key");
  return {text_of(first.get()), text_of(second.get())};
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  require(extension != nullptr, "extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509Pointer make_unsigned(EVP_PKEY* key, const CertificateFacts& facts) {
  static long serial = 1;
  X509Pointer certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), facts.not_before.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), facts.not_after.count());
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(facts.subject.c_str()), -1, -1,
                             0);
  if (facts.is_authority) {
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  }
  if (!facts.names.empty()) add_extension(certificate.get(), NID_subject_alt_name, facts.names);
  if (!facts.issuer_file.empty()) {
    add_extension(certificate.get(), NID_info_access, "caIssuers;URI:" + facts.issuer_file);
  }
  return certificate;
}

}  // namespace

Certificate make_self_signed(const CertificateFacts& facts) {
  const Key key(EVP_EC_gen("P-256"));
  const auto certificate = make_unsigned(key.get(), facts);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "sign");
  return to_pem(certificate.get(), key.get());
}

Certificate make_authority(const std::string& name) {
  return make_self_signed({.subject = name, .is_authority = true});
}

Certificate make_certificate(const Certificate& authority, const CertificateFacts& facts) {
  const Bio issuer_text(BIO_new_mem_buf(authority.certificate.c_str(), -1));
  const Bio key_text(BIO_new_mem_buf(authority.key.c_str(), -1));
  const X509Pointer issuer(PEM_read_bio_X509(issuer_text.get(), nullptr, nullptr, nullptr));
  const Key issuer_key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  require(issuer && issuer_key, "authority");

  const Key key(EVP_EC_gen("P-256"));
  const auto certificate = make_unsigned(key.get(), facts);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
  require(X509_sign(certificate.get(), issuer_key.get(), EVP_sha256()) > 0, "sign");
  return to_pem(certificate.get(), key.get());
}

}  // namespace urlfan
