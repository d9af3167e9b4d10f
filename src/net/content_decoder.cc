#include "src/net/content_decoder.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <new>

namespace urlfan {
namespace {

// The codings say bytes, streams of text are chars.
unsigned char* as_bytes(char* text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what the libraries take
  return reinterpret_cast<unsigned char*>(text);
}
const unsigned char* as_bytes(const char* text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what the libraries take
  return reinterpret_cast<const unsigned char*>(text);
}

using Stage = ContentDecoder::Stage;
using Step = ContentDecoder::Step;

/// A stream of zlib.
class Inflater {
 public:
  Inflater() = default;
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (begun_) inflateEnd(&stream_);
  }

  bool has_begun() const noexcept { return begun_; }
  /// `bits` as inflateInit2 has them.
  void begin(int bits) {
    if (inflateInit2(&stream_, bits) != Z_OK) throw std::bad_alloc();
    begun_ = true;
  }
  void begin_again() { inflateReset(&stream_); }

  Step run(std::string_view& coded, std::span<char> room) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib only reads it
    stream_.next_in = const_cast<unsigned char*>(as_bytes(coded.data()));
    stream_.avail_in = static_cast<unsigned>(coded.size());
    stream_.next_out = as_bytes(room.data());
    stream_.avail_out = static_cast<unsigned>(room.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    coded.remove_prefix(coded.size() - stream_.avail_in);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    const bool ended = result == Z_STREAM_END;
    return {.written = room.size() - stream_.avail_out,
            .ended = ended,
            .broken = !ended && result != Z_OK && result != Z_BUF_ERROR};
  }

 private:
  z_stream stream_{};
  bool begun_ = false;
};

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr char kFirstOfMember = 0x1f;

/// One member after the other, and then perhaps padding (RFC 1952, section 2.2).
class Gzip final : public Stage {
 public:
  Gzip() { inflater_.begin(kGzipOnly); }

  Step undo(std::string_view& coded, std::span<char> room) override {
    if (between_ && !coded.empty()) {
      padded_ = padded_ || coded.front() != kFirstOfMember;
      if (!padded_) inflater_.begin_again();
      between_ = padded_;
    }
    if (between_) {
      coded = {};
      return {.ended = true};
    }
    const Step step = inflater_.run(coded, room);
    between_ = step.ended;
    return step;
  }

 private:
  Inflater inflater_;
  /// A member has ended.
  bool between_ = false;
  bool padded_ = false;
};

/// In zlib's format, as it ought to be, or without it (RFC 9110, section 8.4.1.2).
class Deflate final : public Stage {
 public:
  Step undo(std::string_view& coded, std::span<char> room) override {
    if (ended_) {
      coded = {};
      return {.ended = true};
    }
    if (!inflater_.has_begun() && !begin(coded)) return {};
    Step step;
    if (!head_left_.empty()) step = inflater_.run(head_left_, room);
    if (step.written == 0 && !step.ended && !step.broken) step = inflater_.run(coded, room);
    ended_ = step.ended;
    return step;
  }

 private:
  /// The first two bytes tell which it is. False: they are not there yet.
  bool begin(std::string_view& coded) {
    while (filled_ < head_.size() && !coded.empty()) {
      head_.at(filled_++) = coded.front();
      coded.remove_prefix(1);
    }
    if (filled_ < head_.size()) return false;
    inflater_.begin(is_zlib() ? MAX_WBITS : -MAX_WBITS);
    head_left_ = {head_.data(), head_.size()};
    return true;
  }

  /// RFC 1950, section 2.2.
  bool is_zlib() const {
    const unsigned method = static_cast<unsigned char>(head_[0]);
    const unsigned flags = static_cast<unsigned char>(head_[1]);
    return (method & 0x0fU) == 8 && method >> 4U <= 7 && (method * 256 + flags) % 31 == 0;
  }

  Inflater inflater_;
  std::array<char, 2> head_{};
  std::size_t filled_ = 0;
  std::string_view head_left_;
  bool ended_ = false;
};

class Brotli final : public Stage {
 public:
  Brotli() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (!state_) throw std::bad_alloc();
  }

  Step undo(std::string_view& coded, std::span<char> room) override {
    if (ended_) {
      coded = {};
      return {.ended = true};
    }
    std::size_t left = coded.size();
    const unsigned char* in = as_bytes(coded.data());
    std::size_t free = room.size();
    unsigned char* out = as_bytes(room.data());
    const auto result =
        BrotliDecoderDecompressStream(state_.get(), &left, &in, &free, &out, nullptr);
    coded.remove_prefix(coded.size() - left);
    ended_ = result == BROTLI_DECODER_RESULT_SUCCESS;
    const bool broken = result == BROTLI_DECODER_RESULT_ERROR;
    if (broken && is_memory(BrotliDecoderGetErrorCode(state_.get()))) throw std::bad_alloc();
    return {.written = room.size() - free, .ended = ended_, .broken = broken};
  }

 private:
  struct Free {
    void operator()(BrotliDecoderState* state) const noexcept {
      BrotliDecoderDestroyInstance(state);
    }
  };
  static bool is_memory(BrotliDecoderErrorCode code) {
    return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
           code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
  }

  std::unique_ptr<BrotliDecoderState, Free> state_;
  bool ended_ = false;
};

constexpr int kLogOfEightMebibytes = 23;  // RFC 9659, section 3

/// One frame after the other (RFC 8878, section 3.1).
class Zstd final : public Stage {
 public:
  Zstd() : state_(ZSTD_createDStream()) {
    if (!state_) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(state_.get(), ZSTD_d_windowLogMax, kLogOfEightMebibytes);
  }

  Step undo(std::string_view& coded, std::span<char> room) override {
    if (ended_ && coded.empty()) return {.ended = true};
    ZSTD_inBuffer in{coded.data(), coded.size(), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const std::size_t result = ZSTD_decompressStream(state_.get(), &out, &in);
    coded.remove_prefix(in.pos);
    const bool broken = ZSTD_isError(result) != 0;
    if (broken && ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) throw std::bad_alloc();
    ended_ = result == 0;
    return {.written = out.pos, .ended = ended_, .broken = broken};
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* state) const noexcept { ZSTD_freeDStream(state); }
  };

  std::unique_ptr<ZSTD_DStream, Free> state_;
  bool ended_ = false;
};

std::unique_ptr<Stage> make_stage(std::string_view coding) {
  if (coding == "gzip" || coding == "x-gzip") return std::make_unique<Gzip>();
  if (coding == "deflate") return std::make_unique<Deflate>();
  if (coding == "br") return std::make_unique<Brotli>();
  if (coding == "zstd") return std::make_unique<Zstd>();
  return {};
}

}  // namespace

bool ContentDecoder::knows(std::string_view coding) noexcept {
  constexpr std::array known{"gzip", "x-gzip", "deflate", "br", "zstd"};
  return std::find(known.begin(), known.end(), coding) != known.end();
}

ContentDecoder::ContentDecoder(const std::vector<std::string>& codings) {
  const std::vector<std::string> last_first(codings.rbegin(), codings.rend());
  for (const auto& coding : last_first) {
    Link& link = links_.emplace_back();
    link.stage = make_stage(coding);
    link.room = std::make_unique<std::array<char, kPiece>>();
  }
}

/// Each link draws what it needs from the one before it.
std::string_view ContentDecoder::next(std::string_view& coded) {
  std::size_t at = links_.size() - 1;
  while (!broken_) {
    Link& link = links_[at];
    std::string_view& input = at == 0 ? coded : links_[at - 1].made;
    const std::size_t before = input.size();
    const Step step = link.stage->undo(input, *link.room);
    link.ended = step.ended;
    broken_ = step.broken;
    if (step.written > 0) {
      const std::string_view made(link.room->data(), step.written);
      if (++at == links_.size()) return made;
      link.made = made;
    } else if (!input.empty()) {
      broken_ = broken_ || input.size() == before;  // it would stand there for ever
    } else if (at == 0) {
      break;
    } else {
      --at;
    }
  }
  return {};
}

bool ContentDecoder::has_ended() const noexcept {
  return std::all_of(links_.begin(), links_.end(), [](const Link& link) { return link.ended; });
}

}  // namespace urlfan
