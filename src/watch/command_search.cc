#include "src/watch/command_search.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <system_error>

#include "src/base/text.h"

namespace urlfan {
namespace {

constexpr std::size_t kMostShown = 200;

bool is_file(const std::string& path) {
  std::error_code none;
  return std::filesystem::is_regular_file(path, none);
}

bool may_be_run(const std::string& path) { return access(path.c_str(), X_OK) == 0; }

std::string not_executable(const std::string& path) {
  const std::string shown = excerpt(path, kMostShown);
  return shown + " is not executable (chmod +x " + shown + ")";
}

/// Where a command and its arguments stand in quotes together, as for a shell.
std::string quotes_hint(const std::string& path) {
  const auto blank = path.find(' ');
  if (blank == std::string::npos || !is_file(path.substr(0, blank))) return {};
  return "; expected no quotes around a command and its arguments: --on-change " +
         excerpt(path, kMostShown);
}

std::string why_not_at(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) {
    return "no such command: " + excerpt(path, kMostShown) + quotes_hint(path);
  }
  if (!is_file(path)) return excerpt(path, kMostShown) + " is no file; expected a program";
  return may_be_run(path) ? "" : not_executable(path);
}

std::string why_not_in(const std::string& folders, const std::string& name) {
  std::string why;
  for (std::size_t start = 0; start <= folders.size();) {
    const auto end = std::min(folders.find(':', start), folders.size());
    // What is empty in PATH is this folder.
    const std::string path =
        (std::filesystem::path(folders.substr(start, end - start)) / name).string();
    if (is_file(path) && may_be_run(path)) return {};
    if (is_file(path) && why.empty()) why = not_executable(path);
    start = end + 1;
  }
  if (!why.empty()) return why;
  const std::string shown = excerpt(name, kMostShown);
  return "no such command: " + shown + " is in no folder of PATH" +
         (is_file(name) ? "; write ./" + shown + " for the one in this folder" : "");
}

}  // namespace

std::string why_not_runnable(const std::string& program, const std::string& path) {
  if (program.empty()) return "it is empty; expected a program and its arguments";
  return program.find('/') == std::string::npos ? why_not_in(path, program) : why_not_at(program);
}

}  // namespace urlfan
