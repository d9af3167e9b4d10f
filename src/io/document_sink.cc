#include "src/io/document_sink.h"

#include "src/io/result_json.h"

namespace urlfan {

void DocumentSink::open() {
  if (open_) return;
  open_ = true;
  out_ << kDocumentOpening;
}

void DocumentSink::write(Result result) {
  open();
  out_ << (first_ ? "\n" : ",\n");
  write_json(out_, result);
  first_ = false;
}

void DocumentSink::idle(const Progress& /*progress*/) { out_.flush(); }

void DocumentSink::finish(const Summary& summary) {
  open();
  out_ << "\n],\"summary\":";
  write_json(out_, summary);
  out_ << "}\n" << std::flush;
}

}  // namespace urlfan
