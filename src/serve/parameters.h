#ifndef URLFAN_SERVE_PARAMETERS_H_
#define URLFAN_SERVE_PARAMETERS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "src/serve/http_message.h"

// What a request says beside its path and its body. All throw ProblemError.

namespace urlfan {

/// Its body is application/json.
void require_json(const HttpRequest& request);

/// Its query has no other parameters than these.
void require_parameters(const HttpRequest& request, const std::vector<std::string_view>& known);

/// A parameter that is a number; `otherwise` where it is not there.
std::uint64_t count_of(const HttpRequest& request, std::string_view name, std::uint64_t otherwise);

}  // namespace urlfan

#endif  // URLFAN_SERVE_PARAMETERS_H_
