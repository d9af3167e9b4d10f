#include "src/core/names.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "src/base/scan.h"

namespace urlfan {
namespace {

// getaddrinfo does not tell how long an answer is good for. Curl takes a minute.
constexpr Duration kTrusted = std::chrono::seconds(60);
constexpr Duration kFailureTrusted = std::chrono::seconds(5);
// A lookup that was given up after this long says that its domain is slow; for so long that has a
// small share of the lookups.
constexpr Duration kSlowLookup = std::chrono::milliseconds(250);
constexpr Duration kSlow = std::chrono::seconds(60);
constexpr std::size_t kShareOfSlow = 4;
// As many as a window has lines.
constexpr std::size_t kRemembered = 10'000;

/// A name of two labels has none but itself: what is wrong with one .com says nothing of others.
std::string parent_domain(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos || name.find('.', dot + 1) == std::string_view::npos) {
    return std::string(name);
  }
  return std::string(name.substr(dot + 1));
}

}  // namespace

bool has_name_to_look_up(const Origin& origin) noexcept {
  const std::string_view name = origin.name();
  return !name.empty() && !is_address_literal(name) && name != "localhost" &&
         !name.ends_with(".localhost");
}

void Names::add(Job& job, Duration patience, TimePoint now) {
  Entry& entry = *names_.try_emplace(std::string(job.target().origin.name())).first;
  Name& name = entry.second;
  // A failure that is only that nobody waited longer is none for a line that would.
  const bool still_open = name.running && now - name.since < patience;
  // Nor is one that was known when the line failed: it is here to try again.
  const bool known_before = job.failed_at && name.expires - kFailureTrusted <= *job.failed_at;
  if (now < name.expires && name.error && !still_open && !known_before) {
    unreachable_.push_back({&job, *name.error});
    return;
  }
  if (now < name.expires && !name.error) {
    job.lookup_time = Duration(0);
    known_.push_back(&job);
    return;
  }
  not_fresh(name);
  // The next hop of a line that is under way goes before those that are not.
  if (!name.running && !name.queued) want(entry, job.goes_on ? 0 : job.turn + 1);
  if (name.running || name.held) next_give_up_ = std::min(next_give_up_, now + patience);
  name.waiting.push_back({&job, now, patience});
  ++waiting_;
  if (name.held) release_held(domains_[parent_domain(entry.first)], now);
}

void Names::want(Entry& entry, std::uint64_t turn) {
  entry.second.queued = true;
  wanted_.emplace(turn, &entry);
}

std::optional<std::string> Names::next_lookup(TimePoint now, bool idle) {
  while (!wanted_.empty() && running_ < lookups_ && running_ + abandoned_ < 2 * lookups_ &&
         (fresh_ < ahead_ || idle || wanted_.begin()->first <= newest_turn_)) {
    Entry& entry = *wanted_.begin()->second;
    wanted_.erase(wanted_.begin());
    entry.second.queued = false;
    if (entry.second.waiting.empty()) {
      settle(entry);
      continue;
    }
    if (hold_back(entry, now)) continue;
    entry.second.running = true;
    ++running_;
    start_clock(entry, now);
    return entry.first;
  }
  return {};
}

/// Puts a name aside whose domain has its share. Else counts it in.
bool Names::hold_back(Entry& entry, TimePoint now) {
  Domain& domain = domains_[parent_domain(entry.first)];
  if (has_room(domain, domain.running, now)) {
    ++domain.running;
    return false;
  }
  entry.second.queued = true;
  entry.second.held = true;
  domain.held.push_back(&entry);
  start_clock(entry, now);
  return true;
}

/// From now on the patience of its lines runs out.
void Names::start_clock(Entry& entry, TimePoint now) {
  entry.second.since = now;
  clocked_.insert(&entry);
  for (const auto& waiter : entry.second.waiting) {
    next_give_up_ = std::min(next_give_up_, now + waiter.patience);
  }
}

/// Whether one more lookup of the domain may go when so many are `running`.
bool Names::has_room(const Domain& domain, std::size_t running, TimePoint now) const noexcept {
  const std::size_t share = std::clamp<std::size_t>(lookups_ / 2, 1, kShareOfSlow);
  return now >= domain.slow_until || running < share;
}

/// Lets those go that were held back, oldest first, as far as their domain has room.
void Names::release_held(Domain& domain, TimePoint now) {
  std::deque<Entry*> released;
  while (!domain.held.empty()) {
    Entry& entry = *domain.held.front();
    const bool wanted = !entry.second.waiting.empty();
    if (wanted && !has_room(domain, domain.running + released.size(), now)) break;
    domain.held.pop_front();
    entry.second.held = false;
    clocked_.erase(&entry);
    if (wanted) {
      released.push_back(&entry);
    } else {
      entry.second.queued = false;
      settle(entry);
    }
  }
  for (Entry* entry : released) wanted_.emplace(0, entry);  // they have waited already
}

/// A lookup has ended, which `counted` in its domain: those that it held back may go.
void Names::leave_domain(const std::string& name, bool counted, bool answered, TimePoint now) {
  Domain& domain = domains_[parent_domain(name)];
  if (counted) --domain.running;
  if (answered) domain.slow_until = now;
  release_held(domain, now);
  if (domain.running == 0 && domain.held.empty() && now >= domain.slow_until) {
    domains_.erase(parent_domain(name));
  }
  if (domains_.size() <= kRemembered) return;
  std::erase_if(domains_, [](const auto& each) {
    return each.second.running == 0 && each.second.held.empty();
  });
}

void Names::answer(Lookup lookup, TimePoint now) {
  const auto found = names_.find(lookup.name);
  if (found == names_.end() || !found->second.running) return;
  Entry& entry = *found;
  Name& name = entry.second;
  name.running = false;
  const bool given_up = std::exchange(name.abandoned, false);
  --(given_up ? abandoned_ : running_);
  clocked_.erase(&entry);
  // That there is no such name is an answer too, when it came in time.
  leave_domain(entry.first, !given_up, !given_up || !lookup.error, now);

  name.addresses = std::move(lookup.addresses);
  name.error = std::move(lookup.error);
  name.expires = now + (name.error ? kFailureTrusted : kTrusted);
  if (!name.error && !name.waiting.empty()) {
    name.fresh = true;
    ++fresh_;
  }
  auto waiters = std::exchange(name.waiting, {});
  waiting_ -= waiters.size();
  for (auto& waiter : waiters) {
    const TimePoint from = std::max(waiter.joined, name.since);
    const auto waited = std::chrono::duration_cast<Duration>(now - from);
    if (name.error) {
      unreachable_.push_back({waiter.job, *name.error, waited});
    } else {
      newest_turn_ = std::max(newest_turn_, waiter.job->turn);
      waiter.job->lookup_time = waited;
      known_.push_back(waiter.job);
    }
  }
  remember(entry, now);
}

void Names::give_up(TimePoint now) {
  if (now < next_give_up_) return;
  next_give_up_ = TimePoint::max();
  for (Entry* entry : clocked_) give_up_on(*entry, now);
  for (auto& [name, domain] : domains_) release_held(domain, now);
}

void Names::give_up_on(Entry& entry, TimePoint now) {
  Name& name = entry.second;
  if (name.waiting.empty()) return;
  const auto limit_of = [&name](const Waiter& waiter) {
    return std::max(waiter.joined, name.since) + waiter.patience;
  };
  const auto late =
      std::stable_partition(name.waiting.begin(), name.waiting.end(),
                            [&](const Waiter& waiter) { return limit_of(waiter) > now; });
  const std::string why =
      name.held ? "other names of its domain get no answer; this one waited for its turn for "
                : "the name lookup took longer than ";
  for (auto waiter = late; waiter != name.waiting.end(); ++waiter) {
    unreachable_.push_back({waiter->job,
                            make_error(ErrorCode::dns_timeout, why + in_seconds(waiter->patience)),
                            waiter->patience});
  }
  waiting_ -= static_cast<std::size_t>(std::distance(late, name.waiting.end()));
  name.waiting.erase(late, name.waiting.end());
  for (const auto& waiter : name.waiting) {
    next_give_up_ = std::min(next_give_up_, limit_of(waiter));
  }
  if (!name.waiting.empty() || !name.running) return;

  if (!name.abandoned) {
    name.abandoned = true;
    --running_;
    ++abandoned_;
    --domains_[parent_domain(entry.first)].running;
  }
  if (now - name.since >= kSlowLookup) {
    domains_[parent_domain(entry.first)].slow_until = now + kSlow;
  }
  name.error = make_error(ErrorCode::dns_timeout, "the name lookup got no answer a moment ago");
  name.expires = now + kFailureTrusted;
}

void Names::remember(Entry& entry, TimePoint now) {
  remembered_.push_back(&entry);
  ++entry.second.answers;
  while (!remembered_.empty()) {
    Entry& oldest = *remembered_.front();
    if (remembered_.size() <= kRemembered && now < oldest.second.expires) return;
    remembered_.pop_front();
    --oldest.second.answers;
    settle(oldest);
  }
}

/// Forgets a name that nothing is known of, nobody waits for and nobody remembers.
void Names::settle(Entry& entry) {
  const Name& name = entry.second;
  if (name.answers == 0 && !name.queued && !name.running && !name.fresh && name.waiting.empty()) {
    names_.erase(names_.find(entry.first));
  }
}

std::vector<Job*> Names::take_known() { return std::exchange(known_, {}); }

std::vector<Names::Unreachable> Names::take_unreachable() {
  return std::exchange(unreachable_, {});
}

std::optional<std::string> Names::use(Job& job, TimePoint now) {
  const auto found = names_.find(std::string(job.target().origin.name()));
  if (found == names_.end()) return {};
  Name& known = found->second;
  if (known.error || (now >= known.expires && !job.turned_back)) return {};
  if (!known.fresh) job.lookup_time = Duration(0);
  not_fresh(known);
  std::string addresses = known.addresses;
  settle(*found);
  return addresses;
}

void Names::not_fresh(Name& name) noexcept {
  if (std::exchange(name.fresh, false)) --fresh_;
}

void Names::forget(const Run* run) {
  const auto is_own = [run](const auto& each) { return each.job->run == run; };
  std::erase_if(known_, [run](const Job* job) { return job->run == run; });
  std::erase_if(unreachable_, is_own);
  for (auto each = names_.begin(); each != names_.end();) {
    Entry& entry = *each++;
    waiting_ -= std::erase_if(entry.second.waiting, is_own);
    // Lines that were to start with it may be among those that are gone.
    not_fresh(entry.second);
    settle(entry);
  }
}

}  // namespace urlfan
