#ifndef URLFAN_OUTPUT_CSV_SINK_H_
#define URLFAN_OUTPUT_CSV_SINK_H_

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "src/output/field_rows.h"
#include "src/output/record_form.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// The columns where none are asked for.
std::span<const std::string_view> csv_columns() noexcept;

/// RFC 4180: a header, then a row a result, and no summary. A text is the cell itself, null an
/// empty one, an array or an object its JSON. No spreadsheet takes a cell for a formula.
class CsvSink final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit CsvSink(std::ostream& out, const RecordForm& form = {});

  void write(const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

  /// Results that memory was too short for, and that lack their body.
  std::uint64_t shortened() const noexcept { return rows_.shortened(); }

 private:
  std::ostream& out_;
  FieldRows rows_;
  /// Still to be written.
  std::string header_;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_CSV_SINK_H_
