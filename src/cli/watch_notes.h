#ifndef URLFAN_CLI_WATCH_NOTES_H_
#define URLFAN_CLI_WATCH_NOTES_H_

#include <cstddef>
#include <string>

#include "src/cli/options/watch_options.h"
#include "src/watch/events.h"

namespace urlfan {

// What a person at a terminal is told of a watch, which is silent as long as nothing changes.

/// What is watched, how often, what comes and how it ends.
std::string note_of_begin(const WatchSettings& settings, std::size_t lines);

/// How all is after the first round.
std::string note_of_first_round(const RoundEnd& end, const HealthRules& rules);

}  // namespace urlfan

#endif  // URLFAN_CLI_WATCH_NOTES_H_
