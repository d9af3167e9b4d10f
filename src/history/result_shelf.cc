#include "src/history/result_shelf.h"

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace urlfan {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

ResultShelf::Place ResultShelf::put(const EarlierResult& earlier) {
  const std::string_view text = earlier.text;
  const auto size = static_cast<std::uint32_t>(text.size());
  if (in_ != nullptr && earlier.offset) return {.offset = *earlier.offset, .size = size};
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): handed to its owner at once
  if (!copies_) copies_.reset(std::tmpfile());
  if (!copies_) fail("a temporary file");
  if (std::fwrite(text.data(), 1, text.size(), copies_.get()) != text.size()) {
    fail("a temporary file");
  }
  copied_ += size;
  return {.offset = copied_ - size, .size = size, .copied = true};
}

Result ResultShelf::take(const Place& place) {
  std::string text;
  try {
    if (read(place, text)) return result_of(text);
  } catch (const std::exception&) {
    // Not what was read before.
  }
  throw std::runtime_error(name_ + " has changed while it was read");
}

bool ResultShelf::read(const Place& place, std::string& text) {
  text.resize(place.size);
  if (place.copied) {
    return fseeko(copies_.get(), static_cast<off_t>(place.offset), SEEK_SET) == 0 &&
           std::fread(text.data(), 1, text.size(), copies_.get()) == text.size();
  }
  in_->clear();
  in_->seekg(static_cast<std::streamoff>(place.offset));
  in_->read(text.data(), static_cast<std::streamsize>(text.size()));
  return in_->good();
}

}  // namespace urlfan
