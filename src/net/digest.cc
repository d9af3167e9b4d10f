#include "src/net/digest.h"

#include <array>

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
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += digits[value[i] / 16];
    text += digits[value[i] % 16];
  }
  return text;
}

}  // namespace urlfan
