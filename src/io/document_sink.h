#ifndef URLFAN_IO_DOCUMENT_SINK_H_
#define URLFAN_IO_DOCUMENT_SINK_H_

#include <ostream>
#include <string_view>

#include "urlfan/sink.h"

namespace urlfan {

/// What a document begins with, before its first line end.
inline constexpr std::string_view kDocumentOpening = R"({"schema":"urlfan/1","results":[)";

/// One JSON document: a result a line, the summary last. Written as results come.
class DocumentSink final : public Sink {
 public:
  /// `out` must outlive this one.
  explicit DocumentSink(std::ostream& out) : out_(out) {}

  void write(Result result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

 private:
  void open();

  std::ostream& out_;
  bool open_ = false;
  bool first_ = true;
};

}  // namespace urlfan

#endif  // URLFAN_IO_DOCUMENT_SINK_H_
