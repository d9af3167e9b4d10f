#include "src/cli/output_channel.h"

#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <new>
#include <system_error>
#include <utility>

namespace urlfan {
namespace {

// So much is gathered before it is written without being asked for.
constexpr std::size_t kBlock = std::size_t{64} << 10U;

/// Whether writing may have to wait for a reader: not on a disk, /dev/null or /dev/full.
bool may_wait(int fd) {
  struct stat facts {};
  if (fstat(fd, &facts) != 0) return true;
  return !S_ISREG(facts.st_mode) && (!S_ISCHR(facts.st_mode) || isatty(fd) == 1);
}

}  // namespace

OutputError::OutputError(const std::string& name, int error)
    : std::runtime_error("cannot write " + name + ": " + std::generic_category().message(error)),
      broken_pipe_(error == EPIPE) {}

OutputChannel::OutputChannel(int fd, std::string name)
    : fd_(fd), name_(std::move(name)), never_waits_(!may_wait(fd)) {
  // Now: when it is needed, connections may have taken the last descriptor.
  if (!never_waits_) listen();
}

bool OutputChannel::listen() const {
  Descriptor ear(epoll_create1(EPOLL_CLOEXEC));
  epoll_event event{};
  event.events = EPOLLOUT;
  if (ear.get() < 0 || epoll_ctl(ear.get(), EPOLL_CTL_ADD, fd_, &event) != 0) return false;
  ear_.emplace(std::move(ear));
  return true;
}

bool OutputChannel::takes_more() const noexcept {
  if (never_waits_) return true;
  pollfd mouth{fd_, POLLOUT, 0};
  return poll(&mouth, 1, 0) > 0;
}

void OutputChannel::drop_sent() noexcept {
  if (sent_ == kept_.size()) {
    kept_.clear();
    sent_ = 0;
    if (kept_.capacity() > 2 * kBlock) kept_ = {};
  } else if (sent_ >= kept_.size() / 2) {
    kept_.erase(0, sent_);
    sent_ = 0;
  }
}

void OutputChannel::push() {
  while (unwritten() > 0 && takes_more()) {
    // After POLLOUT a pipe has room for so much (pipe(7)): more could wait although the descriptor
    // was ready.
    const std::size_t most =
        never_waits_ ? unwritten() : std::min<std::size_t>(unwritten(), PIPE_BUF);
    const ssize_t written = ::write(fd_, kept_.data() + sent_, most);
    if (written < 0) {
      const int error = errno;
      if (error == EINTR && never_waits_) continue;
      // Another writer was faster, or a signal has come, which goes first.
      if (error == EAGAIN || error == EINTR) break;
      kept_.clear();
      sent_ = 0;
      throw OutputError(name_, error);
    }
    sent_ += static_cast<std::size_t>(written);
  }
  drop_sent();
}

void OutputChannel::drain(const Wait& wait, std::size_t most) {
  while (unwritten() > most) {
    push();
    if (unwritten() > most) wait({fd_, POLLOUT, 0});
  }
}

int OutputChannel::wait_fd() const {
  if (!ear_ && !listen()) throw OutputError(name_, errno);
  return ear_->get();
}

void OutputChannel::say(std::string_view text) noexcept {
  try {
    kept_.append(text);
    push();
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the next one is tried again
  }
}

void OutputChannel::finish_saying() noexcept {
  try {
    drain([](pollfd mouth) { poll(&mouth, 1, -1); });
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): as above
  }
}

OutputChannel::int_type OutputChannel::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char character = traits_type::to_char_type(c);
  xsputn(&character, 1);
  return c;
}

std::streamsize OutputChannel::xsputn(const char* text, std::streamsize size) {
  kept_.append(text, static_cast<std::size_t>(size));
  if (unwritten() >= kBlock) push();
  return size;
}

int OutputChannel::sync() {
  push();
  return 0;
}

OutputChannel& standard_error() {
  static OutputChannel channel(STDERR_FILENO, "standard error");
  return channel;
}

}  // namespace urlfan
