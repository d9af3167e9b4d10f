#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <exception>
#include <string>
#include <string_view>

#include "src/cli/explain.h"
#include "src/cli/flags.h"
#include "src/cli/log.h"
#include "src/cli/output_channel.h"
#include "src/cli/output_file.h"
#include "src/cli/report.h"
#include "src/cli/run.h"
#include "src/cli/settings.h"
#include "src/cli/signals.h"
#include "src/model/exit_code.h"
#include "src/output/result_json.h"

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

int run_command(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "explain") return explain(argc - 1, argv + 1);
  if (argc > 1 && std::string_view(argv[1]) == "report") return report(argc - 1, argv + 1);
  Flags flags;
  if (const auto done = parse_flags(argc, argv, flags)) return *done;
  if (flags.schema) {
    const StopSignals signals;
    OutputFile output(flags.output);
    output.stream() << json_schema();
    output.commit();
    return kExitOk;
  }
  const Settings settings = interpret(flags);
  const auto log = make_logger(settings.talk);
  return run(settings, *log);
}

void tell(const std::string& error) { standard_error().say("urlfan: error: " + error + "\n"); }

int guarded_main(int argc, char** argv) {
  try {
    return run_command(argc, argv);
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
  int code = urlfan::kExitInternal;
  if (output_open) {
    code = urlfan::guarded_main(argc, argv);
  } else {
    urlfan::tell("cannot write standard output: it is closed");
  }
  urlfan::standard_error().finish_saying();
  return code;
}
