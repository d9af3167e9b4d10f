#include "src/net/tls_sessions.h"

#include <new>

#include "src/net/easy_values.h"

namespace urlfan {

void TlsSessions::keep_for(CURL* easy) {
  static const bool with_handle = curl_version_info(CURLVERSION_NOW)->version_num < 0x080c00;
  if (with_handle || sessions_) return;
  sessions_.reset(curl_share_init());
  if (!sessions_) throw std::bad_alloc();
  curl_share_setopt(sessions_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  set_option(easy, CURLOPT_SHARE, sessions_.get());
}

}  // namespace urlfan
