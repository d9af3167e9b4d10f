#include "src/serve/store_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "src/serve/store_error.h"

namespace urlfan {
namespace {

constexpr std::int64_t kVersion = 1;
// Of the file: what SQLite is known by, and the size of its pages.
constexpr std::size_t kBegin = 18;

// The number of the application is "ufan".
constexpr const char* kSchema = R"(
CREATE TABLE runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  schedule TEXT,
  key TEXT UNIQUE,
  body_sha256 TEXT,
  created_at_ns INTEGER NOT NULL,
  started_at_ns INTEGER,
  ended_at_ns INTEGER,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  exit_code INTEGER,
  summary TEXT
) STRICT;
CREATE INDEX runs_of_schedule ON runs (schedule, number) WHERE schedule IS NOT NULL;
CREATE INDEX ended_runs ON runs (ended_at_ns) WHERE ended_at_ns IS NOT NULL;
-- Apart from the runs: these are large.
CREATE TABLE documents (
  run INTEGER PRIMARY KEY,
  json TEXT NOT NULL
) STRICT;
-- The place is the number of the run << 32 | the number of the result in it: the results of a run
-- lie together, in the order in which they came, without an index. The size is that of the JSON, so
-- that it is known before that is read.
CREATE TABLE results (
  place INTEGER PRIMARY KEY,
  line INTEGER NOT NULL,
  ok INTEGER NOT NULL,
  size INTEGER NOT NULL,
  json TEXT NOT NULL
) STRICT;
-- Runs that are gone already, and what is left of their results.
CREATE TABLE leftovers (
  run INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL
) STRICT;
CREATE TABLE schedules (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  every_ms INTEGER NOT NULL,
  document TEXT NOT NULL,
  created_at_ns INTEGER NOT NULL,
  next_due_ns INTEGER NOT NULL
) STRICT;
PRAGMA application_id = 0x7566616e;
PRAGMA user_version = 1;
)";
constexpr std::int64_t kApplication = 0x7566616e;

[[noreturn]] void refuse(const std::string& file, int error) {
  if (error == ENOSPC || error == EDQUOT) throw disk_is_full(file);
  const std::string why = std::generic_category().message(error);
  const bool is_there = access(file.c_str(), R_OK) == 0;
  if (error == EROFS || (is_there && (error == EACCES || error == EPERM))) {
    throw cannot_write(file, why);
  }
  throw cannot_use(file, why);
}

[[noreturn]] void refuse_foreign(const std::string& file) {
  throw StoreError(StoreProblem::foreign,
                   file + " is no file of urlfan serve: name another by --state FILE");
}

std::string begin_of(const std::string& file, int fd) {
  std::string begin(kBegin, '\0');
  const ssize_t size = pread(fd, begin.data(), begin.size(), 0);
  if (size < 0) refuse(file, errno);
  begin.resize(static_cast<std::size_t>(size));
  return begin;
}

off_t size_of(const std::string& file, int fd) {
  struct stat facts {};
  if (fstat(fd, &facts) != 0) refuse(file, errno);
  if (!S_ISREG(facts.st_mode)) refuse_foreign(file);
  return facts.st_size;
}

/// Another program's file is neither locked nor changed.
void check_begin(const std::string& file, std::string_view begin) {
  constexpr std::string_view magic("SQLite format 3\0", 16);
  if (!magic.starts_with(begin.substr(0, magic.size()))) refuse_foreign(file);
}

/// SQLite takes a page for whole of which the end is missing. While there is a -wal, it may well be
/// missing, and is in there.
void check_end(const std::string& file, std::string_view begin, off_t size) {
  if (size == 0 || std::filesystem::exists(std::filesystem::canonical(file).string() + "-wal"))
    return;
  const auto digit = [&](std::size_t at) { return static_cast<unsigned char>(begin[at]); };
  // 1 is 64 KiB, which is not ours.
  const int page = begin.size() < kBegin ? 0 : digit(16) << 8 | digit(17);
  if (page == 0 || size % page != 0) throw is_damaged(file, "the end of it is missing");
}

Descriptor open_locked(const std::string& file) {
  Descriptor opened(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600));
  if (opened.get() < 0) refuse(file, errno);
  size_of(file, opened.get());
  check_begin(file, begin_of(file, opened.get()));
  if (flock(opened.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) refuse(file, errno);
    throw StoreError(StoreProblem::locked,
                     file +
                         " is in use by another urlfan serve: end that one, or give this one a "
                         "file of its own by --state FILE");
  }
  check_end(file, begin_of(file, opened.get()), size_of(file, opened.get()));
  return opened;
}

void check_version(Database& database) {
  const auto application = database.number("PRAGMA application_id");
  if (application != kApplication) refuse_foreign(database.file());
  const auto version = database.number("PRAGMA user_version");
  if (version == kVersion) return;
  throw StoreError(StoreProblem::newer,
                   database.file() + " was written by a newer urlfan (version " +
                       std::to_string(version) + " of its tables; this one knows " +
                       std::to_string(kVersion) +
                       "): use that urlfan, or name another file by --state FILE");
}

void check_whole(Database& database) {
  const std::string found = database.text("PRAGMA quick_check(1)");
  if (found != "ok") throw is_damaged(database.file(), found);
}

void make_tables(Database& database) {
  database.run("PRAGMA auto_vacuum = INCREMENTAL");  // not possible later
  database.run("PRAGMA journal_mode = WAL");         // is kept in the file
  Transaction transaction(database);
  database.run(kSchema);
  transaction.commit();
}

void prepare(Database& database) {
  // Before anything is read: then SQLite needs no -shm, and whoever else opens the file is told
  // that it is locked.
  database.run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY");
  // With NORMAL what is committed is with the kernel, and survives our death. FULL, by which it
  // survives the machine's as well, waits for the disk each time: half a millisecond to 4 were
  // measured, and up to 40 beside others, in the thread that carries all runs. Only for what is
  // rare, by Durability::machine.
  database.run("PRAGMA synchronous = NORMAL");
  // After a burst the -wal is made shorter again.
  database.run("PRAGMA journal_size_limit = 16777216");
  if (database.number("PRAGMA application_id") == 0 &&
      database.number("SELECT count(*) FROM sqlite_schema") == 0) {
    return make_tables(database);
  }
  check_version(database);
  check_whole(database);
}

/// Somebody may have copied it. What SQLite makes beside it later gets the mode that it has.
void make_private(const std::string& file) {
  if (chmod(file.c_str(), 0600) != 0) refuse(file, errno);
  chmod((file + "-wal").c_str(), 0600);  // if it is there
}

}  // namespace

StoreFile::StoreFile(const std::string& file)
    : lock_(open_locked(file)), database_(std::filesystem::canonical(file).string()) {
  prepare(database_);
  make_private(database_.file());
}

}  // namespace urlfan
