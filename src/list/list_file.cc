#include "src/list/list_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace urlfan {
namespace {

[[noreturn]] void fail(int error, const std::string& name) {
  throw std::system_error(error, std::generic_category(), name);
}

bool readable_now(int fd) {
  pollfd ear{fd, POLLIN, 0};
  return poll(&ear, 1, 0) > 0;
}

}  // namespace

ListFile::ListFile(std::string name)
    : name_(std::move(name)),
      // A FIFO is there before who writes to it: that is waited for with all else, not in open().
      fd_(name_ == "-" ? STDIN_FILENO : open(name_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (fd_ < 0) fail(errno, name_);
  look_at_it();
}

ListFile::ListFile(std::string name, Descriptor file)
    : name_(std::move(name)), fd_(file.release()) {
  look_at_it();
}

void ListFile::look_at_it() {
  struct stat facts {};
  if (fstat(fd_, &facts) != 0) fail(errno, name_);
  if (S_ISDIR(facts.st_mode)) fail(EISDIR, name_);
  regular_ = S_ISREG(facts.st_mode);
  if (regular_) start_ = lseek(fd_, 0, SEEK_CUR);
}

ListFile::ListFile(ListFile&& other) noexcept
    : name_(std::move(other.name_)),
      fd_(std::exchange(other.fd_, -1)),
      regular_(other.regular_),
      start_(other.start_),
      started_(other.started_),
      gunzip_(std::move(other.gunzip_)),
      always_ready_(std::exchange(other.always_ready_, -1)) {}

ListFile::~ListFile() {
  if (fd_ > STDIN_FILENO) close(fd_);
  if (always_ready_ >= 0) close(always_ready_);
}

bool ListFile::is_ready() const {
  return regular_ || (gunzip_ && gunzip_->has_more()) || readable_now(fd_);
}

int ListFile::wait_fd() const noexcept {
  const bool unpacked = gunzip_ && gunzip_->has_more() && always_ready_ >= 0;
  return unpacked ? always_ready_ : fd_;
}

std::size_t ListFile::read_packed(char* room, std::size_t size) const {
  const auto got = ::read(fd_, room, size);
  if (got < 0) fail(errno, name_);
  return static_cast<std::size_t>(got);
}

void ListFile::rewind() {
  if (lseek(fd_, start_, SEEK_SET) < 0) fail(errno, name_);
  started_ = false;
  gunzip_.reset();
  const Descriptor no_more(std::exchange(always_ready_, -1));
}

std::size_t ListFile::read(char* room, std::size_t size) {
  if (!started_) {
    const std::size_t got = read_packed(room, size);
    started_ = got > 0;
    if (!Gunzip::begins({room, got})) return got;
    gunzip_ = std::make_unique<Gunzip>();
    always_ready_ = open("/dev/null", O_RDONLY | O_CLOEXEC);
    gunzip_->feed({room, got});
  }
  if (!gunzip_) return read_packed(room, size);
  while (true) {
    if (const auto got = gunzip_->take(room, size); got > 0) return got;
    if (!is_ready()) fail(EAGAIN, name_);
    const auto got = read_packed(room, size);
    if (got == 0 && !gunzip_->is_whole()) {
      throw std::runtime_error(name_ + ": the gzip data ends in the middle");
    }
    if (got == 0) return 0;
    gunzip_->feed({room, got});
  }
}

}  // namespace urlfan
