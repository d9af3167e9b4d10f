#ifndef URLFAN_CLI_OUTPUT_FILE_H_
#define URLFAN_CLI_OUTPUT_FILE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "src/base/descriptor.h"
#include "src/cli/output_channel.h"
#include "src/cli/signals.h"

namespace urlfan {

/// Standard output, or a file that appears under its name only when it is complete.
class OutputFile {
 public:
  /// An empty path is standard output, - standard error. A regular or absent file is written under
  /// a temporary name, beside it if that is possible; anything else (a device, a pipe) is written
  /// as it is. Waits for the reader of a named pipe. `signals` must outlive it. Throws
  /// UsageError, Stopped.
  OutputFile(std::string path, StopSignals& signals);
  /// Adds to what the file has. Throws UsageError.
  static std::unique_ptr<OutputFile> append(std::string path, StopSignals& signals);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// Removes a temporary file that was not committed.
  ~OutputFile();

  std::ostream& stream() noexcept { return stream_; }
  OutputChannel& channel() noexcept { return *channel_; }
  const OutputChannel& channel() const noexcept { return *channel_; }
  bool is_terminal() const noexcept;
  int fd() const noexcept { return fd_; }
  /// Waits until at most `most` bytes are left to be written. Throws OutputError, Stopped.
  void drain(std::size_t most);
  /// Waits until all is written, and gives the complete file its name. Where a rename cannot do
  /// that, the file that is there is written over. Throws OutputError, Stopped.
  void commit();

 private:
  OutputFile(std::string path, StopSignals& signals, int fd);
  int open();
  int open_special() const;
  int open_temporary(bool exists);
  void close_checked();
  void write_over() const;

  StopSignals& signals_;
  std::string path_;
  std::string temporary_;
  /// Of a file that was opened here.
  std::optional<Descriptor> own_;
  int fd_;
  std::optional<OutputChannel> own_channel_;
  OutputChannel* channel_;
  std::ostream stream_;
};

/// A text to standard output. Throws OutputError.
void print(const std::string& text);

}  // namespace urlfan

#endif  // URLFAN_CLI_OUTPUT_FILE_H_
