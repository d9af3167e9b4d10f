#include "src/history/earlier_lists.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace urlfan {
namespace {

bool is_shard(const std::optional<ListFacts>& facts) { return facts && facts->shard; }

/// It broke off, and nothing says of what it is.
bool tells_nothing(const EarlierRun& run) { return !run.summary && !run.list; }

/// Finds the list of a run among those that there are.
class Lists {
 public:
  /// A run that does not say of which list it is.
  void add_alone(std::size_t run) { lists_.push_back({.runs = {run}}); }

  void add(std::size_t run, const ListFacts& facts) {
    EarlierList& list = lists_[number_of(facts)];
    list.is_known = true;
    list.runs.push_back(run);
    if (list.facts.digest.empty() && !facts.digest.empty()) {
      list.facts.digest = facts.digest;
      list.facts.lines = facts.lines;
      by_digest_.emplace(facts.digest, static_cast<std::size_t>(&list - lists_.data()));
    }
    if (facts.shard) list.facts.shard = facts.shard;
    if (!facts.shards.empty()) list.facts.shards = facts.shards;
  }

  /// To the first that has shards, if one has.
  void add_to_shards(std::size_t run) {
    const auto found = std::find_if(lists_.begin(), lists_.end(),
                                    [](const auto& list) { return list.facts.shard.has_value(); });
    found->runs.insert(std::upper_bound(found->runs.begin(), found->runs.end(), run), run);
  }

  std::vector<EarlierList> take() && { return std::move(lists_); }

 private:
  /// A shard that did not read its list to the end is of the list that the others of its division
  /// are of.
  std::size_t number_of(const ListFacts& facts) {
    if (const auto found = by_digest_.find(facts.digest); found != by_digest_.end()) {
      return found->second;
    }
    std::size_t number = lists_.size();
    if (facts.shard) {
      auto& latest = by_division_[{facts.shard->n, facts.shard->by}];
      const bool joins = latest && (facts.digest.empty() || lists_[*latest].facts.digest.empty());
      if (joins) return *latest;
      latest = number;
    }
    lists_.emplace_back();
    return number;
  }

  std::vector<EarlierList> lists_;
  std::unordered_map<std::string, std::size_t> by_digest_;
  std::map<std::pair<std::uint64_t, ShardBy>, std::optional<std::size_t>> by_division_;
};

std::string shard_title(const EarlierRun& run, const Shard& shard) {
  return run.name + " is shard " + std::to_string(shard.k) + " of " + std::to_string(shard.n) +
         " by " + std::string(to_string(shard.by));
}

[[noreturn]] void refuse(const std::string& what, const std::string& expected) {
  throw ResultsError(what + "; expected " + expected);
}

void require_same_division(const EarlierRun& first, const EarlierRun& other) {
  const auto facts = list_of(first);
  const auto others = list_of(other);
  const std::string title = shard_title(first, *facts->shard);
  if (!is_shard(others)) {
    refuse(title + ", " + other.name + " is of no shard",
           "shards of one list, and nothing else beside them");
  }
  const Shard& one = *facts->shard;
  const Shard& two = *others->shard;
  if (one.n != two.n || one.by != two.by) {
    refuse(title + ", " + shard_title(other, two),
           "shards of one division: the same N of --shard K/N, and the same --shard-by");
  }
}

void require_same_list(const EarlierRun& first, const EarlierRun& other) {
  const auto one = list_of(first);
  const auto two = list_of(other);
  if (one->digest == two->digest && one->lines == two->lines) return;
  const auto about = [](const ListFacts& list) {
    return std::to_string(list.lines) + " lines with the digest " + list.digest;
  };
  refuse(first.name + " is of a list of " + about(*one) + ", " + other.name + " is of one of " +
             about(*two),
         "shards of one list: it has changed between the runs, or was another one");
}

}  // namespace

std::uint64_t shard_number(const EarlierRun& run) {
  const auto facts = list_of(run);
  return is_shard(facts) ? facts->shard->k : 0;
}

std::vector<EarlierList> lists_of(const std::vector<EarlierRun>& runs) {
  const bool any_shards =
      std::any_of(runs.begin(), runs.end(), [](const auto& run) { return shard_number(run) > 0; });
  Lists lists;
  std::vector<std::size_t> cut;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const auto facts = list_of(runs[run]);
    if (any_shards && tells_nothing(runs[run])) {
      cut.push_back(run);
    } else if (facts && (!facts->digest.empty() || facts->shard || runs[run].list)) {
      lists.add(run, *facts);
    } else {
      lists.add_alone(run);
    }
  }
  for (const auto run : cut) lists.add_to_shards(run);
  return std::move(lists).take();
}

void require_one_division(const std::vector<EarlierRun>& runs) {
  const auto first =
      std::find_if(runs.begin(), runs.end(), [](const auto& run) { return shard_number(run) > 0; });
  if (first == runs.end()) return;
  const EarlierRun* known = nullptr;
  for (const auto& run : runs) {
    if (tells_nothing(run)) continue;
    require_same_division(*first, run);
    if (list_of(run)->digest.empty()) continue;
    if (known != nullptr) require_same_list(*known, run);
    known = &run;
  }
}

}  // namespace urlfan
