#ifndef URLFAN_IO_NDJSON_SINK_H_
#define URLFAN_IO_NDJSON_SINK_H_

#include <ostream>

#include "urlfan/sink.h"

namespace urlfan {

/// One JSON object a line: every result, then the summary.
class NdjsonSink final : public Sink {
 public:
  /// `out` must outlive this one.
  explicit NdjsonSink(std::ostream& out) : out_(out) {}

  void write(Result result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

 private:
  std::ostream& out_;
};

}  // namespace urlfan

#endif  // URLFAN_IO_NDJSON_SINK_H_
