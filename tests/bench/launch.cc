// Runs a command and measures it: launch FILE COMMAND [ARGUMENT...] writes to FILE, in one line,
// its wall time and CPU time in seconds, its peak memory in KiB and its exit code. This small
// process stands between because Linux counts the memory of the one that forks into the peak of the
// command: started from a big one, every small command would look big.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "usage: launch FILE COMMAND [ARGUMENT...]\n");
    return 2;
  }
  std::FILE* report = std::fopen(arguments[1], "we");
  if (report == nullptr) {
    std::perror(arguments[1]);
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    execvp(arguments[2], arguments + 2);
    std::perror(arguments[2]);
    _exit(127);
  }
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::fprintf(report, "%.6f %.6f %ld %d\n", wall.count(),
               seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss, code);
  return std::fclose(report) == 0 ? code : 2;
}
