#include "urlfan/shard.h"

#include <charconv>

#include "src/base/sha256.h"

namespace urlfan {

std::string_view to_string(ShardBy by) noexcept { return by == ShardBy::host ? "host" : "line"; }

std::uint64_t shard_of_host(std::string_view name, std::uint64_t n) {
  const std::string hex = sha256_hex(name);
  std::uint64_t number = 0;
  std::from_chars(hex.data(), hex.data() + 16, number, 16);
  return 1 + number % n;
}

}  // namespace urlfan
