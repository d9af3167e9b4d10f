#ifndef URLFAN_NET_EASY_MESSAGE_H_
#define URLFAN_NET_EASY_MESSAGE_H_

#include <curl/curl.h>

#include "src/net/curl_handles.h"
#include "urlfan/transport.h"

namespace urlfan {

/// The method of the attempt, and the headers and the body that go with it, with the codings that
/// the configuration asks for. `headers` receives what
/// libcurl points to; the body is the attempt's, which must stay.
void set_message(CURL* easy, const ClientConfig& config, const Attempt& attempt, TextList& headers);

}  // namespace urlfan

#endif  // URLFAN_NET_EASY_MESSAGE_H_
