#ifndef URLFAN_TESTS_SERVE_STORES_H_
#define URLFAN_TESTS_SERVE_STORES_H_

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/base/hex.h"
#include "src/serve/run_store.h"
#include "tests/support/fake_clock.h"

namespace urlfan {

inline WallTime at(int seconds) { return FakeClock::wall_start() + std::chrono::seconds(seconds); }

/// The id of the run or schedule of that number.
inline std::string id_of(std::uint64_t number) { return std::string(16, 'a') + hex_of(number); }

inline NewRun new_run(std::uint64_t number) {
  return {.id = id_of(number), .document = R"({"requests":[]})", .created_at = at(0), .total = 10};
}

/// So many results, from this index on; each third is not ok.
inline std::vector<NewResult> results_from(std::uint64_t index, std::size_t count) {
  std::vector<NewResult> results;
  for (std::uint64_t i = index; i < index + count; ++i) {
    results.push_back(
        {.index = i, .ok = i % 3 != 0, .json = R"({"index":)" + std::to_string(i) + "}"});
  }
  return results;
}

/// Adds a run that has ended by then, with so many results.
inline void add_ended(RunStore& store, std::uint64_t number, std::size_t results, WallTime ended) {
  store.add_run(new_run(number));
  store.start_run(id_of(number), ended);
  store.append(id_of(number), results_from(0, results));
  store.end_run(id_of(number), {.ended_at = ended, .exit_code = 0});
}

/// All results of a run, page by page.
inline std::vector<StoredResult> all_results(RunStore& store, std::uint64_t number) {
  std::vector<StoredResult> all;
  while (true) {
    const auto page = store.results(id_of(number), {.after = all.empty() ? 0 : all.back().number});
    if (page.empty()) return all;
    all.insert(all.end(), page.begin(), page.end());
  }
}

/// What the call threw; empty: nothing.
template <typename Call>
std::optional<StoreError> error_of(const Call& call) {
  try {
    call();
  } catch (const StoreError& error) {
    return error;
  }
  return {};
}

/// Of the opening of that file.
inline std::optional<StoreError> opening(const std::string& file) {
  return error_of([&] { RunStore(file, at(0)); });
}

/// Starts a process that does that and ends.
template <typename Work>
pid_t start_child(const Work& work) {
  const pid_t child = fork();
  if (child != 0) return child;
  [&]() noexcept { work(); }();  // what it throws is not for the next test
  _exit(0);
}

/// Its exit code, or minus the signal that ended it.
inline int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_SERVE_STORES_H_
