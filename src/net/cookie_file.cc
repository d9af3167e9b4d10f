#include "src/net/cookie_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string_view>

#include "src/base/ascii.h"
#include "src/base/descriptor.h"
#include "src/base/text.h"
#include "src/net/answer_facts.h"
#include "src/net/curl_handles.h"
#include "src/net/easy_values.h"
#include "urlfan/config_error.h"

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

constexpr std::string_view kHeader = "set-cookie:";

bool has_domain(std::string_view attributes) {
  while (!attributes.empty()) {
    const auto end = std::min(attributes.find(';'), attributes.size());
    const auto start = std::min(count_blanks(attributes), end);
    const std::string attribute = lower_case(attributes.substr(start, end - start));
    if (attribute.starts_with("domain=") && attribute.size() > 7) return true;
    attributes.remove_prefix(std::min(end + 1, attributes.size()));
  }
  return false;
}

/// curl sends a cookie of saved headers that has no domain to every host there is. Nobody means
/// that for a list of hosts, and libcurl does not tell us of it.
void require_domains(const std::string& file) {
  if (!std::filesystem::is_regular_file(file)) return;  // a pipe gives it only once
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!starts_in_any_case(line, kHeader)) continue;
    while (line.ends_with('\r')) line.pop_back();
    const std::string_view cookie = std::string_view(line).substr(kHeader.size());
    const auto pair_end = std::min(cookie.find(';'), cookie.size());
    if (has_domain(cookie.substr(pair_end))) continue;
    const auto start = std::min(count_blanks(cookie), pair_end);
    // What has no = may be a value whose name was forgotten.
    const auto equals = std::min(cookie.find('='), pair_end);
    const bool named = equals > start && equals < pair_end;
    const auto name = named ? cookie.substr(start, equals - start) : std::string_view();
    throw ConfigError("the cookie \"" + excerpt(name, 40) +
                      "\" of a cookie file has no domain, so it would go to no host; "
                      "expected \"; domain=HOST\" behind it, or a file of Netscape");
  }
}

}  // namespace

std::vector<std::string> read_cookie_file(const std::string& file) {
  // Not named: it may be the value of a cookie whose name was forgotten.
  if (!can_be_read(file)) {
    throw ConfigError(
        "a value without a = is the name of a cookie file, and there is none of that name that can "
        "be read; expected NAME=VALUE or a file");
  }
  require_domains(file);
  const EasyHandle easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  set_option(easy.get(), CURLOPT_COOKIEFILE, file.c_str());
  set_option(easy.get(), CURLOPT_COOKIELIST, "RELOAD");
  return read_cookies(easy.get());
}

}  // namespace urlfan
