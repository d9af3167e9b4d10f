#ifndef URLFAN_CLI_RESUME_FILE_H_
#define URLFAN_CLI_RESUME_FILE_H_

#include <spdlog/logger.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/base/descriptor.h"
#include "src/cli/output_file.h"
#include "src/cli/signals.h"
#include "src/list/part_of_list.h"
#include "src/model/list_outline.h"
#include "urlfan/result.h"
#include "urlfan/shard.h"

namespace urlfan {

/// The file of --resume: what all goes of a run have found so far. Each go adds a record that says
/// of which list it is, results as they are complete, and a summary. Of each line the last result
/// that finished counts, else the last. Nobody else's while this one lives.
class ResumeFile {
 public:
  /// Opens it; makes one that is not there. Throws UsageError, also where another process goes on
  /// with it.
  explicit ResumeFile(std::string name);

  /// Takes the list that this go is of, which is known already. Throws UsageError where the file
  /// is of another one, and says where that differs; and where it is no such file at all.
  void require_list(PartOfList& source);

  /// Which results do not have to be fetched again.
  using Keep = std::function<bool(const Result&)>;
  /// Hands each one that is kept to `take`, and returns which lines those are, by index. Drops a
  /// line that was cut off, and says so. Reads the file twice; holds eight bytes for a line of the
  /// list. `look_up` is called now and then, and may throw to give up. Throws UsageError.
  std::vector<bool> read(const Keep& keep, const std::function<void(Result&&)>& take,
                         const std::function<void()>& look_up, spdlog::logger& log);

  /// To add to it.
  std::unique_ptr<OutputFile> open_output(StopSignals& signals) const;
  /// Writes of which list the go is, before its results. Throws OutputError.
  void begin_go(OutputFile& output) const;

 private:
  void find_last(std::vector<std::uint64_t>& last, const std::function<void()>& look_up,
                 spdlog::logger& log);
  void require_same_list(const std::string& record, std::uint64_t line) const;
  void drop_from(std::uint64_t offset) const;
  [[noreturn]] void refuse(const std::string& why) const;
  [[noreturn]] void refuse_line(std::uint64_t line) const;

  std::string name_;
  Descriptor file_;
  ListFacts list_;
  ListOutline outline_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_RESUME_FILE_H_
