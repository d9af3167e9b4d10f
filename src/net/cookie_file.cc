#include "src/net/cookie_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <new>
#include <stdexcept>

#include "src/net/answer_facts.h"
#include "src/net/curl_handles.h"
#include "src/net/easy_values.h"

namespace urlfan {

std::vector<std::string> read_cookie_file(const std::string& file) {
  // Not named: it may be the value of a cookie whose name was forgotten.
  struct stat facts {};
  if (access(file.c_str(), R_OK) != 0 || stat(file.c_str(), &facts) != 0 ||
      S_ISDIR(facts.st_mode)) {
    throw std::invalid_argument(
        "a value without a = is the name of a cookie file, and there is none of that name that can "
        "be read; expected NAME=VALUE or a file");
  }
  const EasyHandle easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  set_option(easy.get(), CURLOPT_COOKIEFILE, file.c_str());
  set_option(easy.get(), CURLOPT_COOKIELIST, "RELOAD");
  return read_cookies(easy.get());
}

}  // namespace urlfan
