#ifndef URLFAN_SHARD_H_
#define URLFAN_SHARD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/clock.h"

namespace urlfan {

/// What decides which shard a line belongs to.
enum class ShardBy : std::uint8_t {
  /// The name of its host, so that all lines of a host are in one shard.
  host,
  /// Its place in the list.
  line,
};

/// "host" or "line".
std::string_view to_string(ShardBy by) noexcept;

/// Part k of a list that n processes share.
struct Shard {
  /// From 1 to n.
  std::uint64_t k = 1;
  /// At least 1.
  std::uint64_t n = 1;
  /// The same for all of the n.
  ShardBy by = ShardBy::host;

  /// The same part of the same division.
  bool operator==(const Shard& other) const = default;
};

/// The shard, from 1 to `n`, of all lines of a host: 1 + H mod n, where H is the number that the
/// first 8 bytes of the SHA-256 of the name are, the most significant first. The name as an Origin
/// has it: in lower case, of an IPv6 address without brackets, without a port. The same for ever,
/// on every machine.
std::uint64_t shard_of_host(std::string_view name, std::uint64_t n);

/// What shard_of_host is called in the output.
inline constexpr std::string_view kShardHash = "sha256-64";

/// When a shard ran.
struct ShardTime {
  /// Its number, from 1.
  std::uint64_t k = 1;
  /// Its begin; that of its first run where it took several.
  WallTime started_at;
  /// How long it ran; where it took several runs, all of them together, without the time between.
  Duration wall{0};
};

/// The list that a run was of, or of which it was a part.
struct ListFacts {
  /// Of what each line asks for and expects, in lower-case hex. Empty: the list was not read to its
  /// end.
  std::string digest = {};
  /// Lines of the whole list; meaningless while the digest is empty.
  std::uint64_t lines = 0;
  /// The part that the run was of; empty: it was of all.
  std::optional<Shard> shard = {};
  /// Where the whole was put together from shards: each that there is, by its number.
  std::vector<ShardTime> shards = {};
};

}  // namespace urlfan

#endif  // URLFAN_SHARD_H_
