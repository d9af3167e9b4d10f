#include "src/serve/store_file.h"

#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "src/base/descriptor.h"
#include "tests/serve/stores.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

mode_t mode_of(const std::string& file) {
  struct stat facts {};
  return stat(file.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

/// What another program does with a file of SQLite.
class OtherProgram {
 public:
  explicit OtherProgram(const std::string& file) { sqlite3_open(file.c_str(), &connection_); }
  OtherProgram(const OtherProgram&) = delete;
  OtherProgram& operator=(const OtherProgram&) = delete;
  ~OtherProgram() { sqlite3_close(connection_); }
  int run(const char* sql) { return sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr); }

 private:
  sqlite3* connection_ = nullptr;
};

/// A process that has opened something and holds it until it is killed.
class Holder {
 public:
  template <typename Open>
  explicit Holder(const Open& open) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return;
    const Descriptor ready(pipe[0]);
    Descriptor sign(pipe[1]);
    child_ = start_child([&] {
      const auto opened = open();
      write_all(sign.get(), "!", 1);
      while (true) pause();
    });
    sign = Descriptor(-1);
    char sign_read = 0;
    EXPECT_EQ(read(ready.get(), &sign_read, 1), 1) << "it could not open it";
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() { kill(); }
  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    wait_for(child_);
    child_ = 0;
  }

 private:
  pid_t child_ = 0;
};

class StoreFileTest : public testing::Test {
 protected:
  std::string file() const { return folder_.path("serve.db"); }
  std::string path(const std::string& name) const { return folder_.path(name); }
  std::string write(const std::string& text) const { return folder_.write("serve.db", text); }
  /// Makes a file with a run of so many results.
  std::string make(std::size_t results) const {
    {
      RunStore store(file(), at(0));
      add_ended(store, 1, results, at(1));
    }
    return read_file(file());
  }
  void expect_refused(StoreProblem problem, const std::string& message) const {
    const auto error = opening(file());
    ASSERT_TRUE(error) << "it was opened";
    EXPECT_EQ(error->problem(), problem) << error->what();
    EXPECT_THAT(error->what(), HasSubstr(file()));
    EXPECT_THAT(error->what(), HasSubstr(message));
    EXPECT_THAT(error->what(), HasSubstr("--state FILE")) << "what to do next";
  }

 private:
  TemporaryFolder folder_;
};

// --- whose it is ---

TEST_F(StoreFileTest, IsItsOwnersAlone) {
  const mode_t mask = umask(0);
  {
    RunStore store(file(), at(0));
    store.add_run(new_run(1));
    EXPECT_EQ(mode_of(file()), 0600);
    EXPECT_EQ(mode_of(file() + "-wal"), 0600);
    EXPECT_FALSE(std::filesystem::exists(file() + "-shm"));
  }
  umask(mask);
  EXPECT_FALSE(std::filesystem::exists(file() + "-wal")) << "all is in one file when it is closed";
}

TEST_F(StoreFileTest, IsItsOwnersAloneAgainWhereItWasNot) {
  make(1);
  chmod(file().c_str(), 0664);
  RunStore store(file(), at(0));
  store.add_run(new_run(2));
  EXPECT_EQ(mode_of(file()), 0600);
  EXPECT_EQ(mode_of(file() + "-wal"), 0600);
}

TEST_F(StoreFileTest, ThatIsEmptyBecomesOne) {
  write("");
  RunStore store(file(), at(0));
  store.add_run(new_run(1));
}

TEST_F(StoreFileTest, OpenInAnotherServerIsRefusedUntilThatHasEnded) {
  Holder server([&] { return std::make_unique<RunStore>(file(), at(0)); });
  expect_refused(StoreProblem::locked, "is in use by another urlfan serve: end that one");
  server.kill();
  EXPECT_FALSE(opening(file()));
}

TEST_F(StoreFileTest, OpenInAnotherProgramIsRefused) {
  make(1);
  const Holder program([&] {
    auto other = std::make_unique<OtherProgram>(file());
    other->run("BEGIN; SELECT * FROM runs");
    return other;
  });
  expect_refused(StoreProblem::locked, "is open in another program, such as sqlite3: close it");
}

TEST_F(StoreFileTest, IsLockedForOtherProgramsWhileItIsOpen) {
  const Holder server([&] { return std::make_unique<RunStore>(file(), at(0)); });
  OtherProgram other(file());
  EXPECT_EQ(other.run("SELECT * FROM runs"), SQLITE_BUSY);
}

// --- what it is ---

TEST_F(StoreFileTest, OfAnotherKindIsRefusedAndLeftAlone) {
  for (const std::string& text :
       {std::string("x"), std::string("https://example.org/\n"), std::string(100'000, '\0'),
        "SQLite format 4" + std::string(99, ' ')}) {
    write(text);
    chmod(file().c_str(), 0644);
    expect_refused(StoreProblem::foreign, "is no file of urlfan serve");
    EXPECT_EQ(read_file(file()), text);
    EXPECT_EQ(mode_of(file()), 0644);
  }
}

TEST_F(StoreFileTest, OfAnotherProgramIsRefusedAndLeftAlone) {
  for (const char* sql : {"CREATE TABLE mine (a)", "PRAGMA application_id = 7",
                          "PRAGMA page_size = 512; CREATE TABLE small (a)",
                          "PRAGMA journal_mode = WAL; CREATE TABLE other (a)"}) {
    OtherProgram(file()).run(sql);
    chmod(file().c_str(), 0644);
    const std::string before = read_file(file());
    expect_refused(StoreProblem::foreign, "is no file of urlfan serve");
    EXPECT_EQ(read_file(file()), before);
    EXPECT_EQ(mode_of(file()), 0644);
  }
}

TEST_F(StoreFileTest, OfANewerVersionIsRefusedAndLeftAlone) {
  make(1);
  OtherProgram(file()).run("PRAGMA user_version = 2");
  const std::string before = read_file(file());
  expect_refused(StoreProblem::newer,
                 "was written by a newer urlfan (version 2 of its tables; this one knows 1)");
  EXPECT_EQ(read_file(file()), before);
}

TEST_F(StoreFileTest, WithoutItsTablesIsDamaged) {
  make(1);
  OtherProgram(file()).run("DROP TABLE leftovers");
  expect_refused(StoreProblem::damaged, "no such table: leftovers");
}

TEST_F(StoreFileTest, ThatWasCutAnywhereIsDamaged) {
  const std::string whole = make(500);
  ASSERT_GT(whole.size(), 40'000);
  for (std::size_t size = 1; size < whole.size(); size += size < 5000 ? 97 : 2777) {
    write(whole.substr(0, size));
    expect_refused(StoreProblem::damaged, "is damaged (");
  }
}

TEST_F(StoreFileTest, WithAPageThatIsOverwrittenIsDamaged) {
  const std::string whole = make(500);
  constexpr std::size_t kPage = 4096;
  for (std::size_t page = 2 * kPage; page < whole.size(); page += 3 * kPage) {
    write(std::string(whole).replace(page, kPage, kPage, '\x55'));
    expect_refused(StoreProblem::damaged, "move it away");
  }
}

TEST_F(StoreFileTest, ThatIsNoFileIsRefused) {
  std::filesystem::create_directory(file());
  expect_refused(StoreProblem::unavailable, "(Is a directory)");
  std::filesystem::remove(file());
  ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
  expect_refused(StoreProblem::foreign, "is no file of urlfan serve");
}

TEST_F(StoreFileTest, InAFolderThatIsNotThereIsRefused) {
  const auto error = opening(path("none/serve.db"));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->problem(), StoreProblem::unavailable);
  EXPECT_THAT(error->what(),
              StartsWith("cannot use " + path("none/serve.db") + " (No such file or directory)"));
}

TEST_F(StoreFileTest, WithANameThatSqliteTakesForSomethingElseIsAFile) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(path(""));
  for (const char* name : {":memory:", "file:x?mode=memory", "ser ve.db"}) {
    { RunStore(name, at(0)).add_run(new_run(1)); }
    EXPECT_GT(std::filesystem::file_size(path(name)), 0) << name;
  }
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace urlfan
