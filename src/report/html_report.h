#ifndef URLFAN_REPORT_HTML_REPORT_H_
#define URLFAN_REPORT_HTML_REPORT_H_

#include <ostream>

#include "src/output/json_records.h"
#include "src/output/result_writer.h"
#include "src/report/packed_text.h"

namespace urlfan {

/// A page for a browser that needs nothing beside itself: its script, its style, and the run's
/// ndjson, packed. So nothing of a result is ever markup, and a policy in the page forbids every
/// script and style but its own. Behind a failed result the command of curl that repeats it, where
/// the result has one: {"type":"curl","index":7,"command":"curl ..."}.
class HtmlReport final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit HtmlReport(std::ostream& out);

  void write(const Result& result) override;
  void finish(const Summary& summary) override;

 private:
  void begin();

  std::ostream& out_;
  PackedText text_;
  std::ostream packed_;
  JsonRecords records_;
  bool begun_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_HTML_REPORT_H_
