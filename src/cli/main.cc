#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <exception>
#include <string>

#include "src/cli/command_line.h"
#include "src/cli/output_channel.h"
#include "src/cli/output_file.h"
#include "src/cli/settings.h"
#include "src/cli/signals.h"
#include "src/model/exit_code.h"

namespace urlfan {
namespace {

/// A closed standard descriptor would be given to the next file or socket, and output with it.
bool hold_standard_descriptors() {
  const bool output_open = fcntl(STDOUT_FILENO, F_GETFD) >= 0 || errno != EBADF;
  int fd = 0;
  do {
    fd = open("/dev/null", O_RDWR);
  } while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd > STDERR_FILENO) close(fd);
  return output_open;
}

int guarded_main(CommandLine& line) {
  const auto tell = [&line](const std::string& error) { line.tell(error); };
  try {
    const auto done = line.parse();
    return done ? *done : line.run();
  } catch (const UsageError& error) {
    tell(error.what());
    return kExitUsage;
  } catch (const Stopped& stopped) {
    return stopped.exit_code();
  } catch (const OutputError& error) {
    if (error.broken_pipe()) die_of_broken_pipe();
    tell(error.what());
    return kExitInternal;
  } catch (const std::exception& error) {
    tell(std::string("urlfan failed: ") + error.what());
    return kExitInternal;
  }
}

}  // namespace
}  // namespace urlfan

int main(int argc, char** argv) {
  const bool output_open = urlfan::hold_standard_descriptors();
  urlfan::ignore_signals_of_writing();
  // Host names that are not ASCII are converted by the locale; lists are UTF-8 by definition.
  std::setlocale(LC_CTYPE, "C.UTF-8");  // NOLINT(concurrency-mt-unsafe): no other thread yet
  urlfan::CommandLine line(argc, argv);
  int code = urlfan::kExitUsage;
  if (output_open) {
    code = urlfan::guarded_main(line);
  } else {
    line.tell("cannot write standard output: it is closed");
  }
  urlfan::standard_error().finish_saying();
  // All is said and written, and the system closes connections faster.
  _exit(code);
}
