#ifndef URLFAN_SERVE_OPENAPI_H_
#define URLFAN_SERVE_OPENAPI_H_

#include <string>

namespace urlfan {

/// What the server can be asked, as OpenAPI 3.1 tells it.
std::string openapi_json();

}  // namespace urlfan

#endif  // URLFAN_SERVE_OPENAPI_H_
