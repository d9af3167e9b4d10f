#ifndef URLFAN_TESTS_SUPPORT_GZIP_H_
#define URLFAN_TESTS_SUPPORT_GZIP_H_

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace urlfan {

/// One member of gzip.
inline std::string gzip(std::string_view text) {
  z_stream stream{};
  constexpr int with_gzip_header = 16 + MAX_WBITS;
  if (deflateInit2(&stream, 6, Z_DEFLATED, with_gzip_header, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string in(text);
  std::string out(deflateBound(&stream, in.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_GZIP_H_
