#include "src/list/gunzip.h"

#include <new>
#include <stdexcept>

namespace urlfan {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;

}  // namespace

Gunzip::Gunzip() {
  if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
}

Gunzip::~Gunzip() { inflateEnd(&stream_); }

void Gunzip::feed(std::string_view packed) {
  packed_ = packed;
  // libz takes what it reads for something that it might write.
  stream_.next_in = static_cast<Bytef*>(static_cast<void*>(packed_.data()));
  stream_.avail_in = static_cast<uInt>(packed_.size());
  may_have_more_ = true;
}

std::size_t Gunzip::take(char* room, std::size_t size) {
  if (!problem_.empty()) throw std::runtime_error(problem_);
  stream_.next_out = static_cast<Bytef*>(static_cast<void*>(room));
  stream_.avail_out = static_cast<uInt>(size);
  while (stream_.avail_out > 0) {
    // Tapes and block devices are filled up with zeros.
    while (whole_ && stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (whole_ && stream_.avail_in == 0) break;
    if (whole_) {
      inflateReset(&stream_);
      whole_ = false;
    }
    const int code = inflate(&stream_, Z_NO_FLUSH);
    if (code == Z_BUF_ERROR) break;  // it needs more
    if (code == Z_STREAM_END) {
      whole_ = true;
      if (stream_.avail_in == 0) break;
    } else if (code != Z_OK) {
      problem_ = std::string("not valid gzip data: ") +
                 (stream_.msg != nullptr ? stream_.msg : zError(code));
      break;
    }
  }
  const std::size_t got = size - stream_.avail_out;
  // What came before it is sound.
  if (got == 0 && !problem_.empty()) throw std::runtime_error(problem_);
  may_have_more_ = stream_.avail_out == 0 || !problem_.empty();
  return got;
}

}  // namespace urlfan
