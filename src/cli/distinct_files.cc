#include "src/cli/distinct_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <utility>

namespace urlfan {
namespace {

/// What a file is, whatever its name. Only a regular one can be read and written at once to harm.
using Identity = std::pair<dev_t, ino_t>;

std::optional<Identity> identity(const struct stat& facts) {
  if (!S_ISREG(facts.st_mode)) return {};
  return Identity(facts.st_dev, facts.st_ino);
}

std::optional<Identity> of_descriptor(int fd) {
  struct stat facts {};
  return fstat(fd, &facts) == 0 ? identity(facts) : std::nullopt;
}

std::optional<Identity> of_file(const std::string& name) {
  struct stat facts {};
  return stat(name.c_str(), &facts) == 0 ? identity(facts) : std::nullopt;
}

}  // namespace

void require_distinct(const std::vector<std::string>& inputs, const OutputSettings& output) {
  std::map<Identity, std::string> written;
  const auto note = [&written](const std::optional<Identity>& file, const std::string& name) {
    if (file) written.try_emplace(*file, name);
  };
  note(of_descriptor(STDERR_FILENO), "standard error");
  if (output.file.empty()) {
    note(of_descriptor(STDOUT_FILENO), "standard output");
  } else {
    note(of_file(output.file), output.file);
  }
  for (const auto& report : output.reports) note(of_file(report.file), report.file);
  note(of_file(output.summary_file), output.summary_file);
  for (const auto& input : inputs) {
    const auto file = input == "-" ? of_descriptor(STDIN_FILENO) : of_file(input);
    if (!file) continue;
    const auto found = written.find(*file);
    if (found == written.end()) continue;
    throw UsageError((input == "-" ? "standard input" : input) + " is read, and " + found->second +
                     " would write to the same file; choose another for the output");
  }
}

}  // namespace urlfan
