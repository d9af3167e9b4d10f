#include "src/cli/output_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "src/base/file_mode.h"
#include "src/cli/settings.h"

namespace urlfan {
namespace {

// How often it is seen whether somebody reads a named pipe by now.
constexpr int kPipeMilliseconds = 20;

std::string shown(const std::string& path) {
  if (path == "-") return "standard error";
  return path.empty() ? "standard output" : path;
}

/// Before anything has run.
[[noreturn]] void cannot_open(const std::string& path, int error) {
  throw UsageError(std::string(OutputError(path, error).what()));
}

/// The file that a chain of links ends at, there or not: it is what a rename must replace.
std::string through_links(std::filesystem::path path) {
  std::error_code none;
  for (int i = 0; i < 40 && std::filesystem::is_symlink(path, none); ++i) {
    path = path.parent_path() / std::filesystem::read_symlink(path, none);
  }
  return path;
}

}  // namespace

OutputFile::OutputFile(std::string path, StopSignals& signals)
    : signals_(signals), path_(std::move(path)), fd_(open()), channel_(nullptr), stream_(nullptr) {
  if (fd_ > STDERR_FILENO) own_.emplace(fd_);
  channel_ = path_ == "-" ? &standard_error() : &own_channel_.emplace(fd_, shown(path_));
  stream_.rdbuf(channel_);
  stream_.exceptions(std::ios::badbit);  // lets the channel's own exception through
}

OutputFile::OutputFile(std::string path, StopSignals& signals, int fd)
    : signals_(signals),
      path_(std::move(path)),
      own_(std::in_place, fd),
      fd_(fd),
      channel_(&own_channel_.emplace(fd_, shown(path_))),
      stream_(channel_) {
  stream_.exceptions(std::ios::badbit);
}

std::unique_ptr<OutputFile> OutputFile::append(std::string path, StopSignals& signals) {
  if (path == "-") return std::make_unique<OutputFile>(std::move(path), signals);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, new_file_mode());
  if (fd < 0) cannot_open(path, errno);
  return std::unique_ptr<OutputFile>(new OutputFile(std::move(path), signals, fd));
}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

int OutputFile::open() {
  if (path_.empty()) return STDOUT_FILENO;
  if (path_ == "-") return STDERR_FILENO;
  struct stat facts {};
  const bool exists = stat(path_.c_str(), &facts) == 0;
  if (!exists && errno != ENOENT) cannot_open(path_, errno);
  if (exists && S_ISDIR(facts.st_mode)) cannot_open(path_, EISDIR);
  if (exists && !S_ISREG(facts.st_mode)) return open_special();
  path_ = through_links(path_);
  if (exists && access(path_.c_str(), W_OK) != 0) cannot_open(path_, errno);
  const int fd = open_temporary(exists);
  fchmod(fd, exists ? facts.st_mode & 07777 : new_file_mode());
  return fd;
}

/// Opens a pipe or a device. A named pipe may wait for its reader for ever, but not for a signal.
int OutputFile::open_special() const {
  while (true) {
    const int fd = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0) return fd;
    if (errno != ENXIO && errno != EINTR) cannot_open(path_, errno);
    pollfd ear{signals_.wait_fd(), POLLIN, 0};
    poll(&ear, 1, kPipeMilliseconds);
    if (const int number = signals_.caught(); number != 0) throw Stopped(number);
  }
}

/// Beside the file; but one that is there can be written over where its folder takes no new file.
int OutputFile::open_temporary(bool exists) {
  temporary_ = path_ + ".XXXXXX";
  int fd = mkostemp(temporary_.data(), O_CLOEXEC);
  if (fd >= 0) return fd;
  const int error = errno;
  if (exists && (error == EACCES || error == EPERM || error == EROFS)) {
    std::error_code none;
    temporary_ = std::filesystem::temp_directory_path(none) / "urlfan.XXXXXX";
    fd = mkostemp(temporary_.data(), O_CLOEXEC);
  }
  if (fd < 0) temporary_.clear();
  if (fd < 0) cannot_open(path_, error);
  return fd;
}

bool OutputFile::is_terminal() const noexcept { return isatty(fd_) == 1; }

void OutputFile::drain(std::size_t most) {
  channel_->drain([this](pollfd output) { signals_.wait_for(output); }, most);
}

void OutputFile::commit() {
  drain(0);
  close_checked();
  if (temporary_.empty()) return;
  if (rename(temporary_.c_str(), path_.c_str()) != 0) {
    // A mount of its own (EBUSY), another's file in a folder such as /tmp (EPERM), another disk.
    write_over();
    unlink(temporary_.c_str());
  }
  temporary_.clear();
}

/// A server of files may say only now that it is full. The standard descriptors stay open.
void OutputFile::close_checked() {
  const int fd = own_ ? own_->release() : dup(fd_);
  own_.reset();
  // Linux has closed it also when a signal came in between.
  if (fd >= 0 && close(fd) != 0 && errno != EINTR) throw OutputError(shown(path_), errno);
}

/// Copies the complete temporary file into the one that is there. When there is no room, that one
/// is left empty: half a result is worse than none.
void OutputFile::write_over() const {
  const Descriptor from(::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC));
  if (from.get() < 0) throw OutputError(path_, errno);
  Descriptor to(::open(path_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (to.get() < 0) throw OutputError(path_, errno);
  std::array<char, std::size_t{64} << 10U> block{};
  ssize_t got = 0;
  int error = 0;
  while (error == 0 && (got = ::read(from.get(), block.data(), block.size())) > 0) {
    error = write_all(to.get(), block.data(), static_cast<std::size_t>(got));
  }
  if (error == 0 && got < 0) error = errno;
  if (error != 0) {
    [[maybe_unused]] const int emptied = ftruncate(to.get(), 0);
  } else if (close(to.release()) != 0) {
    error = errno;
  }
  if (error != 0) throw OutputError(path_, error);
}

void print(const std::string& text) {
  StopSignals signals;
  OutputFile output({}, signals);
  output.stream() << text;
  output.commit();
}

}  // namespace urlfan
