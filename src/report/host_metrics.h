#ifndef URLFAN_REPORT_HOST_METRICS_H_
#define URLFAN_REPORT_HOST_METRICS_H_

#include <prometheus/metric_family.h>

#include <functional>
#include <string>
#include <vector>

#include "urlfan/host_statistics.h"

namespace urlfan {

/// What Prometheus is told of each host. `shown` tells an origin as it may be told. Of no hosts
/// there is nothing.
std::vector<prometheus::MetricFamily> host_metrics(
    const std::vector<HostStatistics>& hosts,
    const std::function<std::string(const std::string&)>& shown);

}  // namespace urlfan

#endif  // URLFAN_REPORT_HOST_METRICS_H_
