#ifndef URLFAN_REPORT_PACKED_TEXT_H_
#define URLFAN_REPORT_PACKED_TEXT_H_

#include <zlib.h>

#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

namespace urlfan {

/// Takes text, and writes it as base64 of a gzip: lines that are whole in themselves. Either takes
/// a text whole or throws std::bad_alloc.
class PackedText final : public std::streambuf {
 public:
  /// `out` must outlive this one. Throws std::bad_alloc.
  explicit PackedText(std::ostream& out);
  PackedText(const PackedText&) = delete;
  PackedText& operator=(const PackedText&) = delete;
  ~PackedText() override;

  /// Writes what is left. Nothing may come after.
  void end();

 private:
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int_type overflow(int_type c) override;

  void pack(std::string_view text, int flush);
  /// Writes all whole lines.
  void write_lines();

  std::ostream& out_;
  z_stream stream_{};
  /// Packed, and not written yet.
  std::string packed_;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_PACKED_TEXT_H_
