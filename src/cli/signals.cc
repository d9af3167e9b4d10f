#include "src/cli/signals.h"

#include <unistd.h>

#include <array>
#include <atomic>

namespace urlfan {
namespace {

constexpr std::array kStopSignals{SIGINT, SIGTERM, SIGHUP};

// The only global of the program: a signal handler has no other way to what it must stop.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<Engine*> running{nullptr};
std::atomic<bool> stopping{false};
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void on_signal(int number) {
  Engine* engine = running;
  if (engine == nullptr || stopping.exchange(true)) _exit(128 + number);
  engine->stop(number == SIGINT ? StopCause::interrupt : StopCause::terminate);
}

void set_handler(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

bool is_ignored(int number) {
  struct sigaction action {};
  return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

StopOnSignals::StopOnSignals(Engine& engine) {
  running = &engine;
  for (const int number : kStopSignals) {
    if (number == SIGHUP && is_ignored(number)) continue;  // nohup
    set_handler(number, on_signal);
  }
}

StopOnSignals::~StopOnSignals() {
  for (const int number : kStopSignals) set_handler(number, SIG_DFL);
  running = nullptr;
}

MaskStopSignals::MaskStopSignals(int how) noexcept : before_() {
  sigset_t stops;
  sigemptyset(&stops);
  for (const int number : kStopSignals) sigaddset(&stops, number);
  pthread_sigmask(how, &stops, &before_);
}

MaskStopSignals::~MaskStopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void ignore_broken_pipes() { set_handler(SIGPIPE, SIG_IGN); }

void die_of_broken_pipe() {
  set_handler(SIGPIPE, SIG_DFL);
  raise(SIGPIPE);
  _exit(128 + SIGPIPE);
}

}  // namespace urlfan
