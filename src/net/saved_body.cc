#include "src/net/saved_body.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "src/base/descriptor.h"
#include "src/base/file_mode.h"
#include "urlfan/config_error.h"

namespace urlfan {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// As it is when the first body is saved: to ask costs more than a small fetch.
mode_t mode_of_bodies() {
  static const mode_t mode = new_file_mode();
  return mode;
}

}  // namespace

SavedBody::SavedBody(std::string folder)
    : folder_(std::move(folder)),
      temporary_(folder_ + "/.urlfan-XXXXXX"),
      fd_(mkostemp(temporary_.data(), O_CLOEXEC)) {
  if (fd_ < 0) fail(folder_);
  fchmod(fd_, mode_of_bodies());
}

SavedBody::~SavedBody() {
  close();
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

// NOLINTNEXTLINE(readability-make-member-function-const): it changes the file
int SavedBody::write(const char* data, std::size_t size) noexcept {
  return write_all(fd_, data, size);
}

int SavedBody::close() noexcept {
  const int fd = std::exchange(fd_, -1);
  return fd < 0 || ::close(fd) == 0 ? 0 : errno;
}

std::string SavedBody::keep(const std::string& sha256) {
  std::string name = folder_ + "/" + sha256;
  // What has this name already can only be the same body, or should be.
  if (rename(temporary_.c_str(), name.c_str()) != 0) fail(name);
  temporary_.clear();
  return name;
}

void require_folder(const std::string& folder) {
  if (folder.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  try {
    const SavedBody probe(folder);
  } catch (const std::system_error& failure) {
    throw ConfigError("bodies cannot be saved in " + folder + ": " + failure.code().message());
  }
}

}  // namespace urlfan
