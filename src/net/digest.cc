#include "src/net/digest.h"

#include <array>

#include "src/base/hex.h"

namespace urlfan {

bool Digest::restart() noexcept {
  if (!context_) context_.reset(EVP_MD_CTX_new());
  return context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
}

void Digest::add(const char* data, std::size_t size) noexcept {
  EVP_DigestUpdate(context_.get(), data, size);
}

std::string Digest::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context_.get(), value.data(), &size);
  std::string text;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  append_hex(text, {reinterpret_cast<const char*>(value.data()), size});
  return text;
}

}  // namespace urlfan
