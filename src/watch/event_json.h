#ifndef URLFAN_WATCH_EVENT_JSON_H_
#define URLFAN_WATCH_EVENT_JSON_H_

#include <string>

#include "src/watch/events.h"

namespace urlfan {

/// Each is one line of JSON, without the line end, as urlfan.schema.json in src/output says.
std::string to_json(const Change& change);
std::string to_json(const RoundEnd& round);
std::string to_json(const Reload& reload);
std::string to_json(const WatchEnd& watch);

}  // namespace urlfan

#endif  // URLFAN_WATCH_EVENT_JSON_H_
