#include "src/serve/run_json.h"

#include "src/base/time_text.h"
#include "src/output/json_writer.h"

namespace urlfan {
namespace {

void write_time(JsonWriter& json, const char* name, const std::optional<WallTime>& time) {
  json.member(name, time ? std::optional(timestamp(*time)) : std::nullopt);
}

/// Why it cannot be gone on with; empty: it can, once it has ended early.
std::string why_not_resumable(const StoredRun& run) {
  if (run.resumable) return {};
  return "its requests have secrets, which are in memory alone: send it once more";
}

/// As it is asked for: "30s", "1500ms".
std::string every_text(std::chrono::milliseconds every) {
  const auto count = every.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + "s" : std::to_string(count) + "ms";
}

}  // namespace

std::string run_json(const StoredRun& run, const Unstored& unstored) {
  const std::uint64_t done = run.done + unstored.done;
  const std::uint64_t failed = run.failed + unstored.failed;
  JsonWriter json;
  json.open_object();
  json.member("id", run.id);
  json.member("state", name_of(run.state));
  json.member_or_null("schedule", run.schedule);
  write_time(json, "created_at", run.created_at);
  write_time(json, "started_at", run.started_at);
  write_time(json, "ended_at", run.ended_at);
  json.key("progress");
  json.open_object();
  json.member("total", run.total);
  json.member("done", done);
  json.member("ok", done - failed);
  json.member("failed", failed);
  json.close_object();
  json.member("resumable", run.resumable);
  json.member_or_null("not_resumable", why_not_resumable(run));
  json.member("exit_code", run.exit_code);
  json.key("summary");
  json.json(run.summary.value_or("null"));
  json.close_object();
  return json.take();
}

std::string runs_json(const std::vector<std::string>& runs, const std::string& next) {
  JsonWriter json;
  json.open_object();
  json.key("runs");
  json.open_array();
  for (const auto& run : runs) json.json(run);
  json.close_array();
  json.member_or_null("next", next);
  json.close_object();
  return json.take();
}

std::string schedule_json(const StoredSchedule& schedule, const std::optional<LeftOut>& left_out) {
  JsonWriter json;
  json.open_object();
  json.member("id", schedule.id);
  json.member("every", every_text(schedule.every));
  write_time(json, "created_at", schedule.created_at);
  write_time(json, "next_due_at", left_out ? left_out->next_due : schedule.next_due);
  json.member_or_null("last_run", schedule.last_run);
  json.member("error", left_out ? std::optional(left_out->why) : std::nullopt);
  json.key("run");
  json.json(schedule.document);
  json.close_object();
  return json.take();
}

std::string schedules_json(const std::vector<std::string>& schedules) {
  JsonWriter json;
  json.open_object();
  json.key("schedules");
  json.open_array();
  for (const auto& schedule : schedules) json.json(schedule);
  json.close_array();
  json.close_object();
  return json.take();
}

}  // namespace urlfan
