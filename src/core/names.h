#ifndef URLFAN_CORE_NAMES_H_
#define URLFAN_CORE_NAMES_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "src/core/job.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Whether the name of an origin has to be looked up: not an address, nor localhost, which is known
/// (RFC 6761).
bool has_name_to_look_up(const Origin& origin) noexcept;

/// Lines that wait for the name of their host, before they queue for a slot: so a lookup never
/// holds one, and a name is looked up once for all its lines. A lookup cannot be taken back, so
/// where one has timed out, few more of its parent domain are under way at a time.
class Names {
 public:
  /// `ahead`: names that may be known before their first line starts; `lookups`: under way at a
  /// time, and as many again that nobody waits for any more.
  Names(std::size_t ahead, std::size_t lookups) : ahead_(ahead), lookups_(lookups) {}

  /// A line whose name has no address. `took` is the time that it waited for the lookup.
  struct Unreachable {
    Job* job;
    Error error;
    Duration took{0};
  };

  /// Takes a line in. It comes out of take_known or take_unreachable, at once when its name is
  /// known, after `patience` from the start of the lookup at the latest.
  void add(Job& job, Duration patience, TimePoint now);

  /// The next name to look up, if more may be. `idle`: nothing is in flight, so what is known waits
  /// for something else, which may be one of the names not asked for yet.
  std::optional<std::string> next_lookup(TimePoint now, bool idle = false);
  void answer(Lookup lookup, TimePoint now);
  /// Ends the waits that have taken too long by `now`.
  void give_up(TimePoint now);
  /// When that will be worth a call.
  TimePoint next_give_up() const noexcept { return next_give_up_; }

  /// Whether one of the following has something to give.
  bool has_news() const noexcept { return !known_.empty() || !unreachable_.empty(); }
  std::vector<Job*> take_known();
  std::vector<Unreachable> take_unreachable();

  /// Where to connect to (as in Lookup) for a line that starts now; nothing when that is too old to
  /// be trusted, but for a line that turned back for it before: else a rate of less than one a
  /// minute could keep it waiting for ever. Of the lines of a lookup, the first to start keeps in
  /// its lookup_time what it waited for it; the others waited for their turn anyway.
  std::optional<std::string> use(Job& job, TimePoint now);

  /// Lines that are here.
  std::size_t size() const noexcept { return waiting_ + known_.size() + unreachable_.size(); }
  /// Forgets all that waits of a run.
  void forget(const Run* run);

 private:
  struct Waiter {
    Job* job;
    TimePoint joined;
    Duration patience{0};
  };

  struct Name {
    std::vector<Waiter> waiting;
    /// In wanted_ or in a domain's held.
    bool queued = false;
    /// In a domain's held.
    bool held = false;
    bool running = false;
    /// Running, and nobody waits.
    bool abandoned = false;
    /// Since when it runs or is held.
    TimePoint since;
    /// Until when what follows is true.
    TimePoint expires;
    std::string addresses;
    std::optional<Error> error;
    /// How often it stands in remembered_.
    unsigned answers = 0;
    /// Known, and no line of it has started since.
    bool fresh = false;
  };
  using Table = std::unordered_map<std::string, Name>;
  using Entry = Table::value_type;

  /// What share a parent domain, such as example.com for www.example.com, has of the lookups.
  struct Domain {
    std::size_t running = 0;
    TimePoint slow_until;
    std::deque<Entry*> held;
  };

  void want(Entry& entry, std::uint64_t turn);
  bool hold_back(Entry& entry, TimePoint now);
  void start_clock(Entry& entry, TimePoint now);
  bool has_room(const Domain& domain, std::size_t running, TimePoint now) const noexcept;
  void release_held(Domain& domain, TimePoint now);
  void leave_domain(const std::string& name, bool counted, bool answered, TimePoint now);
  void settle(Entry& entry);
  void give_up_on(Entry& entry, TimePoint now);
  void remember(Entry& entry, TimePoint now);
  void not_fresh(Name& name) noexcept;

  std::size_t ahead_;
  std::size_t lookups_;
  std::size_t waiting_ = 0;
  std::size_t running_ = 0;
  std::size_t abandoned_ = 0;
  std::size_t fresh_ = 0;
  /// The latest turn of lines whose name has been looked up. What is wanted before that, by a run
  /// that came later, does not wait for those to start.
  std::uint64_t newest_turn_ = 0;
  TimePoint next_give_up_ = TimePoint::max();

  Table names_;
  std::unordered_map<std::string, Domain> domains_;
  /// To be looked up, by the turn of the line that was first to ask.
  std::multimap<std::uint64_t, Entry*> wanted_;
  /// Running or held: those whose lines' patience runs out.
  std::unordered_set<Entry*> clocked_;
  /// Once for each answer, oldest first; where too many are remembered, those go.
  std::deque<Entry*> remembered_;

  std::vector<Job*> known_;
  std::vector<Unreachable> unreachable_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_NAMES_H_
