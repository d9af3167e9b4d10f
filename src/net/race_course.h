#ifndef URLFAN_NET_RACE_COURSE_H_
#define URLFAN_NET_RACE_COURSE_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "src/net/address.h"
#include "src/net/socket_table.h"
#include "urlfan/clock.h"

namespace urlfan {

class AddressRace;

/// After so long the next address is tried (RFC 8305, section 8).
constexpr Duration kNextAddressAfter = std::chrono::milliseconds(250);

/// What the races of one loop have in common: the rules, when the next one has to go on, and which
/// address of a name answered last. The loop's thread alone.
class RaceCourse {
 public:
  struct Rules {
    /// Only addresses that are public.
    bool deny_private = false;
    /// As in ClientConfig.
    std::string interface = {};
  };

  /// The table must outlive it, and so must the races that are in it.
  RaceCourse(SocketTable& sockets, Rules rules) : sockets_(sockets), rules_(std::move(rules)) {}

  SocketTable& sockets() const noexcept { return sockets_; }
  const Rules& rules() const noexcept { return rules_; }

  /// Another address of this race is to be tried, unless it is over by then.
  void call_later(AddressRace& race, TimePoint now);
  /// Calls those whose time has come.
  void call_due(TimePoint now);
  /// When that will be worth a call.
  std::optional<TimePoint> due();

  /// The address of this name that answered last, where others had to be given up for it; may be
  /// null.
  const Address* favourite(std::string_view name) const;
  void set_favourite(std::string_view name, const Address& address);

 private:
  struct Call {
    TimePoint at;
    AddressRace* race = nullptr;
    /// Which of its connections was meant.
    std::uint64_t number = 0;
  };

  SocketTable& sockets_;
  Rules rules_;
  /// All wait equally long, so the first to come is the first to go.
  std::deque<Call> calls_;
  std::unordered_map<std::string, Address> favourites_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_RACE_COURSE_H_
