#include "src/base/sha256.h"

#include <array>
#include <new>

#include "src/base/hex.h"

namespace urlfan {

bool Sha256::restart() noexcept {
  if (!context_) context_.reset(EVP_MD_CTX_new());
  return context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
}

void Sha256::add(const char* data, std::size_t size) noexcept {
  EVP_DigestUpdate(context_.get(), data, size);
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context_.get(), value.data(), &size);
  std::string text;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  append_hex(text, {reinterpret_cast<const char*>(value.data()), size});
  return text;
}

std::string sha256_hex(std::string_view text) {
  Sha256 digest;
  if (!digest.restart()) throw std::bad_alloc();
  digest.add(text.data(), text.size());
  return digest.hex();
}

}  // namespace urlfan
