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

/// What one run has written, read back, without its results. Where a stream was gone on with
/// (--resume), all goes at its list are one run.
struct EarlierRun {
  /// The file, for messages.
  std::string name;
  /// Results that are there, which is not what the summary says.
  std::uint64_t passed = 0;
  std::uint64_t others = 0;
  /// When its first go began and the last ended: by their summaries, else as far as their results
  /// tell.
  std::optional<WallTime> began = {};
  WallTime ended = {};
  /// Of all goes together, without the time between them.
  Duration wall{0};
  /// The record before its results, which a stream has that can be gone on with.
  std::optional<ListFacts> list = {};
  /// Of the last go that came to its end, and its output did. Empty: none did.
  std::optional<Summary> summary = {};
  /// The line that is cut off in the middle, and left out.
  std::optional<std::uint64_t> cut_line = {};
};

/// Of which list a run is, by its record or its summary. Empty: neither tells.
std::optional<ListFacts> list_of(const EarlierRun& run);

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
