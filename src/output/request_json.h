#ifndef URLFAN_OUTPUT_REQUEST_JSON_H_
#define URLFAN_OUTPUT_REQUEST_JSON_H_

#include <cstdint>
#include <string>

#include "urlfan/request.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// What --dry-run shows of a request: one line of JSON, without the line end and without secrets.
std::string to_json(const Request& request, std::uint64_t index, const Secrets& secrets = {});

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_REQUEST_JSON_H_
