#include "src/net/cookie_file.h"

#include <unistd.h>

#include <new>
#include <stdexcept>

#include "src/net/answer_facts.h"
#include "src/net/curl_handles.h"
#include "src/net/easy_setup.h"

namespace urlfan {

std::vector<std::string> read_cookie_file(const std::string& file) {
  if (access(file.c_str(), R_OK) != 0) {
    throw std::invalid_argument("the cookie file " + file + " cannot be read");
  }
  const EasyHandle easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  set_option(easy.get(), CURLOPT_COOKIEFILE, file.c_str());
  set_option(easy.get(), CURLOPT_COOKIELIST, "RELOAD");
  return read_cookies(easy.get());
}

}  // namespace urlfan
