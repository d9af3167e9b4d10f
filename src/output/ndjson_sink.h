#ifndef URLFAN_OUTPUT_NDJSON_SINK_H_
#define URLFAN_OUTPUT_NDJSON_SINK_H_

#include <cstdint>
#include <ostream>

#include "src/output/json_records.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// One JSON object a line: every result, then the summary.
class NdjsonSink final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit NdjsonSink(std::ostream& out) : out_(out), records_(out) {}

  void write(const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

  /// Results that memory was too short for, and that lack their body.
  std::uint64_t shortened() const noexcept { return records_.shortened(); }

 private:
  std::ostream& out_;
  JsonRecords records_;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_NDJSON_SINK_H_
