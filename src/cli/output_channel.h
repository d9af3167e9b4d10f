#ifndef URLFAN_CLI_OUTPUT_CHANNEL_H_
#define URLFAN_CLI_OUTPUT_CHANNEL_H_

#include <poll.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <string_view>

#include "src/base/descriptor.h"

namespace urlfan {

/// The output cannot be written. The message names it and the reason.
class OutputError : public std::runtime_error {
 public:
  OutputError(const std::string& name, int error);
  /// The reader has gone away.
  bool broken_pipe() const noexcept { return broken_pipe_; }

 private:
  bool broken_pipe_;
};

/// The way of all text to a descriptor that somebody else may be slow to read. Keeps what it is
/// given, all of it or, when memory runs out, nothing, and writes as much as can be taken without
/// waiting: so the run can obey signals and its deadline meanwhile. The descriptor is borrowed, and
/// its flags stay as they are: others share them. Throws OutputError where std::ofstream would set
/// a flag that nobody reads. Main thread only.
class OutputChannel final : public std::streambuf {
 public:
  OutputChannel(int fd, std::string name);

  /// Writes what is taken at once.
  void push();
  /// Returns when the descriptor can be written, or throws to give up what is left.
  using Wait = std::function<void(pollfd)>;
  /// Writes until no more than `most` is left, however long the reader takes.
  void drain(const Wait& wait, std::size_t most = 0);
  /// Bytes that are kept.
  std::size_t unwritten() const noexcept { return kept_.size() - sent_; }
  /// Those of them that may have to wait for a reader: none where a flush always writes them.
  std::size_t held_up() const noexcept { return never_waits_ ? 0 : unwritten(); }
  /// Readable as soon as something can be written. Throws OutputError.
  int wait_fd() const;
  /// For a text that may be lost where nobody can be told: no OutputError comes from it.
  void say(std::string_view text) noexcept;
  /// Writes all of it, however long the reader takes.
  void finish_saying() noexcept;

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  /// The same as push().
  int sync() override;

 private:
  bool listen() const;
  bool takes_more() const noexcept;
  void drop_sent() noexcept;

  int fd_;
  std::string name_;
  /// Never waits, as a file on a disk does not.
  bool never_waits_;
  std::string kept_;
  std::size_t sent_ = 0;
  /// An epoll that watches fd_: it is readable when fd_ is writable.
  mutable std::optional<Descriptor> ear_;
};

/// The one channel to standard error, for all that tell something there: what it could not take yet
/// comes before what is said next.
OutputChannel& standard_error();

}  // namespace urlfan

#endif  // URLFAN_CLI_OUTPUT_CHANNEL_H_
