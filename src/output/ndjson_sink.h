#ifndef URLFAN_OUTPUT_NDJSON_SINK_H_
#define URLFAN_OUTPUT_NDJSON_SINK_H_

#include <cstdint>
#include <optional>
#include <ostream>

#include "src/output/field_rows.h"
#include "src/output/json_records.h"
#include "src/output/record_form.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// One JSON object a line: every result, or some fields of it under their paths, then the summary.
class NdjsonSink final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit NdjsonSink(std::ostream& out, const RecordForm& form = {});

  void write(const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

  /// Results that memory was too short for, and that lack their body.
  std::uint64_t shortened() const noexcept {
    return records_.shortened() + (rows_ ? rows_->shortened() : 0);
  }

 private:
  std::ostream& out_;
  JsonRecords records_;
  /// Set: in place of whole results.
  std::optional<FieldRows> rows_;
  bool without_summary_;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_NDJSON_SINK_H_
