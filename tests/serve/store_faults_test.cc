#include <gmock/gmock.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "src/base/descriptor.h"
#include "src/serve/run_store.h"
#include "tests/serve/stores.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

// Each fault is one of a process of its own.

namespace urlfan {
namespace {

using testing::HasSubstr;

/// Does that in another process, whose expectations are those of the test.
template <typename Work>
int in_child(const Work& work) {
  return wait_for(start_child([&] {
    work();
    _exit(testing::Test::HasFailure() ? 1 : 0);
  }));
}

constexpr int kNoNamespaces = 77;

bool write_whole(const char* file, const std::string& text) {
  return (std::ofstream(file) << text << std::flush).good();
}

/// Mounts a disk of that size there, for this process alone.
void mount_disk(const std::string& folder, const std::string& size) {
  const std::string user = "0 " + std::to_string(geteuid()) + " 1";
  const std::string group = "0 " + std::to_string(getegid()) + " 1";
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 || !write_whole("/proc/self/setgroups", "deny") ||
      !write_whole("/proc/self/gid_map", group) || !write_whole("/proc/self/uid_map", user) ||
      mount("tmpfs", folder.c_str(), "tmpfs", 0, ("size=" + size).c_str()) != 0) {
    _exit(kNoNamespaces);
  }
}

class StoreFaults : public testing::Test {
 protected:
  const TemporaryFolder& folder() const { return folder_; }
  std::string file() const { return folder_.path("serve.db"); }

  /// Does that in a process for which the folder is a disk of that size.
  template <typename Work>
  void on_a_disk_of(const std::string& size, const Work& work) const {
    const int code = in_child([&] {
      mount_disk(folder_.path(), size);
      work();
    });
    if (code == kNoNamespaces) skip_without("user namespaces");
    EXPECT_EQ(code, 0);
  }

 private:
  TemporaryFolder folder_;
};

std::vector<NewResult> large_results(std::uint64_t index) {
  auto results = results_from(index, 10);
  for (auto& result : results) result.json.append(1000, ' ');
  return results;
}

/// Appends to the first run, which has so many results, until that is refused; returns how many it
/// has then.
std::uint64_t fill_disk(RunStore& store, std::uint64_t appended) {
  while (true) {
    const auto error =
        error_of([&] { appended = store.append(id_of(1), large_results(appended)); });
    if (!error) continue;
    EXPECT_EQ(error->problem(), StoreProblem::full) << error->what();
    EXPECT_THAT(error->what(), HasSubstr("is full; make room"));
    return appended;
  }
}

void expect_results(RunStore& store, std::uint64_t run, std::uint64_t count) {
  const auto all = all_results(store, run);
  ASSERT_EQ(all.size(), count);
  for (std::uint64_t i = 0; i < count; ++i) {
    EXPECT_EQ(all[i].number, i + 1);
    EXPECT_EQ(all[i].index, i);
    EXPECT_THAT(all[i].json, testing::StartsWith(R"({"index":)" + std::to_string(i) + "}"));
  }
  EXPECT_EQ(store.find_run(id_of(run))->done, count);
}

// --- a full disk ---

TEST_F(StoreFaults, OnAFullDiskNothingIsLostAndItGoesOnWhenThereIsRoom) {
  on_a_disk_of("3m", [&] {
    const std::string ballast = folder().write("ballast", std::string(1 << 20, 'x'));
    std::uint64_t appended = 0;
    {
      RunStore store(file(), at(0));
      store.add_run(new_run(1));
      appended = fill_disk(store, 0);
      EXPECT_GT(appended, 100);
      EXPECT_TRUE(error_of([&] { store.append(id_of(1), large_results(appended)); }));
      expect_results(store, 1, appended);
      EXPECT_EQ(store.results_kept(), appended);

      std::filesystem::remove(ballast);
      const auto more = fill_disk(store, appended);
      EXPECT_GT(more, appended);
      appended = more;
    }
    // Which was written back from the -wal as far as there was room.
    const auto full = opening(file());
    EXPECT_TRUE(!full || full->problem() == StoreProblem::full) << full->what();
    mount("tmpfs", folder().path().c_str(), "tmpfs", MS_REMOUNT, "size=20m");
    RunStore store(file(), at(0));
    expect_results(store, 1, appended);
    EXPECT_EQ(store.append(id_of(1), large_results(appended)), appended + 10);
  });
}

TEST_F(StoreFaults, OnAFullDiskNoCallDoesHalfOfIt) {
  on_a_disk_of("3m", [&] {
    RunStore store(file(), at(0));
    store.add_schedule({.id = id_of(50), .document = "{}", .created_at = at(0), .next_due = at(9)});
    NewRun large = new_run(1);
    large.document = std::string(4 << 20, ' ');
    large.schedule = id_of(50);
    large.next_due = at(99);
    const auto refused = error_of([&] { store.add_run(large); });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->problem(), StoreProblem::full);
    EXPECT_EQ(store.find_run(id_of(1)), std::nullopt);
    EXPECT_EQ(store.find_schedule(id_of(50))->next_due, at(9));
    NewSchedule more{
        .id = id_of(51), .document = *large.document, .created_at = at(0), .next_due = at(9)};
    EXPECT_EQ(error_of([&] { store.add_schedule(more); })->problem(), StoreProblem::full);
    EXPECT_EQ(store.schedules().size(), 1);
    large.document = "{}";
    store.add_run(large);
    EXPECT_EQ(store.find_schedule(id_of(50))->last_run, id_of(1));
  });
}

TEST_F(StoreFaults, AFileThatCouldNotBeMadeForLackOfRoomIsMadeLater) {
  bool refused = false;
  for (rlim_t most = 0; most < 100'000; most += 4096) {
    std::filesystem::remove(file());
    std::filesystem::remove(file() + "-wal");
    const int code = in_child([&] {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{most, most};
      setrlimit(RLIMIT_FSIZE, &limit);
      const auto error = opening(file());
      EXPECT_TRUE(!error || error->problem() == StoreProblem::full) << error->what();
      if (error) _exit(2);
    });
    EXPECT_NE(code, 1);
    refused = refused || code == 2;
    RunStore store(file(), at(0));
    store.add_run(new_run(1));
  }
  EXPECT_TRUE(refused);
}

// --- a disk that is read-only ---

TEST_F(StoreFaults, OnAReadOnlyDiskItIsRefused) {
  on_a_disk_of("3m", [&] {
    { RunStore(file(), at(0)).add_run(new_run(1)); }
    mount("tmpfs", folder().path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr);
    const auto error = opening(file());
    ASSERT_TRUE(error);
    EXPECT_EQ(error->problem(), StoreProblem::read_only);
    EXPECT_THAT(error->what(), HasSubstr("cannot write " + file() + " (Read-only file system)"));
  });
}

TEST_F(StoreFaults, AFileThatMayOnlyBeReadIsRefused) {
  constexpr uid_t kNobody = 65534;
  { RunStore(file(), at(0)).add_run(new_run(1)); }
  chmod(file().c_str(), 0444);
  const int code = in_child([&] {
    ASSERT_TRUE(geteuid() != 0 || (setgid(kNobody) == 0 && setuid(kNobody) == 0));
    const auto error = opening(file());
    ASSERT_TRUE(error);
    EXPECT_EQ(error->problem(), StoreProblem::read_only);
    EXPECT_THAT(error->what(), HasSubstr("cannot write " + file() + " (Permission denied)"));
  });
  EXPECT_EQ(code, 0);
}

// --- a kill ---

constexpr std::uint64_t kBatch = 7;

/// Appends for ever, and says after each time what was appended.
void append_and_tell(const std::string& file, int sign) {
  RunStore store(file, at(0));
  store.add_run(new_run(1));
  store.start_run(id_of(1), at(0));
  std::uint64_t appended = 0;
  while (true) {
    appended = store.append(id_of(1), results_from(appended, kBatch));
    write_all(sign, reinterpret_cast<const char*>(&appended), sizeof appended);
  }
}

/// Kills a process that appends when it has told so often of it; returns what it told last.
std::uint64_t killed_after(const std::string& file, std::uint64_t times) {
  std::array<int, 2> pipe{};
  EXPECT_EQ(::pipe(pipe.data()), 0);
  const Descriptor told(pipe[0]);
  Descriptor sign(pipe[1]);
  const pid_t child = start_child([&] { append_and_tell(file, sign.get()); });
  sign = Descriptor(-1);
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < times; ++i) {
    EXPECT_EQ(read(told.get(), &last, sizeof last), static_cast<ssize_t>(sizeof last));
  }
  kill(child, SIGKILL);
  wait_for(child);
  std::uint64_t more = 0;
  while (read(told.get(), &more, sizeof more) == static_cast<ssize_t>(sizeof more)) last = more;
  return last;
}

TEST_F(StoreFaults, AfterAKillAllThatWasAppendedIsThereAndNothingHalf) {
  for (std::uint64_t times = 1; times < 1500; times += times < 30 ? 1 : 97) {
    std::filesystem::remove(file());
    std::filesystem::remove(file() + "-wal");
    const std::uint64_t told = killed_after(file(), times);
    RunStore store(file(), at(9));
    const StoredRun run = store.find_run(id_of(1)).value();
    EXPECT_GE(run.done, told);
    EXPECT_LE(run.done, told + kBatch) << "the one that it had no time to tell of";
    EXPECT_EQ(run.done % kBatch, 0) << "a batch is appended as a whole";
    EXPECT_EQ(run.state, RunState::interrupted);
    expect_results(store, 1, run.done);
    store.requeue_run(id_of(1));
    EXPECT_EQ(store.append(id_of(1), results_from(run.done, 1)), run.done + 1);
  }
}

TEST_F(StoreFaults, AKillWhileMuchIsRemovedLeavesTheRestInOrder) {
  for (int calls = 1; calls < 8; ++calls) {
    std::filesystem::remove(file());
    const int code = in_child([&] {
      RunStore store(file(), at(0));
      add_ended(store, 1, 2000, at(1));
      add_ended(store, 2, 500, at(8));
      for (int i = 0; i < calls; ++i) store.trim({.ended_before = at(5)}, 300);
      kill(getpid(), SIGKILL);
    });
    EXPECT_EQ(code, -SIGKILL);
    RunStore store(file(), at(9));
    EXPECT_EQ(store.find_run(id_of(1)), std::nullopt);
    expect_results(store, 2, 500);
    while (store.trim({.ended_before = at(5)}, 300)) {
    }
    expect_results(store, 2, 500);
  }
}

}  // namespace
}  // namespace urlfan
