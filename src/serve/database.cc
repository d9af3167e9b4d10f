#include "src/serve/database.h"

#include <sqlite3.h>

#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "src/serve/store_error.h"

namespace urlfan {
namespace {

/// SQLite calls only one of these a full disk.
bool means_full(int error) noexcept { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

}  // namespace

Database::Database(std::string file) : file_(std::move(file)) {
  errno = 0;
  const int code = sqlite3_open_v2(file_.c_str(), &connection_,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code == SQLITE_OK) return;
  try {
    if (connection_ == nullptr) throw std::bad_alloc();
    fail(code);
  } catch (...) {
    sqlite3_close(connection_);
    throw;
  }
}

Database::~Database() { sqlite3_close(connection_); }

void Database::run(const char* sql) {
  errno = 0;
  const int code = sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::number(const char* sql) {
  Statement statement(*this, sql);
  Query query(statement);
  return query.next() ? query.number(0) : 0;
}

std::string Database::text(const char* sql) {
  Statement statement(*this, sql);
  Query query(statement);
  return query.next() ? query.text(0) : "";
}

int Database::changes() const noexcept { return sqlite3_changes(connection_); }

void Database::fail(int code) const {
  // Not by sqlite3_system_errno(), which does not hear of what fails in a COMMIT (3.40).
  const int error = errno;
  switch (code) {
    case SQLITE_FULL:
      throw disk_is_full(file_);
    case SQLITE_IOERR:
      if (means_full(error)) throw disk_is_full(file_);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw StoreError(StoreProblem::locked,
                       file_ +
                           " is open in another program, such as sqlite3: close it there, or "
                           "name another file by --state FILE");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw cannot_write(file_, sqlite3_errmsg(connection_));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw is_damaged(file_, sqlite3_errmsg(connection_));
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_CANTOPEN:
      break;
    default:
      throw std::logic_error(file_ + ": " + sqlite3_errmsg(connection_));
  }
  throw cannot_use(
      file_, error == 0 ? sqlite3_errmsg(connection_) : std::generic_category().message(error));
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  // All of ours fit the tables of this version.
  if (code == SQLITE_ERROR) throw is_damaged(database.file(), sqlite3_errmsg(database.get()));
  if (code != SQLITE_OK) database.fail(code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Query::~Query() {
  sqlite3_reset(statement_.statement_);
  sqlite3_clear_bindings(statement_.statement_);  // they may be large
}

void Query::require(int code) const {
  if (code != SQLITE_OK) statement_.database_.fail(code);
}

bool Query::next() {
  errno = 0;
  const int code = sqlite3_step(statement_.statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) statement_.database_.fail(code);
  return code == SQLITE_ROW;
}

bool Query::is_null(int column) const noexcept {
  return sqlite3_column_type(statement_.statement_, column) == SQLITE_NULL;
}

std::int64_t Query::number(int column) const noexcept {
  return sqlite3_column_int64(statement_.statement_, column);
}

std::string Query::text(int column) const {
  const auto* text = static_cast<const char*>(sqlite3_column_blob(statement_.statement_, column));
  const int size = sqlite3_column_bytes(statement_.statement_, column);
  if (text == nullptr && !is_null(column)) throw std::bad_alloc();
  return {text == nullptr ? "" : text, static_cast<std::size_t>(size)};
}

std::optional<std::string> Query::optional_text(int column) const {
  return is_null(column) ? std::optional<std::string>() : text(column);
}

void Query::bind(int position, std::int64_t value) {
  require(sqlite3_bind_int64(statement_.statement_, position, value));
}

void Query::bind(int position, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();  // null would be NULL
  require(sqlite3_bind_text64(statement_.statement_, position, data, text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
}

void Query::bind_null(int position) { require(sqlite3_bind_null(statement_.statement_, position)); }

Transaction::Transaction(Database& database, Durability durability)
    : database_(database), durability_(durability) {
  if (durability_ == Durability::machine) database_.run("PRAGMA synchronous = FULL");
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // After some errors SQLite has done so itself, and after commit() there is nothing to undo.
  if (sqlite3_get_autocommit(database_.get()) == 0) {
    sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  if (durability_ == Durability::machine) {
    sqlite3_exec(database_.get(), "PRAGMA synchronous = NORMAL", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() { database_.run("COMMIT"); }

}  // namespace urlfan
