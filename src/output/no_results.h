#ifndef URLFAN_OUTPUT_NO_RESULTS_H_
#define URLFAN_OUTPUT_NO_RESULTS_H_

#include "src/output/result_writer.h"

namespace urlfan {

/// Writes nothing: for whoever wants only the exit code, standard error and reports.
class NoResults final : public ResultWriter {
 public:
  void write(const Result& /*result*/) override {}
  void finish(const Summary& /*summary*/) override {}
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_NO_RESULTS_H_
