#include "src/net/authorities.h"

#include <gmock/gmock.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "src/base/environment.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::authorities_test {
namespace {

using testing::IsEmpty;
using testing::Not;

/// With SSL_CERT_FILE and SSL_CERT_DIR of its own; without, they are not set.
class AuthoritiesTest : public testing::Test {
 protected:
  AuthoritiesTest() {
    unsetenv("SSL_CERT_FILE");
    unsetenv("SSL_CERT_DIR");
  }
  ~AuthoritiesTest() override {
    put("SSL_CERT_FILE", file_);
    put("SSL_CERT_DIR", directory_);
  }

  static ClientConfig found(const std::string& file = {}, const std::string& path = {}) {
    ClientConfig config{.ca_file = file, .ca_path = path};
    find_authorities(config);
    return config;
  }
  /// What was wrong with them; empty: nothing.
  static std::string refusal(const std::string& file = {}, const std::string& path = {}) {
    try {
      found(file, path);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return {};
  }

  const Certificate root_ = make_authority("root");
  const TemporaryFolder folder_;
  const std::string bundle_ = folder_.write("root.pem", root_.certificate);

 private:
  static void put(const char* name, const std::optional<std::string>& value) {
    if (value) {
      setenv(name, value->c_str(), 1);
    } else {
      unsetenv(name);
    }
  }

  const std::optional<std::string> file_ = environment_variable("SSL_CERT_FILE");
  const std::optional<std::string> directory_ = environment_variable("SSL_CERT_DIR");
};

TEST_F(AuthoritiesTest, AreThoseOfTheSystemWhereNobodyNamesAny) {
  const ClientConfig config = found();
  EXPECT_THAT(config.ca_file + config.ca_path, Not(IsEmpty()));
  EXPECT_TRUE(std::filesystem::exists(config.ca_file.empty() ? config.ca_path : config.ca_file));
  setenv("SSL_CERT_FILE", "", 1);
  setenv("SSL_CERT_DIR", "", 1);
  EXPECT_EQ(found().ca_file, config.ca_file) << "what is set to nothing names none";
  EXPECT_EQ(found().ca_path, config.ca_path);
}

/// Where each system has them, as a libcurl of Debian finds them there.
TEST_F(AuthoritiesTest, AreFoundWhereASystemOfAnyKindHasThem) {
  for (const std::string place :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem"}) {
    const TemporaryFolder system;
    const std::string bundle = system.path() + place;
    std::filesystem::create_directories(std::filesystem::path(bundle).parent_path());
    std::filesystem::copy_file(bundle_, bundle);
    ClientConfig config;
    find_authorities(config, system.path());
    EXPECT_EQ(config.ca_file, bundle);
    EXPECT_EQ(config.ca_path, "");
  }
}

TEST_F(AuthoritiesTest, OfASystemThatHasNoneMayBeNamed) {
  const TemporaryFolder bare;
  ClientConfig config;
  find_authorities(config, bare.path());
  EXPECT_EQ(config.ca_file, "");
  ClientConfig named{.ca_file = bundle_};
  find_authorities(named, bare.path());
  EXPECT_EQ(named.ca_file, bundle_);
}

TEST_F(AuthoritiesTest, AreThoseOfTheEnvironmentWhereItNamesThem) {
  setenv("SSL_CERT_FILE", bundle_.c_str(), 1);
  EXPECT_EQ(found().ca_file, bundle_);
  EXPECT_EQ(found().ca_path, "") << "and none of the system";
  const std::string two = folder_.path() + ":/no/such/folder";
  setenv("SSL_CERT_DIR", two.c_str(), 1);
  EXPECT_EQ(found().ca_file, bundle_);
  EXPECT_EQ(found().ca_path, two);
  unsetenv("SSL_CERT_FILE");
  EXPECT_EQ(found().ca_file, "");
  EXPECT_EQ(found().ca_path, two);
}

TEST_F(AuthoritiesTest, ThatAreNamedStandAlone) {
  const TemporaryFolder other;
  setenv("SSL_CERT_FILE", other.write("other.pem", make_authority("other").certificate).c_str(), 1);
  setenv("SSL_CERT_DIR", other.path().c_str(), 1);
  EXPECT_EQ(found(bundle_).ca_file, bundle_);
  EXPECT_EQ(found(bundle_).ca_path, "");
  EXPECT_EQ(found({}, folder_.path()).ca_file, "");
  EXPECT_EQ(found({}, folder_.path()).ca_path, folder_.path());
}

TEST_F(AuthoritiesTest, ThatCannotBeReadAreRefusedByName) {
  EXPECT_EQ(refusal("/no/such.pem"), "the CA bundle /no/such.pem cannot be read");
  EXPECT_EQ(refusal({}, "/no/such"), "the CA directory /no/such cannot be read");
  EXPECT_EQ(refusal(bundle_, "/no/such"), "the CA directory /no/such cannot be read");
  setenv("SSL_CERT_FILE", "/no/such.pem", 1);
  EXPECT_EQ(refusal(), "the CA bundle /no/such.pem cannot be read");
}

TEST_F(AuthoritiesTest, WithoutACertificateAreRefusedByName) {
  const std::string none = " holds no certificate (PEM)";
  for (const std::string& text : {std::string(), std::string("no certificate here\n"), root_.key,
                                  root_.certificate.substr(0, root_.certificate.size() / 2)}) {
    const std::string file = folder_.write("none.pem", text);
    EXPECT_EQ(refusal(file), "the CA bundle " + file + none);
  }
  EXPECT_EQ(refusal(folder_.path()), "the CA bundle " + folder_.path() + none);
  setenv("SSL_CERT_FILE", folder_.path("none.pem").c_str(), 1);
  EXPECT_EQ(refusal(), "the CA bundle " + folder_.path("none.pem") + none);
}

TEST_F(AuthoritiesTest, OfAFileInPlaceOfADirectoryAreRefusedByName) {
  EXPECT_EQ(refusal({}, bundle_), "the CA directory " + bundle_ + " is not a directory");
}

TEST_F(AuthoritiesTest, MayStandBehindOtherText) {
  EXPECT_EQ(refusal(folder_.write("all.pem", "Our own:\n" + root_.key + root_.certificate)), "");
}

/// In the form of LIBCURL_VERSION_NUM.
TEST_F(AuthoritiesTest, HaveAPlaceholderOnlyWhereLibcurlWouldReadItsOwnBundle) {
  EXPECT_FALSE(needs_placeholder(0x075801)) << "7.88.1";
  EXPECT_FALSE(needs_placeholder(0x081000)) << "8.16.0";
  EXPECT_TRUE(needs_placeholder(0x081100)) << "8.17.0";
  EXPECT_TRUE(needs_placeholder(0x081601)) << "8.22.1";
  EXPECT_FALSE(needs_placeholder(0x081700)) << "8.23.0";
}

/// What a connection makes of the certificate that a server shows.
class Verifier {
 public:
  Verifier() : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {}

  /// Whether the authorities could be read.
  bool trust(Authorities& authorities) { return authorities.trust_in_context(context_.get()); }

  bool accepts(const Certificate& shown) const {
    const auto own = read(shown.certificate);
    X509_STORE_CTX* verification = X509_STORE_CTX_new();
    X509_STORE_CTX_init(verification, SSL_CTX_get_cert_store(context_.get()), own.get(), nullptr);
    const bool good = X509_verify_cert(verification) == 1;
    X509_STORE_CTX_free(verification);
    return good;
  }

 private:
  using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;

  static X509Pointer read(const std::string& pem) {
    BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509Pointer certificate(PEM_read_bio_X509(in, nullptr, nullptr, nullptr), X509_free);
    BIO_free(in);
    return certificate;
  }

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

TEST_F(AuthoritiesTest, OfABundleAreTrustedAndNoOthers) {
  const Certificate second = make_authority("second");
  const ClientConfig config =
      found(folder_.write("both.pem", root_.certificate + second.certificate));
  AuthorityStore store(config);
  Authorities authorities(config, store);
  Verifier verifier;
  ASSERT_TRUE(verifier.trust(authorities));
  EXPECT_TRUE(verifier.accepts(make_certificate(root_, {})));
  EXPECT_TRUE(verifier.accepts(make_certificate(second, {})));
  EXPECT_FALSE(verifier.accepts(make_certificate(make_authority("root"), {})))
      << "another of the same name";
  EXPECT_FALSE(verifier.accepts(make_self_signed({})));
}

TEST_F(AuthoritiesTest, OfADirectoryAreTrusted) {
  Process rehash({.arguments = {"openssl", "rehash", folder_.path()}});
  ASSERT_EQ(rehash.wait(), 0);
  const ClientConfig config = found({}, folder_.path());
  AuthorityStore store(config);
  Authorities authorities(config, store);
  Verifier verifier;
  ASSERT_TRUE(verifier.trust(authorities));
  EXPECT_TRUE(verifier.accepts(make_certificate(root_, {})));
  EXPECT_FALSE(verifier.accepts(make_certificate(make_authority("other"), {})));
}

TEST_F(AuthoritiesTest, InTheMiddleOfAChainMayEndIt) {
  const Certificate middle = make_certificate(root_, {.subject = "middle", .is_authority = true});
  const ClientConfig config = found(folder_.write("middle.pem", middle.certificate));
  AuthorityStore store(config);
  Authorities authorities(config, store);
  Verifier verifier;
  ASSERT_TRUE(verifier.trust(authorities));
  EXPECT_TRUE(verifier.accepts(make_certificate(middle, {})));
  EXPECT_FALSE(verifier.accepts(make_certificate(root_, {})));
}

TEST_F(AuthoritiesTest, AreReadOnce) {
  const ClientConfig config = found(bundle_);
  AuthorityStore store(config);
  Authorities authorities(config, store);
  ASSERT_TRUE(Verifier().trust(authorities));
  std::filesystem::remove(bundle_);
  Verifier later;
  ASSERT_TRUE(later.trust(authorities));
  EXPECT_TRUE(later.accepts(make_certificate(root_, {})));
}

TEST_F(AuthoritiesTest, ThatAreGoneAreToldAndReadWhenTheyAreBack) {
  const ClientConfig config = found(bundle_);
  AuthorityStore store(config);
  Authorities authorities(config, store);
  std::filesystem::remove(bundle_);
  Verifier verifier;
  EXPECT_FALSE(verifier.trust(authorities));
  folder_.write("root.pem", root_.certificate);
  EXPECT_TRUE(verifier.trust(authorities));
  EXPECT_TRUE(verifier.accepts(make_certificate(root_, {})));
}

}  // namespace
}  // namespace urlfan::authorities_test
