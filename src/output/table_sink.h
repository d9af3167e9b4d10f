#ifndef URLFAN_OUTPUT_TABLE_SINK_H_
#define URLFAN_OUTPUT_TABLE_SINK_H_

#include <ostream>
#include <string_view>

#include "src/output/result_writer.h"

namespace urlfan {

/// For eyes: a row for every failure as it occurs, totals at the end. Not a format for scripts.
class TableSink final : public ResultWriter {
 public:
  struct Options {
    /// A row for every success as well.
    bool successes = false;
    bool color = false;
  };

  /// `out` must outlive this one.
  TableSink(std::ostream& out, Options options) : out_(out), options_(options) {}

  void write(const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

 private:
  void heading();
  std::string_view paint(std::string_view code) const;

  std::ostream& out_;
  Options options_;
  bool headed_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_TABLE_SINK_H_
