#ifndef URLFAN_HISTORY_EARLIER_LISTS_H_
#define URLFAN_HISTORY_EARLIER_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/history/result_reader.h"
#include "urlfan/shard.h"

namespace urlfan {

/// The runs that are of one list: its shards, the goes at it, and the same once more.
struct EarlierList {
  /// As far as the runs tell. With a shard: there are shards of it, such as this one.
  ListFacts facts = {};
  /// A line of it is known again by its index; else it is a run by itself, and nobody knows of
  /// what.
  bool is_known = false;
  /// By their numbers, in the order in which they came.
  std::vector<std::size_t> runs = {};
};

/// All runs, list by list, in the order in which the first of each came. Where there are shards,
/// a stream that broke off before it told of what it is counts as one of them.
std::vector<EarlierList> lists_of(const std::vector<EarlierRun>& runs);

/// Throws ResultsError, which names two files, unless all shards are of one list and one division
/// of it, and nothing else is beside them.
void require_one_division(const std::vector<EarlierRun>& runs);

/// The shard that a run is of; 0 for none.
std::uint64_t shard_number(const EarlierRun& run);

}  // namespace urlfan

#endif  // URLFAN_HISTORY_EARLIER_LISTS_H_
