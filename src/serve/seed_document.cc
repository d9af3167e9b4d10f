#include "src/serve/seed_document.h"

#include <chrono>

#include "src/base/units.h"
#include "src/output/json_writer.h"

namespace urlfan {

void SeedDocument::write(const Result& result) {
  JsonWriter json;
  json.open_object();
  json.member("url", urls_.at(result.index));
  const bool answered =
      result.response.status && (result.ok() || result.error->code == ErrorCode::http_status);
  if (answered) {
    json.member("status", result.response.status);
    json.member("content", result.response.body.value_or(""));
  } else {
    json.member("error", result.error ? result.error->message : std::string("no answer"));
  }
  json.close_object();
  out_ << (is_open_ ? "," : "{\"results\":[") << json.text();
  is_open_ = true;
}

void SeedDocument::finish(const Summary& summary) {
  out_ << (is_open_ ? "" : "{\"results\":[")
       << "],\"total_time\":" << fixed_seconds(summary.wall, 6) << "}\n";
}

}  // namespace urlfan
