#include "src/serve/token.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>

#include "src/base/ascii.h"
#include "src/base/descriptor.h"
#include "src/base/hex.h"
#include "src/serve/serve_error.h"

namespace urlfan {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& file, int number) {
  throw ServeError(what + " " + file + ": " + std::generic_category().message(number));
}

/// Whole or not at all: under its name when it is written.
void make(const std::string& file) {
  const std::string fresh = file + "." + random_id();
  const Descriptor to(open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (to.get() < 0) fail("cannot make the token", file, errno);
  const std::string text = random_id() + random_id() + "\n";
  int number = write_all(to.get(), text.data(), text.size());
  if (number == 0 && fsync(to.get()) != 0) number = errno;
  if (number == 0 && link(fresh.c_str(), file.c_str()) != 0 && errno != EEXIST) number = errno;
  unlink(fresh.c_str());
  if (number != 0) fail("cannot make the token", file, number);
}

/// Empty: there is no such file.
std::optional<std::string> read(const std::string& file) {
  const Descriptor from(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (from.get() < 0 && errno == ENOENT) return {};
  if (from.get() < 0) fail("cannot read the token", file, errno);
  struct stat facts {};
  if (fstat(from.get(), &facts) != 0) fail("cannot read the token", file, errno);
  if ((facts.st_mode & 077U) != 0) {
    throw ServeError("others than its owner may read the token in " + file +
                     ": chmod 600 it, or remove it to have a new one made");
  }
  std::array<char, 256> text{};
  const ssize_t size = ::read(from.get(), text.data(), text.size());
  if (size < 0) fail("cannot read the token", file, errno);
  std::string_view token(text.data(), static_cast<std::size_t>(size));
  token = without_blanks(token.substr(0, token.find_first_of("\r\n")));
  constexpr std::size_t shortest = 16;
  if (token.size() < shortest) {
    throw ServeError("the token in " + file + " has less than " + std::to_string(shortest) +
                     " characters: remove the file to have a new one made");
  }
  return std::string(token);
}

}  // namespace

std::string random_id() {
  std::array<char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  std::string text;
  append_hex(text, std::string_view(bytes.data(), bytes.size()));
  return text;
}

std::string token_of(const std::string& file) {
  if (auto token = read(file)) return *token;
  make(file);
  return read(file).value_or("");
}

}  // namespace urlfan
