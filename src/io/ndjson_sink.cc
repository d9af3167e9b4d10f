#include "src/io/ndjson_sink.h"

#include "src/io/result_json.h"

namespace urlfan {

void NdjsonSink::write(Result result) {
  write_json(out_, result);
  out_ << '\n';
}

void NdjsonSink::idle(const Progress& /*progress*/) { out_.flush(); }

void NdjsonSink::finish(const Summary& summary) {
  write_json(out_, summary);
  out_ << '\n' << std::flush;
}

}  // namespace urlfan
