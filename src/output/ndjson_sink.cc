#include "src/output/ndjson_sink.h"

namespace urlfan {

void NdjsonSink::write(const Result& result) { records_.write("", result, "\n"); }

void NdjsonSink::idle(const Progress& /*progress*/) { out_.flush(); }

void NdjsonSink::finish(const Summary& summary) {
  records_.write("", summary, "\n");
  out_.flush();
}

}  // namespace urlfan
