#include "src/watch/child_process.h"

#include <spawn.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace urlfan {
namespace {

void require(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

/// A file in memory, at its begin: a pipe would have to be written as the command reads it.
Descriptor file_of(const std::string& text) {
  Descriptor file(memfd_create("urlfan-event", MFD_CLOEXEC));
  if (file.get() < 0) require(errno, "memfd_create");
  require(write_all(file.get(), text.data(), text.size()), "write");
  if (lseek(file.get(), 0, SEEK_SET) != 0) require(errno, "lseek");
  return file;
}

/// What becomes of descriptors and signals.
class SpawnRules {
 public:
  explicit SpawnRules(int input) {
    require(posix_spawn_file_actions_init(&files_), "posix_spawn");
    require(posix_spawnattr_init(&process_), "posix_spawn");
    require(posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO), "posix_spawn");
    require(posix_spawn_file_actions_adddup2(&files_, STDERR_FILENO, STDOUT_FILENO), "posix_spawn");
    require(posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1), "posix_spawn");
    sigset_t none{};
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&process_, &none);
    // Which main() ignores; that others ignore some is for all that they start.
    sigset_t ours{};
    sigemptyset(&ours);
    sigaddset(&ours, SIGPIPE);
    sigaddset(&ours, SIGXFSZ);
    posix_spawnattr_setsigdefault(&process_, &ours);
    posix_spawnattr_setpgroup(&process_, 0);
    posix_spawnattr_setflags(
        &process_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnRules(const SpawnRules&) = delete;
  SpawnRules& operator=(const SpawnRules&) = delete;
  ~SpawnRules() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&process_);
  }

  const posix_spawn_file_actions_t* files() const noexcept { return &files_; }
  const posix_spawnattr_t* process() const noexcept { return &process_; }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t process_{};
};

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> command)
    : command_(std::move(command)), ear_(epoll_create1(EPOLL_CLOEXEC)) {
  if (ear_.get() < 0) require(errno, "epoll_create1");
}

ChildProcess::~ChildProcess() {
  if (pid_ == 0) return;
  signal(SIGKILL);
  waitpid(pid_, nullptr, WNOHANG);  // what cannot be killed yet is init's
}

void ChildProcess::start(const std::string& input) {
  const Descriptor event = file_of(input);
  const SpawnRules rules(event.get());
  std::vector<char*> arguments;
  for (auto& word : command_) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  require(
      posix_spawnp(&pid_, arguments[0], rules.files(), rules.process(), arguments.data(), environ),
      "posix_spawn");
  // Not by <sys/pidfd.h>, which in glibc 2.36 declares it for C alone.
  child_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  epoll_event ended{.events = EPOLLIN, .data = {}};
  // Without it the end is seen when there is something else to do.
  if (child_.get() >= 0) epoll_ctl(ear_.get(), EPOLL_CTL_ADD, child_.get(), &ended);
}

std::optional<int> ChildProcess::ended() {
  int status = 0;
  if (pid_ == 0 || waitpid(pid_, &status, WNOHANG) != pid_) return {};
  pid_ = 0;
  child_ = Descriptor(-1);  // and so it leaves the epoll
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void ChildProcess::signal(int number) noexcept {
  if (pid_ != 0) kill(-pid_, number);
}

}  // namespace urlfan
