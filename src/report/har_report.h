#ifndef URLFAN_REPORT_HAR_REPORT_H_
#define URLFAN_REPORT_HAR_REPORT_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "src/output/json_writer.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// HAR 1.2, as a browser's network panel reads it: an entry for each request that was sent, those
/// of redirects and earlier attempts included. Of the request it has what a result has, which is
/// neither headers nor body. A request without an answer has the status 0, and why in `_error` and
/// the comment. Lines that were never sent are counted in the comment of the log.
class HarReport final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit HarReport(std::ostream& out);

  void write(const Result& result) override;
  void finish(const Summary& summary) override;

 private:
  /// What comes before an entry, or before the end.
  std::string before(std::string_view text) const;

  std::ostream& out_;
  /// Of one line.
  JsonWriter json_;
  bool open_ = false;
  std::uint64_t never_sent_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_HAR_REPORT_H_
