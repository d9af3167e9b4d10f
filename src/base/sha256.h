#ifndef URLFAN_BASE_SHA256_H_
#define URLFAN_BASE_SHA256_H_

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace urlfan {

/// The SHA-256 of what comes in piece by piece.
class Sha256 {
 public:
  /// Forgets what came before. False when there is no memory.
  bool restart() noexcept;
  void add(const char* data, std::size_t size) noexcept;
  /// In lower-case hex. Ends the digest.
  std::string hex();

 private:
  struct ContextFree {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, ContextFree> context_;
};

/// The SHA-256 of all of it, in lower-case hex. Throws std::bad_alloc.
std::string sha256_hex(std::string_view text);

}  // namespace urlfan

#endif  // URLFAN_BASE_SHA256_H_
