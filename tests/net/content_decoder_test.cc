#include "src/net/content_decoder.h"

#include <brotli/encode.h>
#include <gmock/gmock.h>
#include <zlib.h>
#include <zstd.h>

#include <string>
#include <string_view>
#include <vector>

namespace urlfan::content_decoder_test {
namespace {

/// As inflateInit2 has them: 31 is gzip, 15 zlib, -15 neither.
std::string deflated(const std::string& text, int bits) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
  std::string coded(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<unsigned>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<unsigned>(coded.size());
  deflate(&stream, Z_FINISH);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  return coded;
}

std::string gzipped(const std::string& text) { return deflated(text, 31); }

std::string brotli(const std::string& text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size()) + 64;
  std::string coded(size, '\0');
  BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, text.size(),
                        reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                        reinterpret_cast<std::uint8_t*>(coded.data()));
  coded.resize(size);
  return coded;
}

std::string zstd(const std::string& text, int window_log = 0) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  if (window_log != 0) ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  std::string coded(ZSTD_compressBound(text.size()), '\0');
  // As a stream: a frame that tells its size needs no window.
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  ZSTD_outBuffer out{coded.data(), coded.size(), 0};
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush);
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_end);
  coded.resize(out.pos);
  ZSTD_freeCCtx(context);
  return coded;
}

struct Decoded {
  std::string text;
  bool ended = false;
  bool broken = false;
  std::size_t largest = 0;
};

/// Fed in blocks of this size.
Decoded decode(const std::vector<std::string>& codings, const std::string& coded,
               std::size_t block = std::string::npos) {
  ContentDecoder decoder(codings);
  Decoded result;
  for (std::size_t at = 0; at < coded.size(); at += std::min(block, coded.size())) {
    std::string_view left = std::string_view(coded).substr(at, block);
    for (auto piece = decoder.next(left); !piece.empty(); piece = decoder.next(left)) {
      result.text += piece;
      result.largest = std::max(result.largest, piece.size());
    }
    if (decoder.is_broken()) break;
    EXPECT_TRUE(left.empty());
  }
  result.ended = decoder.has_ended();
  result.broken = decoder.is_broken();
  return result;
}

void expect_whole(const Decoded& decoded, const std::string& text) {
  EXPECT_TRUE(decoded.text == text);
  EXPECT_TRUE(decoded.ended);
  EXPECT_FALSE(decoded.broken);
}

/// Does not pack to nothing, and is longer than a few pieces.
std::string long_text() {
  std::string text;
  for (unsigned i = 0; text.size() < 200'000; ++i) text += std::to_string(i * 2654435761U) + " ";
  return text;
}

const std::string kText = "fine\n";

TEST(ContentDecoder, UndoesEachCodingWhateverTheBlocks) {
  for (const std::string& text : {kText, long_text(), std::string()}) {
    for (const std::size_t block : {std::size_t{1}, std::size_t{7}, std::string::npos}) {
      expect_whole(decode({"gzip"}, gzipped(text), block), text);
      expect_whole(decode({"x-gzip"}, gzipped(text), block), text);
      expect_whole(decode({"deflate"}, deflated(text, 15), block), text);
      expect_whole(decode({"deflate"}, deflated(text, -15), block), text);
      expect_whole(decode({"br"}, brotli(text), block), text);
      expect_whole(decode({"zstd"}, zstd(text), block), text);
    }
  }
}

TEST(ContentDecoder, UndoesTheLastCodingFirst) {
  const std::string coded = brotli(zstd(gzipped(long_text())));
  for (const std::size_t block : {std::size_t{1}, std::string::npos}) {
    expect_whole(decode({"gzip", "zstd", "br"}, coded, block), long_text());
  }
}

TEST(ContentDecoder, EachMemberOfAGzipBodyCounts) {
  expect_whole(decode({"gzip"}, gzipped("fi") + gzipped("") + gzipped("ne\n")), kText);
  expect_whole(decode({"gzip"}, gzipped("fi") + gzipped("ne\n"), 1), kText);
  const std::string cut = gzipped("ne\n").substr(0, 12);
  EXPECT_FALSE(decode({"gzip"}, gzipped("fi") + cut).ended);
}

TEST(ContentDecoder, WhatIsBehindAGzipBodyIsPadding) {
  expect_whole(decode({"gzip"}, gzipped(kText) + std::string(100, '\0')), kText);
  expect_whole(decode({"gzip"}, gzipped(kText) + "padding", 1), kText);
}

TEST(ContentDecoder, EachFrameOfAZstdBodyCounts) {
  expect_whole(decode({"zstd"}, zstd("fi") + zstd("ne\n")), kText);
  expect_whole(decode({"zstd"}, zstd("fi") + zstd("ne\n"), 1), kText);
}

TEST(ContentDecoder, WhatIsCutHasNotEndedWhereverThatIs) {
  struct Case {
    std::vector<std::string> codings;
    std::string coded;
  };
  const std::vector<Case> cases{{{"gzip"}, gzipped(kText)},
                                {{"deflate"}, deflated(kText, 15)},
                                {{"deflate"}, deflated(kText, -15)},
                                {{"br"}, brotli(kText)},
                                {{"zstd"}, zstd(kText)},
                                {{"br", "gzip"}, gzipped(brotli(kText))}};
  for (const auto& [codings, coded] : cases) {
    for (std::size_t size = 1; size < coded.size(); ++size) {
      const Decoded decoded = decode(codings, coded.substr(0, size));
      EXPECT_FALSE(decoded.ended) << codings.front() << " " << size;
      EXPECT_FALSE(decoded.broken) << codings.front() << " " << size;
    }
  }
}

TEST(ContentDecoder, TheInnerStreamHasToEndToo) {
  const std::string inner = gzipped(kText);
  const Decoded decoded = decode({"gzip", "gzip"}, gzipped(inner.substr(0, inner.size() - 1)));
  EXPECT_FALSE(decoded.ended);
  EXPECT_FALSE(decoded.broken);
}

TEST(ContentDecoder, WhatIsNotWhatItsCodingSaysIsBroken) {
  for (const char* coding : {"gzip", "zstd"}) {
    EXPECT_TRUE(decode({coding}, "fine, but not packed\n").broken) << coding;
  }
  std::string wrong_sum = gzipped(kText);
  wrong_sum[wrong_sum.size() - 5] ^= 1;
  EXPECT_TRUE(decode({"gzip"}, wrong_sum).broken);
  EXPECT_TRUE(decode({"gzip", "gzip"}, gzipped("fine, but packed only once\n")).broken);
}

TEST(ContentDecoder, WhatIsPackedTightlyComesInPieces) {
  const std::string text(20'000'000, ' ');
  const std::string coded = gzipped(text);
  ASSERT_LT(coded.size(), 20'000U);
  const Decoded decoded = decode({"gzip"}, coded);
  expect_whole(decoded, text);
  EXPECT_LE(decoded.largest, ContentDecoder::kPiece);
}

TEST(ContentDecoder, AWindowOfZstdIsAtMostEightMebibytes) {
  const std::string text(100'000, 'x');
  expect_whole(decode({"zstd"}, zstd(text, 23)), text);
  EXPECT_TRUE(decode({"zstd"}, zstd(text, 24)).broken);
}

TEST(ContentDecoder, KnowsTheCodingsOfTheWeb) {
  for (const char* coding : {"gzip", "x-gzip", "deflate", "br", "zstd"}) {
    EXPECT_TRUE(ContentDecoder::knows(coding)) << coding;
  }
  for (const char* coding : {"", "none", "utf-8", "aws-chunked", "compress"}) {
    EXPECT_FALSE(ContentDecoder::knows(coding)) << coding;
  }
}

}  // namespace
}  // namespace urlfan::content_decoder_test
