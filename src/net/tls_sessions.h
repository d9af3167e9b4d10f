#ifndef URLFAN_NET_TLS_SESSIONS_H_
#define URLFAN_NET_TLS_SESSIONS_H_

#include <curl/curl.h>

#include "src/net/curl_handles.h"

namespace urlfan {

/// The TLS sessions that the connections of one handle may resume. libcurl before 8.12 keeps them
/// with the handle. Later ones keep two of each host for all handles together and use each once
/// (RFC 8446, appendix C.4), so that of fifty lines that connect at once to a host known already,
/// two resume a session and all others pay for a whole handshake, as does the server.
class TlsSessions {
 public:
  /// For a handle that will speak TLS, which this one must outlive. Throws std::bad_alloc.
  void keep_for(CURL* easy);

 private:
  ShareHandle sessions_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_TLS_SESSIONS_H_
