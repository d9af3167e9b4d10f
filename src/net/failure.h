#ifndef URLFAN_NET_FAILURE_H_
#define URLFAN_NET_FAILURE_H_

#include <curl/curl.h>

#include "src/net/transfer.h"
#include "urlfan/error.h"

namespace urlfan {

/// Tells apart what libcurl folds into one code, by what the callbacks saw, the system's error
/// number, the certificate's verdict and how far the transfer came.
Error explain_failure(const Transfer& transfer, CURLcode code);

}  // namespace urlfan

#endif  // URLFAN_NET_FAILURE_H_
