#ifndef URLFAN_NET_CONTENT_DECODER_H_
#define URLFAN_NET_CONTENT_DECODER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace urlfan {

/// Undoes the content codings of one body (RFC 9110, section 8.4.1) piece by piece, so that what is
/// small on the wire is never large in memory before somebody has room for it.
class ContentDecoder {
 public:
  /// More than any server applies on purpose.
  static constexpr std::size_t kMostCodings = 5;
  /// No piece is larger.
  static constexpr std::size_t kPiece = std::size_t{16} << 10U;

  /// gzip, deflate (zlib's format, and without it), br and zstd.
  static bool knows(std::string_view coding) noexcept;

  /// `codings` in the order in which they were applied, at most kMostCodings, each of them known.
  /// Throws std::bad_alloc, as next() does.
  explicit ContentDecoder(const std::vector<std::string>& codings);

  /// Takes from the front of `coded` what makes the next piece, and returns that; it stays until
  /// the next call. Empty: `coded` is used up, or the body is broken.
  std::string_view next(std::string_view& coded);

  /// The bytes are not what their coding says: nothing more comes.
  bool is_broken() const noexcept { return broken_; }
  /// All that was coded has come: each stream has ended.
  bool has_ended() const noexcept;

  /// What came of a step of one coding.
  struct Step {
    std::size_t written = 0;
    /// All that was coded has come, so far as is known.
    bool ended = false;
    bool broken = false;
  };

  /// One coding, of its kind.
  class Stage {
   public:
    Stage() = default;
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    virtual ~Stage() = default;
    /// Takes from `coded` and writes to `room`. Nothing taken and nothing written: it needs more.
    /// What comes behind the end is dropped.
    virtual Step undo(std::string_view& coded, std::span<char> room) = 0;
  };

 private:
  /// A stage, and what it has made that the next has not taken.
  struct Link {
    std::unique_ptr<Stage> stage;
    std::unique_ptr<std::array<char, kPiece>> room;
    std::string_view made;
    bool ended = false;
  };

  /// The one that was applied last comes first.
  std::vector<Link> links_;
  bool broken_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_NET_CONTENT_DECODER_H_
