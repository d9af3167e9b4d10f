#include "src/net/loop.h"

#include <sys/epoll.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <new>
#include <unordered_set>
#include <utility>

#include "src/base/thread.h"
#include "src/net/easy_result.h"
#include "src/net/easy_setup.h"
#include "src/net/easy_values.h"

namespace urlfan {
namespace {

constexpr std::size_t kTransfersPerMulti = 256;

constexpr std::size_t kStartsAtOnce = 128;

// How often it is seen, while the stall timeout runs, whether anything has moved.
constexpr int kLooksAtStalled = 16;

}  // namespace

Loop::Loop(const ClientConfig& config, AuthorityStore& authorities, Outbox& outbox,
           std::size_t number, const Limits& limits)
    : store_(limits.held),
      config_(config),
      outbox_(outbox),
      number_(number),
      authorities_(config, authorities),
      sharing_(config),
      course_(sockets_, {.deny_private = config.deny_private, .interface = config.interface}) {
  sockets_.watch_always(bell_.fd());
  sockets_.bound_idle(limits.idle);
  add_multi();
  thread_ = start_thread("urlfan-loop", [this] { run(); });
}

Loop::~Loop() {
  stop_ = true;
  bell_.ring();
  thread_.join();
}

void Loop::submit(std::vector<Attempt>& batch) {
  bool was_empty = false;
  {
    const std::lock_guard lock(inbox_mutex_);
    was_empty = inbox_.empty();
    if (was_empty) {
      inbox_.swap(batch);
    } else {
      std::move(batch.begin(), batch.end(), std::back_inserter(inbox_));
    }
  }
  batch.clear();
  if (was_empty) bell_.ring();
}

void Loop::cancel(const std::vector<std::uint64_t>& ids) {
  {
    const std::lock_guard lock(inbox_mutex_);
    cancelled_.insert(cancelled_.end(), ids.begin(), ids.end());
  }
  bell_.ring();
}

void Loop::run() noexcept {
  try {
    run_rounds();
  } catch (...) {
    outbox_.fail(std::current_exception());
  }
}

void Loop::run_rounds() {
  while (!stop_) {
    start_some();
    fire_timers();
    release_waiting();
    for (auto& multi : multis_) collect_done(*multi);
    if (config_.stall_timeout) end_stalled();
    resume_waiting();
    if (!done_.is_empty() && done_.is_due(std::chrono::steady_clock::now())) hand_over();
    // Also after the last portion: the bell may have rung, and been heard, during the earlier ones.
    const bool more = !arrived_.empty();
    if ((more || !done_.is_empty()) && (carry_events(0) || more)) continue;
    if (active_ == 0 || !done_.waits_for_company()) hand_over();
    carry_events(wait_milliseconds());
  }
}

/// Waits so long for events and acts on them. False when there were none.
bool Loop::carry_events(int milliseconds) {
  const int ready = epoll_wait(sockets_.epoll_fd(), events_.data(),
                               static_cast<int>(events_.size()), milliseconds);
  for (int i = 0; i < ready; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    if (event.data.fd == bell_.fd()) {
      bell_.clear();
      continue;
    }
    carry_event(event.data.fd, event.events);
  }
  return ready > 0;
}

/// While a connection is being made, its events are for the race of its addresses first.
void Loop::carry_event(int fd, std::uint32_t events) {
  if (AddressRace* race = sockets_.race(fd); race != nullptr) {
    if (!race->on_event(fd, events, std::chrono::steady_clock::now())) return;
    if (fd != race->fd()) events = EPOLLOUT;
    fd = race->fd();
  }
  const std::uint32_t owner = sockets_.owner_of_event(fd);
  if (owner != SocketTable::kNobody) multis_[owner]->on_events(fd, events);
}

void Loop::hand_over() { outbox_.put(number_, done_.hand_over()); }

/// Starts what has arrived, but not so much at once that answers would have to wait for it.
void Loop::start_some() {
  if (started_ == arrived_.size()) take_inbox();
  const std::size_t end = std::min(arrived_.size(), started_ + kStartsAtOnce);
  while (started_ < end) start(std::move(arrived_[started_++]));
}

void Loop::take_inbox() {
  arrived_.clear();
  started_ = 0;
  std::vector<std::uint64_t> cancelled;
  {
    const std::lock_guard lock(inbox_mutex_);
    arrived_.swap(inbox_);
    cancelled.swap(cancelled_);
  }
  if (!cancelled.empty()) give_up(cancelled);
}

/// Ends what is under way of them, and what has just come.
void Loop::give_up(const std::vector<std::uint64_t>& ids) {
  const std::unordered_set<std::uint64_t> unwanted(ids.begin(), ids.end());
  std::erase_if(arrived_, [&](const Attempt& attempt) {
    if (!unwanted.contains(attempt.id)) return false;
    Completion given_up;
    given_up.id = attempt.id;
    done_.add(std::move(given_up));
    return true;
  });
  for (const auto& transfer : transfers_) {
    if (!transfer->place() || !unwanted.contains(transfer->attempt().id)) continue;
    finish(*multis_[transfer->place()->multi], *transfer, CURLE_ABORTED_BY_CALLBACK);
  }
}

void Loop::start(Attempt&& attempt) {
  Transfer& transfer = idle_transfer();
  const Origin& origin = attempt.target.origin;
  const auto seat =
      placement_.enter(origin.key(), sharing_.is_possible(origin) ? 1 : Placement::kMostShares);
  Multi& multi = multi_for(seat);
  transfer.put(Transfer::Place{.seat = seat, .multi = multi.number()});
  const std::uint64_t id = attempt.id;
  bool goes_first = false;
  try {
    goes_first = transfer.prepare(std::move(attempt), multi.names());
  } catch (const std::bad_alloc&) {
    return refuse(transfer, id, make_error(ErrorCode::local_resources, "no memory is left for it"));
  } catch (const std::exception& error) {
    return refuse(transfer, id, make_error(ErrorCode::internal, error.what()));
  }
  const CURLMcode code = multi.add(transfer.easy());
  if (code != CURLM_OK) {
    const std::string words = std::string("libcurl took no more: ") + curl_multi_strerror(code);
    return refuse(transfer, id, make_error(ErrorCode::local_resources, words));
  }
  ++active_;
  // What it has for the cache of names must be there before another looks.
  if (goes_first) multi.go_on();
}

/// One that cannot be begun is that line's affair, not the run's.
void Loop::refuse(Transfer& transfer, std::uint64_t id, Error error) {
  transfer.leave();
  placement_.leave(transfer.place()->seat);
  transfer.put({});
  Completion refused;
  refused.id = id;
  refused.error = std::move(error);
  done_.add(std::move(refused));
  idle_.push_back(&transfer);
}

Transfer& Loop::idle_transfer() {
  if (idle_.empty()) {
    transfers_.push_back(
        std::make_unique<Transfer>(config_, course_, authorities_, sharing_, store_, remainders_));
    return *transfers_.back();
  }
  Transfer& transfer = *idle_.back();
  idle_.pop_back();
  return transfer;
}

void Loop::fire_timers() {
  const TimePoint now = std::chrono::steady_clock::now();
  for (auto& multi : multis_) multi->go_on_if_due(now);
  course_.call_due(now);
  end_remainders(now);
}

void Loop::end_remainders(TimePoint now) {
  while (Transfer* transfer = remainders_.take_late(now)) {
    finish(*multis_[transfer->place()->multi], *transfer, CURLE_OPERATION_TIMEDOUT);
  }
}

void Loop::collect_done(Multi& multi) {
  while (const auto ended = multi.next_ended()) {
    const CURLcode code = ended->code;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libcurl hands it back as char*
    auto& transfer = *reinterpret_cast<Transfer*>(get_info<char*>(ended->easy, CURLINFO_PRIVATE));
    if (transfer.has_next_address(code)) {
      start_again(multi, transfer, &Transfer::prepare_next_address);
    } else if (transfer.tries().go_again(code)) {
      start_again(multi, transfer, &Transfer::prepare_again);
    } else {
      finish(multi, transfer, code);
    }
  }
}

void Loop::start_again(Multi& multi, Transfer& transfer, bool (Transfer::*prepare)(TimePoint)) {
  multi.remove(transfer.easy());
  if (!(transfer.*prepare)(std::chrono::steady_clock::now())) {
    finish(multi, transfer, CURLE_OPERATION_TIMEDOUT);
  } else if (multi.add(transfer.easy()) != CURLM_OK) {
    finish(multi, transfer, CURLE_OUT_OF_MEMORY);
  }
}

/// Those that wait to share a connection that has turned out to carry one exchange at a time.
void Loop::release_waiting() {
  for (const std::string& host : sharing_.take_news()) {
    if (placement_.in_flight(host) < 2) continue;
    for (auto& transfer : transfers_) {
      if (!transfer->place() || !transfer->waits_to_share()) continue;
      if (transfer->attempt().target.origin.key() != host) continue;
      start_again(*multis_[transfer->place()->multi], *transfer, &Transfer::prepare_alone);
    }
  }
}

Completion& Loop::finish(Multi& multi, Transfer& transfer, CURLcode code) {
  Completion& done = done_.add(read_completion(transfer, code));
  transfer.body().drop_file();
  store_.ended(transfer);
  done_.learn(done.timings.total.value_or(Duration(0)));
  transfer.leave();
  multi.remove(transfer.easy());
  placement_.leave(transfer.place()->seat);
  transfer.put({});
  idle_.push_back(&transfer);
  --active_;
  return done;
}

/// libcurl's own limit counts in seconds, and cannot tell a slow answer from none.
void Loop::end_stalled() {
  const TimePoint now = std::chrono::steady_clock::now();
  if (now < next_look_) return;
  next_look_ = now + std::clamp<Duration>(*config_.stall_timeout / kLooksAtStalled,
                                          std::chrono::milliseconds(5), std::chrono::seconds(1));
  for (auto& transfer : transfers_) {
    if (!transfer->place() || !transfer->has_stalled(now, *config_.stall_timeout)) continue;
    transfer->stop(StopReason::stalled);
    Completion& done =
        finish(*multis_[transfer->place()->multi], *transfer, CURLE_OPERATION_TIMEDOUT);
    // libcurl's clock stands still with the answer.
    done.timings.total = transfer->age(now);
  }
}

/// There may be room again for bodies that had to wait.
void Loop::resume_waiting() {
  // Again and again: room can be made while some of them are told to wait once more.
  for (auto some = store_.take_resumed(); !some.empty(); some = store_.take_resumed()) {
    // The earliest line first: the results of later ones may have to wait for it.
    std::sort(some.begin(), some.end(), [](const Transfer* left, const Transfer* right) {
      return left->attempt().order < right->attempt().order;
    });
    for (Transfer* transfer : some) {
      // What libcurl held comes at once; where that is refused, nothing more would ever come.
      const CURLcode code = curl_easy_pause(transfer->easy(), CURLPAUSE_CONT);
      if (code != CURLE_OK) finish(*multis_[transfer->place()->multi], *transfer, code);
    }
  }
}

void Loop::dealt_with(std::size_t bytes) noexcept {
  if (store_.dealt_with(bytes)) bell_.ring();
}

void Loop::set_backlog(std::size_t bytes) noexcept {
  if (store_.set_backlog(bytes)) bell_.ring();
}

int Loop::wait_milliseconds() {
  std::optional<TimePoint> first = done_.due();
  const auto at = [&first](TimePoint due) {
    if (!first || due < *first) first = due;
  };
  if (config_.stall_timeout && active_ > 0) at(next_look_);
  for (const auto& multi : multis_) {
    if (multi->due()) at(*multi->due());
  }
  if (const auto due = course_.due()) at(*due);
  if (const auto due = remainders_.due()) at(*due);
  if (!first) return -1;
  // Rounded up: rounded down, the last fraction of a millisecond would be spun away.
  const auto wait =
      std::chrono::ceil<std::chrono::milliseconds>(*first - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(wait.count(), 0, 60'000));
}

/// Where a host's first share is does not change when another host's, or its own, gets more: its
/// connections are there.
Multi& Loop::multi_for(const Placement::Seat& seat) {
  homes_ = std::max(homes_, active_ / kTransfersPerMulti + 1);
  const std::size_t needed = seat.share > 0 ? Placement::kMostShares : 1;
  while (multis_.size() < std::max(needed, homes_)) add_multi();
  const std::size_t home = std::hash<std::string>()(seat.host->first) / 1024 % homes_;
  return *multis_[(home + seat.share) % multis_.size()];
}

void Loop::add_multi() {
  // Above the peak in flight: below it, every connection that comes back costs a walk over all.
  const std::size_t most_kept = std::min(config_.concurrency, 2 * kTransfersPerMulti) + 8;
  multis_.push_back(
      std::make_unique<Multi>(sockets_, static_cast<std::uint32_t>(multis_.size()), most_kept));
}

}  // namespace urlfan
