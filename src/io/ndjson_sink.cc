#include "src/io/ndjson_sink.h"

#include "src/io/result_json.h"

namespace urlfan {

void NdjsonSink::write(Result result) { out_ << to_json(result) << '\n'; }

void NdjsonSink::idle(const Progress& /*progress*/) { out_.flush(); }

void NdjsonSink::finish(const Summary& summary) { out_ << to_json(summary) << '\n' << std::flush; }

}  // namespace urlfan
