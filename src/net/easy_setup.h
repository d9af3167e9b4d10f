#ifndef URLFAN_NET_EASY_SETUP_H_
#define URLFAN_NET_EASY_SETUP_H_

#include <curl/curl.h>

#include <string>

#include "src/net/curl_handles.h"
#include "urlfan/transport.h"

namespace urlfan {

/// What is the same for every attempt of a run, but for the way of connections.
void set_run_options(CURL* easy, const ClientConfig& config);

/// What may differ from one attempt to the next. Setting an option costs about a hundredth of a
/// fetch, so what is as in `before`, the attempt that the handle carried last, is left alone.
/// `headers` receives what libcurl points to.
void set_attempt_options(CURL* easy, const ClientConfig& config, const Attempt& attempt,
                         const Attempt* before, TextList& headers);

/// For all that the transfer does from its start on.
void set_time_limit(CURL* easy, Duration limit);

/// Whether it waits for a connection that is being made to its host, to share that.
void set_waiting(CURL* easy, bool waits);

/// Whether connections to it may turn out to speak HTTP/2.
bool may_speak_http2(const ClientConfig& config, const Origin& origin);

/// Throws ConfigError when this libcurl does not speak it.
void require_http_version(HttpVersion version);

}  // namespace urlfan

#endif  // URLFAN_NET_EASY_SETUP_H_
