#include "tests/support/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

namespace urlfan {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

struct Ends {
  int read = -1;
  int write = -1;
};

Ends make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe2");
  return {ends[0], ends[1]};
}

Ends make_terminal(unsigned short columns) {
  Ends ends;
  const winsize size{40, columns, 0, 0};
  if (openpty(&ends.read, &ends.write, nullptr, nullptr, &size) != 0) fail("openpty");
  fcntl(ends.read, F_SETFD, FD_CLOEXEC);
  fcntl(ends.write, F_SETFD, FD_CLOEXEC);
  return ends;
}

void close_once(int& fd) {
  if (fd >= 0) close(fd);
  fd = -1;
}

[[noreturn]] void become_child(const Launch& launch, int in, int out, int err) {
  for (const char* name :
       {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
        "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NO_COLOR", "TERM", "COLUMNS"}) {
    unsetenv(name);
  }
  for (const auto& [name, value] : launch.environment) setenv(name.c_str(), value.c_str(), 1);
  if (!launch.working_folder.empty() && chdir(launch.working_folder.c_str()) != 0) _exit(126);
  if (launch.descriptors != 0) {
    const rlimit limit{launch.descriptors, launch.descriptors};
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT}) ::signal(number, SIG_DFL);
  dup2(in, STDIN_FILENO);
  if (launch.output_closed) {
    close(STDOUT_FILENO);
  } else {
    dup2(out, STDOUT_FILENO);
  }
  dup2(err, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const auto& argument : launch.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

/// Whether execvp() would find it.
bool is_installed(const std::string& program) {
  if (program.find('/') != std::string::npos) return true;
  const char* path = getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + '/' + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

/// False when the stream has ended.
bool append(int fd, std::string& text) {
  std::array<char, 65536> block{};
  const ssize_t got = read(fd, block.data(), block.size());
  if (got > 0) text.append(block.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

}  // namespace

void skip_without(const std::string& what) {
  [&] { GTEST_SKIP() << what << " is not installed"; }();
  // What has been reported needs no more than an end.
  throw testing::AssertionException(
      testing::TestPartResult(testing::TestPartResult::kSkip, __FILE__, __LINE__, "skipped"));
}

void skip_without_module(const std::string& module, const std::string& python_error) {
  if (python_error.find("No module named '" + module + "'") != std::string::npos) {
    skip_without("the module " + module + " of Python");
  }
}

Process::Process(const Launch& launch) {
  if (!is_installed(launch.arguments[0])) skip_without(launch.arguments[0]);
  ::signal(SIGPIPE, SIG_IGN);
  const Ends in = make_pipe();
  const Ends out = make_pipe();
  const bool one_terminal = launch.columns > 0;
  const Ends err = launch.terminal || one_terminal ? make_terminal(launch.columns) : make_pipe();
  pid_ = fork();
  if (pid_ < 0) fail("fork");
  if (pid_ == 0) {
    become_child(launch, in.read, one_terminal ? err.write : out.write, err.write);
  }
  close(in.read);
  close(out.write);
  close(err.write);
  in_ = in.write;
  out_fd_ = out.read;
  err_fd_ = err.read;
}

Process::~Process() {
  close_once(in_);
  close_once(out_fd_);
  close_once(err_fd_);
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
}

void Process::write(const std::string& text) const {
  std::size_t at = 0;
  while (at < text.size()) {
    const ssize_t written = ::write(in_, text.data() + at, text.size() - at);
    if (written <= 0) return;  // the child has closed it
    at += static_cast<std::size_t>(written);
  }
}

void Process::close_input() { close_once(in_); }
void Process::close_output() { close_once(out_fd_); }
void Process::signal(int number) const { kill(pid_, number); }

void Process::resize(unsigned short columns) const {
  const winsize size{40, columns, 0, 0};
  if (ioctl(err_fd_, TIOCSWINSZ, &size) != 0) fail("TIOCSWINSZ");
}

void Process::read_some(std::chrono::milliseconds most) {
  std::array<pollfd, 2> ears{pollfd{out_fd_, POLLIN, 0}, pollfd{err_fd_, POLLIN, 0}};
  if (poll(ears.data(), ears.size(), static_cast<int>(most.count())) <= 0) return;
  if (ears[0].revents != 0 && !append(out_fd_, out_)) close_once(out_fd_);
  if (ears[1].revents != 0 && !append(err_fd_, err_)) close_once(err_fd_);
}

bool Process::read_until(const std::function<bool(const Process&)>& enough,
                         std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!enough(*this)) {
    if (out_fd_ < 0 && err_fd_ < 0) return false;
    if (std::chrono::steady_clock::now() > end) return false;
    read_some(std::chrono::milliseconds(100));
    look_at_memory();
  }
  return true;
}

/// What wait4 tells would do, but that begins with what this process had when it forked.
void Process::look_at_memory() {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) peak_memory_ = std::stol(line.substr(line.find(':') + 1));
  }
}

int Process::wait(std::chrono::seconds limit) {
  if (pid_ < 0) return code_;
  close_input();
  read_until([](const Process&) { return false; }, limit);
  return wait_unread(limit);
}

int Process::wait_unread(std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (waitpid(pid_, &status, WNOHANG) != pid_) {
    if (std::chrono::steady_clock::now() > end) return -1;  // the destructor kills it
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  pid_ = -1;
  code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return code_;
}

}  // namespace urlfan
