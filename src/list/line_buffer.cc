#include "src/list/line_buffer.h"

#include <utility>

namespace urlfan {
namespace {

constexpr std::size_t kLineBlock = std::size_t{64} << 10U;
constexpr std::size_t kLongStart = 256;

}  // namespace

std::optional<LineBuffer::Line> LineBuffer::take(bool at_end) {
  const std::string_view held = buffer_;
  const auto end = held.find('\n', searched_);
  if (end != std::string_view::npos) {
    const auto text = held.substr(start_, end - start_);
    start_ = searched_ = end + 1;
    return finish(text);
  }
  searched_ = held.size();
  const auto rest = held.substr(start_);
  if (at_end) {
    start_ = searched_;
    if (rest.empty() && long_start_.empty()) return {};
    return finish(rest);
  }
  if (rest.size() > kMaxLine + 1) {  // one more may be a CR
    if (long_start_.empty()) long_start_ = rest.substr(0, kLongStart);
    start_ = searched_;
  }
  return {};
}

LineBuffer::Line LineBuffer::finish(std::string_view text) {
  if (!long_start_.empty()) {
    long_line_ = std::exchange(long_start_, {});
    return {.text = long_line_, .too_long = true};
  }
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.size() > kMaxLine) return {.text = text.substr(0, kLongStart), .too_long = true};
  return {.text = text};
}

std::ptrdiff_t LineBuffer::fill(const std::function<std::ptrdiff_t(char*, std::size_t)>& read) {
  buffer_.erase(0, start_);
  searched_ -= start_;
  start_ = 0;
  const std::size_t held = buffer_.size();
  buffer_.resize(held + kLineBlock);
  try {
    const std::ptrdiff_t got = read(buffer_.data() + held, kLineBlock);
    buffer_.resize(held + static_cast<std::size_t>(got > 0 ? got : 0));
    return got;
  } catch (...) {
    buffer_.resize(held);
    throw;
  }
}

void LineBuffer::clear() {
  buffer_.clear();
  start_ = searched_ = 0;
  long_start_.clear();
}

}  // namespace urlfan
