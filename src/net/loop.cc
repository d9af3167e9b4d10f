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

// Waking the coordinator costs more than most answers, so where answers take long they wait a
// little for company: this share of what answers take, at most so long, for so many.
constexpr int kShareOfWait = 128;
constexpr Duration kLongestGathering = std::chrono::milliseconds(4);
constexpr std::size_t kGathered = 32;

// How often it is seen, while the stall timeout runs, whether anything has moved.
constexpr int kLooksAtStalled = 16;

std::uint32_t to_epoll(int what) {
  switch (what) {
    case CURL_POLL_IN:
      return EPOLLIN;
    case CURL_POLL_OUT:
      return EPOLLOUT;
    case CURL_POLL_INOUT:
      return EPOLLIN | EPOLLOUT;
    default:
      return 0;
  }
}

// Trouble is reported as readiness: libcurl then finds the socket's own error, where its error
// bit alone would turn every cause into CURLE_SEND_ERROR.
int to_curl(std::uint32_t events) {
  const bool trouble = (events & (EPOLLERR | EPOLLHUP)) != 0;
  int bits = 0;
  if (trouble || (events & EPOLLIN) != 0) bits |= CURL_CSELECT_IN;
  if (trouble || (events & EPOLLOUT) != 0) bits |= CURL_CSELECT_OUT;
  return bits;
}

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
    if (done_.size() >= kGathered || company_is_late()) hand_over();
    // Also after the last portion: the bell may have rung, and been heard, during the earlier ones.
    const bool more = !arrived_.empty();
    if ((more || !done_.empty()) && (carry_events(0) || more)) continue;
    if (!done_.empty() && (active_ == 0 || patience() < std::chrono::milliseconds(1))) hand_over();
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
  if (owner != SocketTable::kNobody) act(*multis_[owner], fd, to_curl(events));
}

/// How long what is done may wait for more. Less than a millisecond is too little to wait for, but
/// not to go on with what is there to do.
Duration Loop::patience() const {
  return std::min(typical_time_ / kShareOfWait, kLongestGathering);
}

/// Whether what is done has waited long enough.
bool Loop::company_is_late() {
  if (done_.empty()) return false;
  const TimePoint now = std::chrono::steady_clock::now();
  if (!hand_over_by_) {
    hand_over_by_ = now + std::max<Duration>(patience(), std::chrono::milliseconds(1));
  }
  return now >= *hand_over_by_;
}

void Loop::hand_over() {
  outbox_.put(number_, done_);
  hand_over_by_.reset();
}

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
    done_.emplace_back().id = attempt.id;
    return true;
  });
  for (const auto& transfer : transfers_) {
    if (!transfer->place() || !unwanted.contains(transfer->attempt().id)) continue;
    finish(*multis_[transfer->place()->multi], *transfer, CURLE_ABORTED_BY_CALLBACK);
  }
}

void Loop::start(Attempt attempt) {
  Transfer& transfer = idle_transfer();
  const Origin& origin = attempt.target.origin;
  const auto seat =
      placement_.enter(origin.key(), sharing_.is_possible(origin) ? 1 : Placement::kMostShares);
  Multi& multi = multi_for(seat);
  transfer.put(Transfer::Place{.seat = seat, .multi = multi.number});
  const std::uint64_t id = attempt.id;
  bool goes_first = false;
  try {
    goes_first = transfer.prepare(std::move(attempt), multi.names);
  } catch (const std::bad_alloc&) {
    return refuse(transfer, id, make_error(ErrorCode::local_resources, "no memory is left for it"));
  } catch (const std::exception& error) {
    return refuse(transfer, id, make_error(ErrorCode::internal, error.what()));
  }
  const CURLMcode code = curl_multi_add_handle(multi.handle.get(), transfer.easy());
  if (code != CURLM_OK) {
    const std::string words = std::string("libcurl took no more: ") + curl_multi_strerror(code);
    return refuse(transfer, id, make_error(ErrorCode::local_resources, words));
  }
  ++active_;
  // What it has for the cache of names must be there before another looks.
  if (goes_first) act(multi, CURL_SOCKET_TIMEOUT, 0);
}

/// One that cannot be begun is that line's affair, not the run's.
void Loop::refuse(Transfer& transfer, std::uint64_t id, Error error) {
  transfer.leave();
  placement_.leave(transfer.place()->seat);
  transfer.put({});
  Completion refused;
  refused.id = id;
  refused.error = std::move(error);
  done_.push_back(std::move(refused));
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

void Loop::act(Multi& multi, curl_socket_t fd, int events) {
  int running = 0;
  multi.sockets->next_turn();
  curl_multi_socket_action(multi.handle.get(), fd, events, &running);
}

void Loop::fire_timers() {
  const TimePoint now = std::chrono::steady_clock::now();
  for (auto& multi : multis_) {
    if (!multi->due || *multi->due > now) continue;
    multi->due.reset();
    act(*multi, CURL_SOCKET_TIMEOUT, 0);
  }
  course_.call_due(now);
  end_remainders(now);
}

void Loop::end_remainders(TimePoint now) {
  while (Transfer* transfer = remainders_.take_late(now)) {
    finish(*multis_[transfer->place()->multi], *transfer, CURLE_OPERATION_TIMEDOUT);
  }
}

void Loop::collect_done(Multi& multi) {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.handle.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libcurl hands it back as char*
    auto& transfer = *reinterpret_cast<Transfer*>(get_info<char*>(easy, CURLINFO_PRIVATE));
    if (transfer.has_next_address(code)) {
      start_again(multi, transfer, &Transfer::prepare_next_address);
    } else if (transfer.goes_again(code)) {
      start_again(multi, transfer, &Transfer::prepare_again);
    } else {
      finish(multi, transfer, code);
    }
  }
}

void Loop::start_again(Multi& multi, Transfer& transfer, bool (Transfer::*prepare)(TimePoint)) {
  curl_multi_remove_handle(multi.handle.get(), transfer.easy());
  if (!(transfer.*prepare)(std::chrono::steady_clock::now())) {
    finish(multi, transfer, CURLE_OPERATION_TIMEDOUT);
  } else if (curl_multi_add_handle(multi.handle.get(), transfer.easy()) != CURLM_OK) {
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

void Loop::finish(Multi& multi, Transfer& transfer, CURLcode code) {
  if (done_.capacity() == 0) done_.reserve(2 * kGathered);
  done_.push_back(read_completion(transfer, code));
  transfer.body().drop_file();
  store_.ended(transfer);
  typical_time_ += (done_.back().timings.total.value_or(Duration(0)) - typical_time_) / 8;
  transfer.leave();
  curl_multi_remove_handle(multi.handle.get(), transfer.easy());
  placement_.leave(transfer.place()->seat);
  transfer.put({});
  idle_.push_back(&transfer);
  --active_;
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
    finish(*multis_[transfer->place()->multi], *transfer, CURLE_OPERATION_TIMEDOUT);
    // libcurl's clock stands still with the answer.
    done_.back().timings.total = transfer->age(now);
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
  std::optional<TimePoint> first = hand_over_by_;
  const auto at = [&first](TimePoint due) {
    if (!first || due < *first) first = due;
  };
  if (config_.stall_timeout && active_ > 0) at(next_look_);
  for (const auto& multi : multis_) {
    if (multi->due) at(*multi->due);
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
Loop::Multi& Loop::multi_for(const Placement::Seat& seat) {
  homes_ = std::max(homes_, active_ / kTransfersPerMulti + 1);
  const std::size_t needed = seat.share > 0 ? Placement::kMostShares : 1;
  while (multis_.size() < std::max(needed, homes_)) add_multi();
  const std::size_t home = std::hash<std::string>()(seat.host->first) / 1024 % homes_;
  return *multis_[(home + seat.share) % multis_.size()];
}

void Loop::add_multi() {
  auto multi = std::make_unique<Multi>();
  multi->sockets = &sockets_;
  multi->number = static_cast<std::uint32_t>(multis_.size());
  multi->handle.reset(curl_multi_init());
  if (!multi->handle) throw std::bad_alloc();
  CURLM* handle = multi->handle.get();
  curl_multi_setopt(handle, CURLMOPT_SOCKETFUNCTION, &Loop::on_socket);
  curl_multi_setopt(handle, CURLMOPT_SOCKETDATA, multi.get());
  curl_multi_setopt(handle, CURLMOPT_TIMERFUNCTION, &Loop::on_timer);
  curl_multi_setopt(handle, CURLMOPT_TIMERDATA, multi.get());
  // Above the peak in flight: below it, every connection that comes back costs a walk over all.
  const std::size_t most = std::min(config_.concurrency, 2 * kTransfersPerMulti) + 8;
  curl_multi_setopt(handle, CURLMOPT_MAXCONNECTS, static_cast<long>(most));
  multis_.push_back(std::move(multi));
}

int Loop::on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* multi,
                    void* /*entry*/) noexcept {
  auto& self = *static_cast<Multi*>(multi);
  self.sockets->want(fd, to_epoll(what), self.number);
  return 0;
}

int Loop::on_timer(CURLM* /*handle*/, long milliseconds, void* multi) noexcept {
  auto& due = static_cast<Multi*>(multi)->due;
  if (milliseconds < 0) {
    due.reset();
  } else {
    due = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  }
  return 0;
}

}  // namespace urlfan
