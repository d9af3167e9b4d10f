#ifndef URLFAN_IO_RESULT_READER_H_
#define URLFAN_IO_RESULT_READER_H_

#include <cstdint>
#include <istream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "urlfan/result.h"

namespace urlfan {

/// What one run has written, read back.
struct EarlierRun {
  /// The file, for messages.
  std::string name;
  std::vector<Result> results = {};
  /// Empty: the run did not come to its end, or its output did not.
  std::optional<Summary> summary = {};
  /// The line that is cut off in the middle, and left out.
  std::optional<std::uint64_t> cut_line = {};
};

/// Results that the summary counts and that are not there. Those that passed may have been left out
/// on purpose (--show failed).
struct Missing {
  std::uint64_t passed = 0;
  std::uint64_t others = 0;
};
Missing missing_from(const EarlierRun& run);

/// Not an output of urlfan; the message names the file, the line and what was expected.
class ResultsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads what --format ndjson or json has written, also several of them one after the other, and
/// as far as it came. The documents may have been laid out anew. A line has a limit, 64 MiB. Throws
/// ResultsError.
std::vector<EarlierRun> read_results(std::istream& in, const std::string& name);

}  // namespace urlfan

#endif  // URLFAN_IO_RESULT_READER_H_
