#include "src/net/client_certificate.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include "urlfan/config_error.h"

namespace urlfan {
namespace {

struct ContextFree {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

/// OpenSSL asks for the password of a key; without this it would ask the terminal.
int give_password(char* room, int size, int /*writing*/, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  const auto length = std::min<std::size_t>(text.size(), static_cast<std::size_t>(size));
  std::copy_n(text.data(), length, room);
  return static_cast<int>(length);
}

}  // namespace

void require_usable(const ClientCertificate& own) {
  const std::string& key = own.key();
  for (const auto& file : {own.file, key}) {
    if (access(file.c_str(), R_OK) == 0) continue;
    throw ConfigError("the client certificate or key " + file + " cannot be read");
  }
  const std::unique_ptr<SSL_CTX, ContextFree> context(SSL_CTX_new(TLS_client_method()));
  if (!context) throw std::runtime_error("OpenSSL cannot start");
  std::string password = own.password;
  SSL_CTX_set_default_passwd_cb(context.get(), &give_password);
  SSL_CTX_set_default_passwd_cb_userdata(context.get(), &password);
  const bool certificate = SSL_CTX_use_certificate_chain_file(context.get(), own.file.c_str()) == 1;
  const bool usable =
      certificate && SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) == 1;
  ERR_clear_error();
  if (!certificate) {
    throw ConfigError(own.file + " holds no certificate (PEM)");
  }
  if (!usable) {
    throw ConfigError(key + " holds no key (PEM) of " + own.file + ", or it has another password");
  }
}

}  // namespace urlfan
