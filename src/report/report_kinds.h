#ifndef URLFAN_REPORT_REPORT_KINDS_H_
#define URLFAN_REPORT_REPORT_KINDS_H_

#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "src/output/record_form.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// A kind of --report.
struct ReportKind {
  std::string_view name;
  std::unique_ptr<ResultWriter> (*make)(std::ostream& out, const RecordForm& form);
  /// Added to what the file has, rather than in its place.
  bool appended = false;
  /// Has as many fields of a result as it is told (RecordForm).
  bool has_fields = false;
  /// Shows how curl repeats what failed (Result::curl_command).
  bool shows_commands = false;
};

/// All of them, in the order in which they are told.
std::span<const ReportKind> report_kinds() noexcept;

/// Null: there is none of that name.
const ReportKind* find_report_kind(std::string_view name) noexcept;

/// All their names, as a sentence lists them.
std::string report_kinds_listed();
/// The same with what is special about each.
std::string report_kinds_described();

}  // namespace urlfan

#endif  // URLFAN_REPORT_REPORT_KINDS_H_
