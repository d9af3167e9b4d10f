#ifndef URLFAN_OUTPUT_REQUEST_JSON_H_
#define URLFAN_OUTPUT_REQUEST_JSON_H_

#include <cstdint>
#include <optional>
#include <string>

#include "urlfan/request.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// What --dry-run shows of a request: one line of JSON, without the line end and without secrets.
/// `shard` is the number of the one that it belongs to.
std::string to_json(const Request& request, std::uint64_t index, const Secrets& secrets = {},
                    std::optional<std::uint64_t> shard = {});

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_REQUEST_JSON_H_
