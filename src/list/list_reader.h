#ifndef URLFAN_LIST_LIST_READER_H_
#define URLFAN_LIST_LIST_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/list/line_buffer.h"
#include "src/list/line_parser.h"
#include "src/list/list_file.h"
#include "urlfan/source.h"

namespace urlfan {

/// A URL that stands on the command line itself.
struct UrlArgument {
  std::string url;
};

using Input = std::variant<ListFile, UrlArgument>;

/// Reads lists, one input after the other, line by line, and never waits: a pipe that has
/// nothing yet is Pending. Holds one buffer, however long the list or its lines.
class ListReader final : public Source {
 public:
  ListReader(std::vector<Input> inputs, LineRules rules);

  std::variant<Request, Pending, Exhausted> next() override;
  int wait_fd() const override;
  bool complete() const override { return complete_; }

 private:
  enum class Fill { more, pending, end };

  Request from_argument(const UrlArgument& argument) const;
  std::optional<Request> from_line(const LineBuffer::Line& line, const ListFile& file);
  Fill fill(ListFile& file);
  void next_input();

  std::vector<Input> inputs_;
  LineRules rules_;
  bool complete_ = true;

  // Of the input that is being read.
  std::size_t input_ = 0;
  std::uint64_t line_ = 0;
  LineBuffer lines_;
  bool at_end_ = false;
  /// Its first bytes were looked at.
  bool begun_ = false;
};

/// How many requests the inputs hold, where that can be told at little cost: no pipe is among them,
/// and nothing packed.
std::optional<std::uint64_t> count_requests(const std::vector<Input>& inputs);

}  // namespace urlfan

#endif  // URLFAN_LIST_LIST_READER_H_
