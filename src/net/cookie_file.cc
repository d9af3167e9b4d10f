#include "src/net/cookie_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>
#include <stdexcept>

#include "src/net/answer_facts.h"
#include "src/net/curl_handles.h"
#include "src/net/descriptor.h"
#include "src/net/easy_values.h"

namespace urlfan {
namespace {

/// To its end: libcurl takes what it cannot read for the end.
bool can_be_read(const std::string& file) {
  const Descriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts {};
  if (opened.get() < 0 || fstat(opened.get(), &facts) != 0) return false;
  if (!S_ISREG(facts.st_mode)) return !S_ISDIR(facts.st_mode);  // a pipe gives it only once
  std::array<char, 1U << 12U> room{};
  ssize_t got = 0;
  do {
    got = read(opened.get(), room.data(), room.size());
  } while (got > 0 || (got < 0 && errno == EINTR));
  return got == 0;
}

}  // namespace

std::vector<std::string> read_cookie_file(const std::string& file) {
  // Not named: it may be the value of a cookie whose name was forgotten.
  if (!can_be_read(file)) {
    throw std::invalid_argument(
        "a value without a = is the name of a cookie file, and there is none of that name that can "
        "be read; expected NAME=VALUE or a file");
  }
  const EasyHandle easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  set_option(easy.get(), CURLOPT_COOKIEFILE, file.c_str());
  set_option(easy.get(), CURLOPT_COOKIELIST, "RELOAD");
  auto cookies = read_cookies(easy.get());
  for (const auto& cookie : cookies) {
    // curl would send it to every host there is.
    const bool nowhere =
        cookie.starts_with("unknown\t") || cookie.starts_with("#HttpOnly_unknown\t");
    if (!nowhere) continue;
    const auto name = cookie.rfind('\t', cookie.rfind('\t') - 1) + 1;
    throw std::invalid_argument(
        "the cookie \"" + cookie.substr(name, cookie.rfind('\t') - name) +
        "\" of a cookie file has no domain, so it would go to no host; "
        "expected a cookie file of Netscape, or \"; domain=HOST\" behind it");
  }
  return cookies;
}

}  // namespace urlfan
