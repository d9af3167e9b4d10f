#ifndef URLFAN_LIST_PART_OF_LIST_H_
#define URLFAN_LIST_PART_OF_LIST_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/base/descriptor.h"
#include "src/list/list_digest.h"
#include "src/list/list_reader.h"
#include "src/model/list_outline.h"
#include "urlfan/secrets.h"
#include "urlfan/shard.h"
#include "urlfan/source.h"

namespace urlfan {

/// Tells which of n shards each line belongs to. Remembers the last host.
class ShardOfLine {
 public:
  explicit ShardOfLine(const Shard& division) : division_(division) {}
  /// From 1 to n. Of a bad line by its index, which is the one that it has in `line`.
  std::uint64_t operator()(const Request& line);

 private:
  Shard division_;
  std::string name_;
  std::uint64_t of_name_ = 0;
};

/// A list, or those of its lines that are to be fetched here and now. Each has its place in the
/// whole list, and the whole list has its digest, whatever is left out.
class PartOfList final : public Source {
 public:
  /// `secrets` are those that all lines share, as they are now.
  PartOfList(std::vector<Input> inputs, LineRules rules, Secrets secrets,
             const std::optional<Shard>& shard = {});

  // --- before the first next(), where all inputs can be read twice ---

  /// Reads the whole list. From then on it must stay as it is: next() throws std::runtime_error
  /// for one that has changed. `look_up` is called now and then, and may throw to give up. Throws
  /// std::system_error.
  void get_to_know(const std::function<void()>& look_up);
  /// What that found.
  const ListOutline& outline() const noexcept { return *outline_; }
  /// How many lines of the list are of this shard.
  std::uint64_t lines_of_shard() const noexcept { return lines_of_shard_; }
  /// Where a line was written; reads the list once more. Empty: it has no such line.
  std::optional<Location> find(std::uint64_t index);
  /// Lines by their index that are left out; not those behind the end of `lines`.
  void leave_out(std::vector<bool> lines);

  // --- the source ---

  std::variant<Request, Pending, Exhausted> next() override;
  int wait_fd() const override;
  bool complete() const override { return reader_.complete(); }
  std::optional<ListFacts> list() const override;

  /// Another process has changed the list since it was read first.
  bool has_changed() const noexcept { return has_changed_; }

 private:
  std::variant<Request, Pending, Exhausted> read();
  void rewind();
  void require_unchanged(bool at_end);
  bool is_left_out(const std::variant<Request, Pending, Exhausted>& next);

  /// What variables stand for in the line that is read.
  std::unique_ptr<Secrets> filled_in_ = std::make_unique<Secrets>();
  Secrets secrets_;
  ListReader reader_;
  ListDigest digest_;
  std::uint64_t lines_ = 0;
  bool exhausted_ = false;

  std::optional<Shard> shard_;
  std::optional<ShardOfLine> shard_of_;
  std::vector<bool> left_out_;
  std::optional<ListOutline> outline_;
  std::uint64_t lines_of_shard_ = 0;
  bool has_changed_ = false;
  /// Of a device that always has something to read: what can be read on does not make the reader's
  /// file ready.
  Descriptor always_ready_;
  bool paused_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_LIST_PART_OF_LIST_H_
