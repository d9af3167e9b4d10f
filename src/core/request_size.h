#ifndef URLFAN_CORE_REQUEST_SIZE_H_
#define URLFAN_CORE_REQUEST_SIZE_H_

#include <cstddef>

#include "urlfan/request.h"

namespace urlfan {

/// About what a request takes of memory beyond its fixed parts. What it shares with other requests
/// costs nothing.
std::size_t own_bytes(const Request& request);

}  // namespace urlfan

#endif  // URLFAN_CORE_REQUEST_SIZE_H_
