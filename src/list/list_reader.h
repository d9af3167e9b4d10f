#ifndef URLFAN_LIST_LIST_READER_H_
#define URLFAN_LIST_LIST_READER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/list/csv_table.h"
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
/// nothing yet is Pending. Holds one buffer, however long the list or its lines; but a document
/// (InputFormat::sitemap) is read as a whole, of 64 MiB at most.
class ListReader final : public Source {
 public:
  ListReader(std::vector<Input> inputs, LineRules rules);

  std::variant<Request, Pending, Exhausted> next() override;
  int wait_fd() const override;
  bool complete() const override { return complete_; }
  /// Begins once more. Where all files are regular. Throws std::system_error.
  void rewind();

 private:
  enum class Fill { more, pending, end };

  std::optional<Request> next_of_file();
  std::optional<Request> from_line(const LineBuffer::Line& line);
  std::optional<Request> from_document();
  Request cannot_go_on(const std::string& why);
  Fill fill(ListFile& file);
  std::size_t read(ListFile& file, char* room, std::size_t size);
  std::ptrdiff_t fill_document(ListFile& file);
  void next_input();

  std::vector<Input> inputs_;
  LineRules rules_;
  bool complete_ = true;

  // Of the input that is being read.
  std::size_t input_ = 0;
  std::uint64_t line_ = 0;
  LineBuffer lines_;
  CsvTable table_;
  /// As much of a document as is read, and the URLs in it once it is whole.
  std::string document_;
  std::optional<std::deque<ListedUrl>> listed_;
  bool at_end_ = false;
  /// Its first bytes were looked at.
  bool begun_ = false;
};

/// How many requests the inputs hold, where that can be told at little cost: no pipe is among them,
/// and nothing packed or of many lines.
std::optional<std::uint64_t> count_requests(const std::vector<Input>& inputs,
                                            InputFormat format = InputFormat::automatic);

}  // namespace urlfan

#endif  // URLFAN_LIST_LIST_READER_H_
