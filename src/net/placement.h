#ifndef URLFAN_NET_PLACEMENT_H_
#define URLFAN_NET_PLACEMENT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace urlfan {

/// Which multi of a loop carries an exchange. A host belongs to one, where its connections are. But
/// libcurl walks all connections of a host for every request, so a host with many in flight gets
/// shares in several; the first share with room is where a connection has just become free.
class Placement {
 public:
  static constexpr std::size_t kMostShares = 8;
  /// In flight in one share before the next is begun.
  static constexpr std::uint32_t kShare = 16;

 private:
  using Shares = std::array<std::uint32_t, kMostShares>;
  using Hosts = std::unordered_map<std::string, Shares>;

 public:
  /// A place that was taken. Good until it is left.
  struct Seat {
    Hosts::value_type* host = nullptr;
    std::size_t share = 0;
  };

  /// `shares`: into how many, at most, this host may be cut.
  Seat enter(const std::string& host, std::size_t shares);
  void leave(const Seat& seat);
  /// Places that are taken.
  std::size_t in_flight(const std::string& host) const;

 private:
  Hosts hosts_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_PLACEMENT_H_
