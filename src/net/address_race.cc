#include "src/net/address_race.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "src/net/address_filter.h"
#include "src/net/connecting_socket.h"

namespace urlfan {
namespace {

// As many as a message names.
constexpr std::size_t kNamed = 8;

bool is_trouble(std::uint32_t events) { return (events & (EPOLLERR | EPOLLHUP)) != 0; }

/// One family must not be waited for as often as it has addresses (RFC 8305, section 4).
void take_families_in_turn(std::vector<Address>& all) {
  std::vector<Address> turns;
  std::vector<Address> rest;
  for (const auto& address : all) {
    (address.family() == all.front().family() ? turns : rest).push_back(address);
  }
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const auto at = std::min(2 * i + 1, turns.size());
    turns.insert(turns.begin() + static_cast<std::ptrdiff_t>(at), rest[i]);
  }
  all = std::move(turns);
}

}  // namespace

void AddressRace::set_out(std::string_view name, std::string_view addresses) {
  end();
  name_ = name;
  addresses_ = addresses;
  candidates_.clear();
  connected_at_.reset();
  next_ = 0;
  current_ = 0;
  blocked_.clear();
}

/// In the order of the system, but that the one that answered last is the first.
void AddressRace::line_up(std::uint16_t port) {
  candidates_.clear();
  next_ = 0;
  connected_at_.reset();
  auto all = parse_addresses(addresses_);
  if (all.size() > 1) {
    if (const Address* favourite = course_.favourite(name_)) {
      const auto found = std::find_if(all.begin(), all.end(), [favourite](const Address& each) {
        return same_host(each, *favourite);
      });
      if (found != all.end()) std::rotate(all.begin(), found, found + 1);
    }
    take_families_in_turn(all);
  }
  for (auto& address : all) {
    if (course_.rules().deny_private) {
      if (const auto why = why_not_public(*address.get())) {
        blocked_ = *why;
        continue;
      }
    }
    address.set_port(port);
    candidates_.push_back({address});
  }
  if (!candidates_.empty()) blocked_.clear();
}

const Address* AddressRace::next(std::uint16_t port) {
  if (candidates_.empty() || connected_at_) line_up(port);
  if (next_ == candidates_.size()) return nullptr;
  current_ = next_++;
  return &candidates_[current_].address;
}

void AddressRace::opened(int fd, TimePoint now) {
  end();
  fd_ = fd;
  connected_at_.reset();
  course_.sockets().connecting(fd, *this);
  if (has_next()) course_.call_later(*this, now);
}

void AddressRace::failed(int error) {
  end();
  if (current_ < candidates_.size()) candidates_[current_].error = error;
}

bool AddressRace::on_event(int fd, std::uint32_t events, TimePoint now) {
  if (fd == fd_) return on_main_event(events, now);
  const auto own = std::find_if(own_.begin(), own_.end(),
                                [fd](const Own& each) { return each.socket.get() == fd; });
  return own != own_.end() && on_own_event(own, now);
}

bool AddressRace::on_main_event(std::uint32_t events, TimePoint now) {
  if (!is_trouble(events)) {
    won(now);
    return true;
  }
  if (candidates_.size() > 1) {
    const ConnectState state = connect_state(fd_);
    if (state == ConnectState::waiting) return false;  // the event was of the one before
    if (state == ConnectState::connected) {
      won(now);
      return true;
    }
    if (replace(now)) return false;
  }
  // libcurl takes the reason from the socket.
  const int fd = fd_;
  end();
  fd_ = fd;
  return true;
}

bool AddressRace::on_own_event(std::vector<Own>::iterator own, TimePoint now) {
  const ConnectState state = connect_state(own->socket.get());
  if (state == ConnectState::waiting) return false;
  if (course_.sockets().race(fd_) != this) {
    // libcurl has given its socket up; the number may be another connection's by now.
    end();
    return false;
  }
  if (state == ConnectState::connected) {
    const bool in_place = put_in_place(*own);
    drop(own);
    if (in_place) won(now);
    return in_place;
  }
  candidates_[own->candidate].error = take_connect_error(own->socket.get());
  drop(own);
  start_next(now);
  return false;
}

void AddressRace::on_time(TimePoint now) {
  if (course_.sockets().race(fd_) != this) return end();
  start_next(now);
}

/// Starts a socket of ours for the next address that does not fail at once. False: there is none.
bool AddressRace::start_next(TimePoint now) {
  while (next_ < candidates_.size()) {
    Candidate& candidate = candidates_[next_];
    Descriptor socket = connect_to_address(candidate.address, course_.rules().interface);
    const int error = errno;
    const bool under_way =
        socket.get() >= 0 && course_.sockets().watch_connecting(socket.get(), *this);
    if (!under_way && socket.get() < 0 && (error == EMFILE || error == ENFILE)) {
      // Later there may be one; the address is not to blame.
      ++number_;
      course_.call_later(*this, now);
      return false;
    }
    if (under_way) own_.push_back({std::move(socket), next_});
    if (!under_way) candidate.error = error;
    ++next_;
    if (!under_way) continue;
    ++number_;
    if (next_ < candidates_.size()) course_.call_later(*this, now);
    return true;
  }
  return false;
}

/// libcurl's socket has failed: another takes its place. False: there is none.
bool AddressRace::replace(TimePoint now) {
  const bool started = start_next(now);
  if (own_.empty()) return false;
  const auto other = started ? std::prev(own_.end()) : own_.begin();
  const std::size_t failed_one = current_;
  const int error = take_connect_error(fd_);
  const bool in_place = put_in_place(*other);
  candidates_[failed_one].error = error;
  drop(other);
  return in_place;
}

/// From now on libcurl's number means this socket.
bool AddressRace::put_in_place(Own& own) {
  course_.sockets().unwatch(own.socket.get());
  if (dup3(own.socket.get(), fd_, O_CLOEXEC) < 0) return false;
  current_ = own.candidate;
  course_.sockets().replaced(fd_);
  return true;
}

void AddressRace::won(TimePoint now) {
  const int fd = fd_;
  end();
  fd_ = fd;
  connected_at_ = now;
  if (current_ > 0) course_.set_favourite(name_, candidates_[current_].address);
}

void AddressRace::drop(std::vector<Own>::iterator own) noexcept {
  course_.sockets().unwatch(own->socket.get());
  own_.erase(own);
}

void AddressRace::end() noexcept {
  ++number_;
  while (!own_.empty()) drop(std::prev(own_.end()));
  if (fd_ >= 0 && course_.sockets().race(fd_) == this) course_.sockets().settled(fd_);
  fd_ = -1;
}

const Address* AddressRace::peer() const noexcept {
  return current_ < candidates_.size() && next_ > 0 ? &candidates_[current_].address : nullptr;
}

int AddressRace::error() const noexcept {
  int last = 0;
  for (const auto& candidate : candidates_) {
    if (candidate.error == ECONNREFUSED) return ECONNREFUSED;
    if (candidate.error != 0) last = candidate.error;
  }
  return last;
}

std::string AddressRace::tried() const {
  if (candidates_.size() < 2) return {};
  std::string all;
  for (std::size_t i = 0; i < std::min(next_, kNamed); ++i) {
    if (i > 0) all += ", ";
    all += to_text(candidates_[i].address);
  }
  if (next_ > kNamed) all += " and " + std::to_string(next_ - kNamed) + " more";
  return all;
}

}  // namespace urlfan
