#ifndef URLFAN_SERVE_RUN_JSON_H_
#define URLFAN_SERVE_RUN_JSON_H_

#include <optional>
#include <string>
#include <vector>

#include "src/serve/run_book.h"
#include "src/serve/schedule_book.h"
#include "src/serve/stored_run.h"

namespace urlfan {

// What clients see of runs and schedules, as openapi.json beside this file says.

/// `unstored`: of one that is under way.
std::string run_json(const StoredRun& run, const Unstored& unstored = {});
/// A page of runs, each as it is told alone; `next` is the id to go on behind, empty at the end.
std::string runs_json(const std::vector<std::string>& runs, const std::string& next);
std::string schedule_json(const StoredSchedule& schedule, const std::optional<LeftOut>& left_out);
/// All of them, each as it is told alone.
std::string schedules_json(const std::vector<std::string>& schedules);

}  // namespace urlfan

#endif  // URLFAN_SERVE_RUN_JSON_H_
