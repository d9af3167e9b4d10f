#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <exception>
#include <memory>
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

int run_command(int argc, char** argv, std::unique_ptr<CommandLine>& line) {
  line = std::make_unique<CommandLine>(argc, argv);
  if (const auto done = line->parse()) return *done;
  return line->run();
}

void tell(const std::string& error) { standard_error().say("urlfan: error: " + error + "\n"); }

int guarded_main(int argc, char** argv, std::unique_ptr<CommandLine>& line) {
  try {
    return run_command(argc, argv, line);
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
  int code = urlfan::kExitUsage;
  std::unique_ptr<urlfan::CommandLine> line;
  if (output_open) {
    code = urlfan::guarded_main(argc, argv, line);
  } else {
    urlfan::tell("cannot write standard output: it is closed");
  }
  urlfan::standard_error().finish_saying();
  // All is said and written, and the system closes connections faster.
  _exit(code);
}
