#include "src/output/document_sink.h"

namespace urlfan {

std::string DocumentSink::before(std::string_view text) const {
  return open_ ? std::string(text) : std::string(kDocumentOpening) + "\n";
}

void DocumentSink::write(const Result& result) {
  records_.write(before(",\n"), result, "");
  open_ = true;
}

void DocumentSink::idle(const Progress& /*progress*/) { out_.flush(); }

void DocumentSink::finish(const Summary& summary) {
  records_.write(before("\n") + "],\"summary\":", summary, "}\n");
  open_ = true;
  out_.flush();
}

}  // namespace urlfan
