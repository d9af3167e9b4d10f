#ifndef URLFAN_URLFAN_H_
#define URLFAN_URLFAN_H_

#include <vector>

#include "urlfan/baseline.h"
#include "urlfan/checks.h"
#include "urlfan/client_config.h"
#include "urlfan/clock.h"
#include "urlfan/engine.h"
#include "urlfan/error.h"
#include "urlfan/request.h"
#include "urlfan/result.h"
#include "urlfan/run_config.h"
#include "urlfan/secrets.h"
#include "urlfan/sink.h"
#include "urlfan/source.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Fetches all requests at once and returns their results in the same order. Blocks; never
/// throws for a failed fetch. For streams, build an Engine over your own Source and Sink.
std::vector<Result> fetch_all(std::vector<Request> requests, const RunConfig& config = {},
                              const ClientConfig& transport = {});

}  // namespace urlfan

#endif  // URLFAN_URLFAN_H_
