#ifndef URLFAN_NET_EASY_RESULT_H_
#define URLFAN_NET_EASY_RESULT_H_

#include <curl/curl.h>

#include "src/net/transfer.h"
#include "urlfan/transport.h"

namespace urlfan {

/// What came of a transfer that libcurl says is done with `code`. Moves the body out of it.
Completion read_completion(Transfer& transfer, CURLcode code);

}  // namespace urlfan

#endif  // URLFAN_NET_EASY_RESULT_H_
