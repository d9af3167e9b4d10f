#ifndef URLFAN_TESTS_SUPPORT_TEMPORARY_FOLDER_H_
#define URLFAN_TESTS_SUPPORT_TEMPORARY_FOLDER_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace urlfan {

/// A folder that is gone, with all in it, when the test is over.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  std::string path(std::string_view name = {}) const;
  /// Writes a file into it and returns its path.
  std::string write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::string& path);

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_TEMPORARY_FOLDER_H_
