#ifndef URLFAN_NET_DIGEST_H_
#define URLFAN_NET_DIGEST_H_

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <string>

namespace urlfan {

/// The SHA-256 of what comes in piece by piece.
class Digest {
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

}  // namespace urlfan

#endif  // URLFAN_NET_DIGEST_H_
