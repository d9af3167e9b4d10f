#ifndef URLFAN_MODEL_VALID_CONFIG_H_
#define URLFAN_MODEL_VALID_CONFIG_H_

#include "urlfan/client_config.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// Times beyond this are this: nobody waits longer, and sums with it do not overflow.
inline constexpr Duration kLongestTime = std::chrono::hours(24 * 365 * 100);

/// The configuration with all times within kLongestTime. Throws ConfigError for values that no run
/// could go by.
ClientConfig valid(ClientConfig config);
RunConfig valid(RunConfig config);

}  // namespace urlfan

#endif  // URLFAN_MODEL_VALID_CONFIG_H_
