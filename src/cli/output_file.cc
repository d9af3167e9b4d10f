#include "src/cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "src/cli/signals.h"
#include "src/net/descriptor.h"

namespace urlfan {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10U;

std::string shown(const std::string& path) {
  if (path == "-") return "standard error";
  return path.empty() ? "standard output" : path;
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

OutputError::OutputError(const std::string& name, int error)
    : std::runtime_error("cannot write " + name + ": " + std::generic_category().message(error)),
      broken_pipe_(error == EPIPE) {}

DescriptorBuffer::DescriptorBuffer(int fd, std::string name)
    : fd_(fd), name_(std::move(name)), buffer_(kBuffer) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

void DescriptorBuffer::write_out(const char* text, std::size_t size) const {
  if (const int error = write_all(fd_, text, size); error != 0) throw OutputError(name_, error);
}

int DescriptorBuffer::sync() {
  const auto size = static_cast<std::size_t>(pptr() - pbase());
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  write_out(buffer_.data(), size);
  return 0;
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type c) {
  sync();
  if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
  return traits_type::not_eof(c);
}

std::streamsize DescriptorBuffer::xsputn(const char* text, std::streamsize size) {
  if (size > epptr() - pptr()) sync();
  if (size > epptr() - pptr()) {
    write_out(text, static_cast<std::size_t>(size));
  } else {
    traits_type::copy(pptr(), text, static_cast<std::size_t>(size));
    pbump(static_cast<int>(size));
  }
  return size;
}

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)),
      fd_(open_for(path_, temporary_)),
      buffer_(fd_, shown(path_)),
      stream_(&buffer_) {
  stream_.exceptions(std::ios::badbit);  // lets the buffer's own exception through
}

OutputFile::OutputFile(std::string path, int fd)
    : path_(std::move(path)), fd_(fd), buffer_(fd_, shown(path_)), stream_(&buffer_) {
  stream_.exceptions(std::ios::badbit);
}

std::unique_ptr<OutputFile> OutputFile::append(std::string path) {
  if (path == "-") return std::make_unique<OutputFile>(std::move(path));
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) throw OutputError(path, errno);
  return std::unique_ptr<OutputFile>(new OutputFile(std::move(path), fd));
}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
  if (fd_ > STDERR_FILENO) close(fd_);
}

int OutputFile::open_for(std::string& path, std::string& temporary) {
  if (path.empty()) return STDOUT_FILENO;
  if (path == "-") return STDERR_FILENO;
  struct stat facts {};
  const bool exists = stat(path.c_str(), &facts) == 0;
  if (!exists && errno != ENOENT) throw OutputError(path, errno);
  if (exists && !S_ISREG(facts.st_mode)) {
    // A pipe that nobody reads yet may wait for ever.
    const MaskStopSignals heard(SIG_UNBLOCK);
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) throw OutputError(path, errno);
    return fd;
  }
  path = through_links(path);
  if (exists && access(path.c_str(), W_OK) != 0) throw OutputError(path, errno);
  std::string name = path + ".XXXXXX";
  const int fd = mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) throw OutputError(path, errno);
  temporary = name;
  fchmod(fd, exists ? facts.st_mode & 07777 : new_file_mode());
  return fd;
}

bool OutputFile::is_terminal() const noexcept { return isatty(fd_) == 1; }

void OutputFile::commit() {
  stream_.flush();
  if (temporary_.empty()) return;
  if (rename(temporary_.c_str(), path_.c_str()) != 0) throw OutputError(path_, errno);
  temporary_.clear();
}

}  // namespace urlfan
