#ifndef URLFAN_IO_LIST_READER_H_
#define URLFAN_IO_LIST_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/io/gunzip.h"
#include "src/io/line_buffer.h"
#include "src/io/line_parser.h"
#include "urlfan/source.h"

namespace urlfan {

/// A list that is open for reading; closes itself. Standard input is not closed.
class ListFile {
 public:
  /// `name` is a path, or "-" for standard input. Throws std::system_error, and for a directory.
  explicit ListFile(std::string name);
  ListFile(ListFile&& other) noexcept;
  ListFile& operator=(ListFile&&) = delete;
  ListFile(const ListFile&) = delete;
  ListFile& operator=(const ListFile&) = delete;
  ~ListFile();

  const std::string& name() const noexcept { return name_; }
  int fd() const noexcept { return fd_; }
  /// Reads never wait for another process.
  bool is_regular() const noexcept { return regular_; }
  /// Whether a read would not wait.
  bool is_ready() const;
  /// Readable when that may have changed.
  int wait_fd() const noexcept;
  /// Reads the next bytes, unpacked if they are gzip; 0 at the end. Throws std::system_error, with
  /// EAGAIN where it would have to wait, and std::runtime_error for gzip that is none.
  std::size_t read(char* room, std::size_t size);

 private:
  std::size_t read_packed(char* room, std::size_t size) const;

  std::string name_;
  int fd_ = -1;
  bool regular_ = false;
  bool started_ = false;
  std::unique_ptr<Gunzip> gunzip_;
  /// Of a device that always has something to read; open with gunzip_.
  int always_ready_ = -1;
};

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
};

/// How many requests the inputs hold, where that can be told at little cost: no pipe is among them,
/// and nothing packed.
std::optional<std::uint64_t> count_requests(const std::vector<Input>& inputs);

}  // namespace urlfan

#endif  // URLFAN_IO_LIST_READER_H_
