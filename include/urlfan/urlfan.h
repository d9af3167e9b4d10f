#ifndef URLFAN_URLFAN_H_
#define URLFAN_URLFAN_H_

// The whole library.

#include "urlfan/checks.h"
#include "urlfan/client.h"
#include "urlfan/client_config.h"
#include "urlfan/clock.h"
#include "urlfan/config_error.h"
#include "urlfan/error.h"
#include "urlfan/host_statistics.h"
#include "urlfan/origin.h"
#include "urlfan/request.h"
#include "urlfan/result.h"
#include "urlfan/run_config.h"
#include "urlfan/secrets.h"
#include "urlfan/shard.h"
#include "urlfan/sink.h"
#include "urlfan/source.h"
#include "urlfan/status.h"
#include "urlfan/transport.h"
#include "urlfan/version.h"

/// Many requests at once, and one result for each. A program that lives long begins with Client.
namespace urlfan {}

#endif  // URLFAN_URLFAN_H_
