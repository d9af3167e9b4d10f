#ifndef URLFAN_LIST_GUNZIP_H_
#define URLFAN_LIST_GUNZIP_H_

#include <zlib.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace urlfan {

/// Unpacks gzip (RFC 1952), one member after the other, piece by piece. libz keeps its address, so
/// it neither moves nor copies.
class Gunzip {
 public:
  /// Whether what begins so is packed: no text starts with this control character.
  static bool begins(std::string_view bytes) noexcept { return bytes.starts_with('\x1F'); }

  /// Throws std::bad_alloc.
  Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip();

  /// Gives it more, when it has unpacked all that it had.
  void feed(std::string_view packed);
  /// Unpacks into `room` and returns how much; 0: it needs more. Throws std::runtime_error for what
  /// is no gzip, once all before it is taken.
  std::size_t take(char* room, std::size_t size);
  /// There is something left to take. May also be nothing.
  bool has_more() const noexcept { return may_have_more_; }
  /// All that came so far ends where a member ends.
  bool is_whole() const noexcept { return whole_; }

 private:
  z_stream stream_{};
  std::string packed_;
  /// Why there can be no more.
  std::string problem_;
  bool may_have_more_ = false;
  bool whole_ = true;
};

}  // namespace urlfan

#endif  // URLFAN_LIST_GUNZIP_H_
