#include "src/cli/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>

#include "src/base/text.h"

namespace urlfan {
namespace {

// All that end a process and that others send, or a limit or a timer that was inherited.
constexpr std::array kStopSignals{SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGALRM, SIGUSR1,  SIGUSR2,
                                  SIGXCPU, SIGPROF, SIGVTALRM, SIGPOLL, SIGPWR,  SIGSTKFLT};

constexpr Duration kAgainAfter = std::chrono::seconds(1);
constexpr std::chrono::milliseconds kLastChance{200};

TimePoint now() { return std::chrono::steady_clock::now(); }

bool is_ignored(int number) {
  struct sigaction action {};
  return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t those_to_catch() {
  sigset_t set{};
  sigemptyset(&set);
  for (const int number : kStopSignals) {
    if (!is_ignored(number)) sigaddset(&set, number);
  }
  return set;
}

}  // namespace

Stopped::Stopped(int number)
    : std::runtime_error("stopped by " + signal_name(number)), number_(number) {}

StopSignals::StopSignals(Hangup hangup) : fd_(-1), hangup_(hangup) {
  const sigset_t stops = those_to_catch();
  fd_ = Descriptor(signalfd(-1, &stops, SFD_NONBLOCK | SFD_CLOEXEC));
  if (fd_.get() < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  pthread_sigmask(SIG_BLOCK, &stops, &before_);
}

StopSignals::~StopSignals() {
  caught();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int StopSignals::caught() noexcept {
  signalfd_siginfo signal{};
  while (read(fd_.get(), &signal, sizeof signal) == sizeof signal) {
    heed(static_cast<int>(signal.ssi_signo));
  }
  return first_;
}

void StopSignals::heed(int number) noexcept {
  if (number == SIGHUP && hangup_ == Hangup::is_told) {
    has_hung_up_ = true;
  } else if (first_ == 0) {
    first_ = number;
    first_at_ = now();
  } else if (last_ == 0 && now() - first_at_ >= kAgainAfter) {
    last_ = number;
    gives_up_at_ = now() + kLastChance;
  }
}

void StopSignals::wait_for(pollfd output) {
  const auto left = [this] {
    return std::chrono::ceil<std::chrono::milliseconds>(gives_up_at_ - now()).count();
  };
  caught();
  if (last_ != 0 && left() <= 0) throw Stopped(last_);
  std::array<pollfd, 2> both{output, pollfd{fd_.get(), POLLIN, 0}};
  poll(both.data(), both.size(), last_ == 0 ? -1 : static_cast<int>(left()));
}

void ignore_signals_of_writing() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void die_of_broken_pipe() {
  std::signal(SIGPIPE, SIG_DFL);
  raise(SIGPIPE);
  _exit(128 + SIGPIPE);
}

}  // namespace urlfan
