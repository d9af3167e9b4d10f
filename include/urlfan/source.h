#ifndef URLFAN_SOURCE_H_
#define URLFAN_SOURCE_H_

#include <optional>
#include <variant>

#include "urlfan/request.h"
#include "urlfan/shard.h"

namespace urlfan {

/// Nothing can be read now, more may come.
struct Pending {};
/// There is no more.
struct Exhausted {};

/// Where requests come from. Pulled from the coordinator's thread, only as far as the run's window.
class Source {
 public:
  virtual ~Source() = default;
  /// Never blocks.
  virtual std::variant<Request, Pending, Exhausted> next() = 0;
  /// After Pending: the descriptor whose readability ends it; -1 for none.
  virtual int wait_fd() const { return -1; }
  /// After Exhausted: whether all was read that there was.
  virtual bool complete() const { return true; }
  /// At the end of the run: which list it is, or is a part of. Empty: that is not told.
  virtual std::optional<ListFacts> list() const { return {}; }
};

}  // namespace urlfan

#endif  // URLFAN_SOURCE_H_
