#ifndef URLFAN_OUTPUT_RESULT_WRITER_H_
#define URLFAN_OUTPUT_RESULT_WRITER_H_

#include "urlfan/sink.h"

namespace urlfan {

/// Where results are written as text, those of this run or of earlier ones. Unlike a Sink it never
/// sees a request, so no secret of one can get out here, and results that wait for their turn wait
/// without.
class ResultWriter {
 public:
  virtual ~ResultWriter() = default;
  virtual void write(const Result& result) = 0;
  /// As those of Sink.
  virtual void idle(const Progress& /*progress*/) {}
  virtual void finish(const Summary& summary) = 0;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_RESULT_WRITER_H_
