#include "src/net/authorities.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

#include "src/base/environment.h"
#include "src/net/easy_values.h"
#include "urlfan/config_error.h"

namespace urlfan {
namespace {

void require_readable(const std::string& path, const char* what) {
  if (!path.empty() && access(path.c_str(), R_OK) != 0) {
    throw ConfigError(std::string(what) + " " + path + " cannot be read");
  }
}

/// The first certificate of a bundle as PEM; empty when there is none. Throws ConfigError
/// when the file cannot be opened, and std::system_error when it is not to blame for that.
std::string first_certificate(const std::string& file) {
  using Bio = std::unique_ptr<BIO, decltype([](BIO* bio) { BIO_free_all(bio); })>;
  using Certificate = std::unique_ptr<X509, decltype([](X509* each) { X509_free(each); })>;
  std::string pem;
  errno = 0;
  const Bio in(BIO_new_file(file.c_str(), "r"));
  if (!in) {
    const std::error_code why(errno, std::generic_category());
    ERR_clear_error();
    if (why == std::errc::too_many_files_open || why == std::errc::too_many_files_open_in_system) {
      throw std::system_error(why, "the CA bundle " + file);
    }
    throw ConfigError("the CA bundle " + file + " cannot be read: " + why.message());
  }
  const Certificate first(PEM_read_bio_X509_AUX(in.get(), nullptr, nullptr, nullptr));
  const Bio out(BIO_new(BIO_s_mem()));
  if (first && out && PEM_write_bio_X509(out.get(), first.get()) == 1) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    pem.assign(data, static_cast<std::size_t>(size));
  }
  ERR_clear_error();
  return pem;
}

/// Where systems keep all authorities in one file: Debian, Alpine and Arch; Fedora, its kin, and
/// those that have moved; SUSE; Alpine's smaller package. libcurl knows of one, that of the system
/// it was built for, and may have been carried to another.
constexpr std::array<const char*, 5> kBundles{"/etc/ssl/certs/ca-certificates.crt",
                                              "/etc/pki/tls/certs/ca-bundle.crt",
                                              "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                                              "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

/// That of the system in the folder `root`; empty: there is none.
std::string bundle_of(const std::string& root, const char* of_libcurl) {
  std::vector<const char*> places(kBundles.begin(), kBundles.end());
  if (of_libcurl != nullptr) places.insert(places.begin(), of_libcurl);
  for (const char* place : places) {
    if (access((root + place).c_str(), R_OK) == 0) return root + place;
  }
  return {};
}

const char* text_or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

}  // namespace

void find_authorities(ClientConfig& config, const std::string& root) {
  if (config.ca_file.empty() && config.ca_path.empty()) {
    config.ca_file = environment_variable("SSL_CERT_FILE").value_or("");
    config.ca_path =
        environment_variable("SSL_CERT_DIR").value_or("");  // may be a list of directories
  } else {
    require_readable(config.ca_path, "the CA directory");
    // OpenSSL would find nobody in it, and say nothing.
    if (!config.ca_path.empty() && !std::filesystem::is_directory(config.ca_path)) {
      throw ConfigError("the CA directory " + config.ca_path + " is not a directory");
    }
  }
  require_readable(config.ca_file, "the CA bundle");
  if (!config.ca_file.empty() && first_certificate(config.ca_file).empty()) {
    throw ConfigError("the CA bundle " + config.ca_file + " holds no certificate (PEM)");
  }
  if (!config.ca_file.empty() || !config.ca_path.empty()) return;

  const curl_version_info_data* built = curl_version_info(CURLVERSION_NOW);
  config.ca_file = bundle_of(root, built->cainfo);
  if (config.ca_file.empty() && built->capath != nullptr) config.ca_path = root + built->capath;
}

bool needs_placeholder(unsigned libcurl) noexcept {
  return libcurl >= 0x081100 && libcurl < 0x081700;
}

bool shares_openssl() {
  static const bool shared = [] {
    const std::string ours = "OpenSSL/" + std::to_string(OPENSSL_VERSION_MAJOR) + ".";
    const char* backend = curl_version_info(CURLVERSION_NOW)->ssl_version;
    return backend != nullptr && std::string_view(backend).starts_with(ours) &&
           OPENSSL_version_major() == OPENSSL_VERSION_MAJOR;
  }();
  return shared;
}

Authorities::Authorities(const ClientConfig& config, AuthorityStore& store)
    : config_(config), store_(store) {
  const unsigned libcurl = curl_version_info(CURLVERSION_NOW)->version_num;
  if (needs_placeholder(libcurl) && !config.ca_file.empty()) {
    placeholder_ = first_certificate(config.ca_file);
  }
}

bool Authorities::trust_in(CURL* easy) {
  if (!shares_openssl()) {
    set_option(easy, CURLOPT_CAINFO, text_or_null(config_.ca_file));
    set_option(easy, CURLOPT_CAPATH, text_or_null(config_.ca_path));
    set_option(easy, CURLOPT_PROXY_CAINFO, text_or_null(config_.ca_file));
    set_option(easy, CURLOPT_PROXY_CAPATH, text_or_null(config_.ca_path));
    return false;
  }
  set_option<const char*>(easy, CURLOPT_CAINFO, nullptr);
  set_option<const char*>(easy, CURLOPT_CAPATH, nullptr);
  set_option<const char*>(easy, CURLOPT_PROXY_CAINFO, nullptr);
  set_option<const char*>(easy, CURLOPT_PROXY_CAPATH, nullptr);
  if (!placeholder_.empty()) {
    curl_blob blob{placeholder_.data(), placeholder_.size(), CURL_BLOB_NOCOPY};
    set_option(easy, CURLOPT_CAINFO_BLOB, &blob);
  }
  return true;
}

bool Authorities::trust_in_context(SSL_CTX* context) {
  X509_STORE* store = store_.get();
  if (store == nullptr) return false;
  SSL_CTX_set1_cert_store(context, store);
  return true;
}

X509_STORE* AuthorityStore::get() {
  const std::lock_guard lock(mutex_);
  if (!store_) store_ = load();
  return store_.get();
}

/// Empty when they cannot be read any more.
AuthorityStore::Store AuthorityStore::load() const {
  Store store(X509_STORE_new());
  if (!store) return {};
  const std::string& file = config_.ca_file;
  const std::string& path = config_.ca_path;
  const bool loaded = (file.empty() || X509_STORE_load_file(store.get(), file.c_str()) == 1) &&
                      (path.empty() || X509_STORE_load_path(store.get(), path.c_str()) == 1);
  ERR_clear_error();
  if (!loaded) return {};
  // As libcurl sets them: an intermediate certificate that is trusted may end the chain.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  return store;
}

}  // namespace urlfan
