#ifndef URLFAN_SERVE_DATABASE_H_
#define URLFAN_SERVE_DATABASE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace urlfan {

/// A connection to a file of SQLite, of one thread. What goes wrong with the file is thrown as a
/// StoreError; what must not go wrong, such as a key that is there already, as a std::logic_error.
class Database {
 public:
  /// The file must be there.
  explicit Database(std::string file);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  const std::string& file() const noexcept { return file_; }
  sqlite3* get() const noexcept { return connection_; }
  /// One statement or some, whose rows are of no interest.
  void run(const char* sql);
  /// The first value of the first row.
  std::int64_t number(const char* sql);
  std::string text(const char* sql);
  /// How many rows the last statement has changed.
  int changes() const noexcept;
  /// Throws what this result code of SQLite means, of the call that has just failed; errno was 0
  /// before it.
  [[noreturn]] void fail(int code) const;

 private:
  std::string file_;
  sqlite3* connection_ = nullptr;
};

/// A statement that is prepared once and used by Query. Must not outlive its database.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

 private:
  friend class Query;

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// One use of a statement, with a value for each of its parameters; there may be one at a time.
/// When it is over nothing is held any more that it has read.
class Query {
 public:
  template <typename... Values>
  explicit Query(Statement& statement, const Values&... values) : statement_(statement) {
    int position = 0;
    (bind(++position, values), ...);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  /// Goes to the first row, then to the next one; false behind the last.
  bool next();
  /// For one that has no rows.
  void run() { next(); }

  bool is_null(int column) const noexcept;
  std::int64_t number(int column) const noexcept;
  std::uint64_t count(int column) const noexcept {
    return static_cast<std::uint64_t>(number(column));
  }
  /// Empty as well where there is none.
  std::string text(int column) const;
  std::optional<std::string> optional_text(int column) const;

 private:
  void bind(int position, std::int64_t value);
  void bind(int position, std::uint64_t value) { bind(position, static_cast<std::int64_t>(value)); }
  void bind(int position, int value) { bind(position, static_cast<std::int64_t>(value)); }
  void bind(int position, bool value) { bind(position, static_cast<std::int64_t>(value)); }
  void bind(int position, std::string_view text);
  void bind(int position, const std::string& text) { bind(position, std::string_view(text)); }
  void bind(int position, const char* text) { bind(position, std::string_view(text)); }
  void bind_null(int position);
  template <typename Value>
  void bind(int position, const std::optional<Value>& value) {
    if (value) {
      bind(position, *value);
    } else {
      bind_null(position);
    }
  }
  void require(int code) const;

  Statement& statement_;
};

/// What is committed survives the death of what.
enum class Durability {
  process,
  /// The machine's as well: waits for the disk.
  machine,
};

/// All that is written until commit(), or nothing of it. Queries in it end before it does.
class Transaction {
 public:
  explicit Transaction(Database& database, Durability durability = Durability::process);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
  Durability durability_;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_DATABASE_H_
