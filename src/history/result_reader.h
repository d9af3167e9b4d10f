#ifndef URLFAN_HISTORY_RESULT_READER_H_
#define URLFAN_HISTORY_RESULT_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/clock.h"
#include "urlfan/result.h"

namespace urlfan {

/// What one run has written, read back, without its results.
struct EarlierRun {
  /// The file, for messages.
  std::string name;
  /// Results that are there, which is not what the summary says.
  std::uint64_t passed = 0;
  std::uint64_t others = 0;
  /// When the first of them started and the last ended, as far as they tell.
  std::optional<WallTime> began = {};
  WallTime ended = {};
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

/// A result as it is read.
struct EarlierResult {
  Result result;
  /// Of which run of its file, from 0.
  std::size_t run = 0;
  /// The JSON that it was read from, for result_of(); valid during the call.
  std::string_view text = {};
  /// Where that stands in the file; empty when it does not stand there like that.
  std::optional<std::uint64_t> offset = {};
};

/// Not an output of urlfan; the message names the file, the line and what was expected.
class ResultsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads what --format ndjson or json has written, also several of them one after the other, and
/// as far as it came. Hands each result to `take`, and keeps none; but a document that was laid out
/// anew is held as a whole. A line has a limit, 64 MiB. Throws ResultsError.
std::vector<EarlierRun> read_results(std::istream& in, const std::string& name,
                                     const std::function<void(EarlierResult)>& take);

/// A result once more, from the text that it was read from. Throws what result_from_json throws.
Result result_of(std::string_view text);

}  // namespace urlfan

#endif  // URLFAN_HISTORY_RESULT_READER_H_
