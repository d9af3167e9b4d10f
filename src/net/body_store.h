#ifndef URLFAN_NET_BODY_STORE_H_
#define URLFAN_NET_BODY_STORE_H_

#include <atomic>
#include <cstddef>
#include <limits>
#include <vector>

namespace urlfan {

class Transfer;

/// How much of bodies one loop keeps in memory, in its transfers and in what it handed over and the
/// coordinator has not dealt with. When it is too much, transfers have to wait with what their
/// servers send; one goes on when nothing else would ever make room.
class BodyStore {
 public:
  explicit BodyStore(std::size_t most) : most_(most) {}

  // --- of the loop's thread ---

  /// Whether the transfer, which keeps `already`, may keep so much more. If not, it has to wait,
  /// and is remembered. A small body never has to.
  bool take(Transfer& transfer, std::size_t already, std::size_t more);
  /// So much of what a transfer kept goes into its completion, or is thrown away.
  void hand_over(std::size_t bytes) noexcept;
  void drop(std::size_t bytes) noexcept;
  /// The transfer has ended, with its body handed over.
  void ended(Transfer& transfer);
  /// Those that waited and may try again.
  std::vector<Transfer*> take_resumed();

  // --- of the coordinator's thread ---

  /// So much of what was handed over is dealt with. True when the loop should look for room.
  bool dealt_with(std::size_t bytes) noexcept;

  /// So much waits with the coordinator. True when the loop should look for room.
  bool set_backlog(std::size_t bytes) noexcept;

  /// Without the backlog. Any thread.
  std::size_t bytes() const noexcept { return kept_ + handed_; }

 private:
  bool has_room_for(std::size_t more) const noexcept { return bytes() + backlog_ + more <= most_; }

  std::size_t most_;
  std::atomic<std::size_t> kept_{0};
  std::atomic<std::size_t> handed_{0};
  std::atomic<std::size_t> backlog_{0};
  /// There are some in waiting_.
  std::atomic<bool> somebody_waits_{false};
  /// The one that goes on when there is too much.
  Transfer* first_ = nullptr;
  std::vector<Transfer*> waiting_;
  /// The least that one of them wants.
  std::size_t wanted_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace urlfan

#endif  // URLFAN_NET_BODY_STORE_H_
