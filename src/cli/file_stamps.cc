#include "src/cli/file_stamps.h"

#include <cstddef>
#include <utility>

namespace urlfan {
namespace {

bool is_same(const timespec& left, const timespec& right) {
  return left.tv_sec == right.tv_sec && left.tv_nsec == right.tv_nsec;
}

}  // namespace

FileStamps::FileStamps(std::vector<std::string> files) : files_(std::move(files)) {
  for (const auto& file : files_) stamps_.push_back(look_at(file));
}

FileStamps::Stamp FileStamps::look_at(const std::string& file) {
  Stamp stamp;
  const bool is_file =
      file != "-" && stat(file.c_str(), &stamp.facts) == 0 && S_ISREG(stamp.facts.st_mode);
  return is_file ? stamp : Stamp();
}

bool FileStamps::have_changed() const {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const struct stat& before = stamps_[i].facts;
    const struct stat now = look_at(files_[i]).facts;
    // The time of the inode, too: a copy can keep that of its content.
    const bool same = now.st_dev == before.st_dev && now.st_ino == before.st_ino &&
                      now.st_size == before.st_size && is_same(now.st_mtim, before.st_mtim) &&
                      is_same(now.st_ctim, before.st_ctim);
    if (!same) return true;
  }
  return false;
}

}  // namespace urlfan
