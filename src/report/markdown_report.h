#ifndef URLFAN_REPORT_MARKDOWN_REPORT_H_
#define URLFAN_REPORT_MARKDOWN_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

#include "src/output/result_writer.h"

namespace urlfan {

/// A section of GitHub-flavoured Markdown to append to a job's summary: the verdict, the totals and
/// tables of limited length. Written at the end. What comes from outside is shown letter by letter.
class MarkdownReport final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit MarkdownReport(std::ostream& out) : out_(out) {}

  void write(const Result& result) override;
  void finish(const Summary& summary) override;

  /// Rows as they will be written, and how many there would be without a limit.
  struct Table {
    std::size_t limit = 0;
    std::uint64_t count = 0;
    std::size_t shown = 0;
    std::string rows = {};
  };

 private:
  void count_baseline(const Result& result);
  void write_baseline() const;

  std::ostream& out_;
  Table failures_{.limit = 200};
  Table known_{.limit = 50};
  Table flaky_{.limit = 50};
  Table drifts_{.limit = 50};
  std::uint64_t new_failures_ = 0;
  std::uint64_t fixed_ = 0;
  bool has_baseline_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_MARKDOWN_REPORT_H_
