#ifndef URLFAN_OUTPUT_TABLE_SINK_H_
#define URLFAN_OUTPUT_TABLE_SINK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "src/output/result_writer.h"

namespace urlfan {

/// For eyes: a row for each line that came to its end, with what is wrong with it below, and totals
/// at the end. Lines that a stop broke off or kept from starting are only counted. Safe for a
/// terminal, whatever servers and lists say.
class TableSink final : public ResultWriter {
 public:
  struct Options {
    bool color = false;
    /// The width of the terminal, asked for each row, since it may change. Empty: nothing is cut.
    std::function<std::size_t()> width = {};
  };

  /// `out` must outlive this one.
  TableSink(std::ostream& out, Options options) : out_(out), options_(std::move(options)) {}

  void write(const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

 private:
  void heading();
  std::string subject(const Result& result, std::size_t room);
  void explain(const Result& result, std::size_t width);
  std::string_view paint(std::string_view code) const;

  std::ostream& out_;
  Options options_;
  bool headed_ = false;
  std::uint64_t broken_off_ = 0;
  /// Of the column of names: as wide as those so far, within limits; 0 while there were none.
  std::size_t name_width_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_TABLE_SINK_H_
