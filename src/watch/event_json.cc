#include "src/watch/event_json.h"

#include <string_view>

#include "src/base/time_text.h"
#include "src/output/json_parts.h"
#include "src/output/json_writer.h"
#include "src/output/result_json.h"

namespace urlfan {
namespace {

void begin(JsonWriter& json, std::string_view type) {
  json.open_object();
  json.member("type", type);
  json.member("schema", kSchemaName);
}

std::string end(JsonWriter& json) {
  json.close_object();
  return json.take();
}

void write_counts(JsonWriter& json, const HealthCounts& lines) {
  json.member("up", lines.up);
  json.member("down", lines.down);
  json.member("unknown", lines.unknown);
}

}  // namespace

std::string to_json(const Change& change) {
  JsonWriter json;
  begin(json, change.result == nullptr ? "own_network" : "change");
  json.member("at", timestamp(change.at));
  json.member("round", change.round);
  json.member("state", to_string(change.health.now));
  json.member_or_null("was", to_string(change.health.was));
  json.member("since", timestamp(change.health.since));
  json.member("outage_ms", change.health.outage);
  json.key("error");
  write(json, change.error);
  if (change.result != nullptr) {
    json.key("result");
    write_json(json, *change.result);
  }
  return end(json);
}

std::string to_json(const RoundEnd& round) {
  const Summary& summary = round.summary;
  JsonWriter json;
  begin(json, "round");
  json.member("round", round.round);
  json.member("started_at", timestamp(summary.started_at));
  json.member("wall_ms", summary.wall);
  json.member("delay_ms", round.delay);
  json.member("total", summary.total);
  json.member("ok", summary.ok);
  json.member("failed", summary.failed);
  json.member("skipped", summary.skipped);
  json.member("resting", round.resting);
  write_counts(json, round.lines);
  json.member_or_null("own_network", to_string(round.own_network));
  return end(json);
}

std::string to_json(const Reload& reload) {
  JsonWriter json;
  begin(json, "reload");
  json.member("at", timestamp(reload.at));
  json.member("ok", reload.problem.empty());
  json.member("lines", reload.lines);
  json.member("added", reload.added);
  json.member("removed", reload.removed);
  json.member_or_null("message", reload.problem);
  return end(json);
}

std::string to_json(const WatchEnd& watch) {
  JsonWriter json;
  begin(json, "end");
  json.member("at", timestamp(watch.at));
  json.member("rounds", watch.rounds);
  json.member("delayed", watch.delayed);
  json.member("left_out", watch.left_out);
  write_counts(json, watch.lines);
  json.member_or_null("stop", to_string(watch.stop));
  return end(json);
}

}  // namespace urlfan
