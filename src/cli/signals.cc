#include "src/cli/signals.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <memory>

#include "src/base/text.h"
#include "src/base/wakeup.h"

namespace urlfan {
namespace {

// All that end a process and that others send, or a limit or a timer that was inherited.
constexpr std::array kStopSignals{SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGALRM, SIGUSR1,  SIGUSR2,
                                  SIGXCPU, SIGPROF, SIGVTALRM, SIGPOLL, SIGPWR,  SIGSTKFLT};

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr std::int64_t kAgainAfter = kNanoseconds;
constexpr long kLastChance = 200'000'000;

constexpr std::size_t kMostTemporary = 64;

// A signal handler has no other way to what it must stop.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<Wakeup*> bell{nullptr};
std::atomic<int> first{0};
std::atomic<std::int64_t> first_at{0};
std::atomic<int> last{0};
std::array<std::atomic<const char*>, kMostTemporary> temporary{};
timer_t last_chance{};
bool has_timer = false;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

std::int64_t now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * kNanoseconds + time.tv_nsec;
}

[[noreturn]] void leave(int /*number*/) {
  for (const auto& name : temporary) {
    if (const char* file = name; file != nullptr) unlink(file);
  }
  _exit(exit_code_of_signal(last));
}

/// Only what signal-safety(7) allows.
void on_signal(int number) {
  const int saved = errno;
  int none = 0;
  if (first_at == 0) first_at = now();
  if (first.compare_exchange_strong(none, number)) {
    if (const Wakeup* hears = bell) hears->ring();
  } else if (now() - first_at >= kAgainAfter && last.exchange(number) == 0) {
    itimerspec once{};
    once.it_value.tv_nsec = kLastChance;
    if (!has_timer || timer_settime(last_chance, 0, &once, nullptr) != 0) leave(number);
  }
  errno = saved;
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

Stopped::Stopped(int number)
    : std::runtime_error("stopped by " + signal_name(number)), number_(number) {}

StopSignals::StopSignals() {
  bell = new Wakeup();  // NOLINT(cppcoreguidelines-owning-memory): deleted below; a handler sees it
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGRTMAX;
  has_timer = timer_create(CLOCK_MONOTONIC, &event, &last_chance) == 0;
  set_handler(SIGRTMAX, leave);
  for (const int number : kStopSignals) {
    if (!is_ignored(number)) set_handler(number, on_signal);
  }
}

StopSignals::~StopSignals() {
  for (const int number : kStopSignals) {
    if (!is_ignored(number)) set_handler(number, SIG_DFL);
  }
  if (has_timer) timer_delete(last_chance);
  set_handler(SIGRTMAX, SIG_DFL);
  has_timer = false;
  delete bell.exchange(nullptr);  // NOLINT(cppcoreguidelines-owning-memory): made above
  first = last = 0;
  first_at = 0;
}

int StopSignals::caught() noexcept { return first; }

void StopSignals::throw_if_caught() {
  if (const int number = first; number != 0) throw Stopped(number);
}

int StopSignals::wait_fd() noexcept {
  const Wakeup* hears = bell;
  return hears != nullptr ? hears->fd() : -1;
}

TemporaryName::TemporaryName(const std::string& name) noexcept {
  for (; slot_ < kMostTemporary; ++slot_) {
    const char* none = nullptr;
    if (temporary.at(slot_).compare_exchange_strong(none, name.c_str())) return;
  }
}

TemporaryName::~TemporaryName() {
  if (slot_ < kMostTemporary) temporary.at(slot_) = nullptr;
}

void ignore_signals_of_writing() {
  set_handler(SIGPIPE, SIG_IGN);
  set_handler(SIGXFSZ, SIG_IGN);
}

void die_of_broken_pipe() {
  set_handler(SIGPIPE, SIG_DFL);
  raise(SIGPIPE);
  _exit(128 + SIGPIPE);
}

}  // namespace urlfan
