#ifndef URLFAN_SERVE_STORE_FILE_H_
#define URLFAN_SERVE_STORE_FILE_H_

#include <string>

#include "src/base/descriptor.h"
#include "src/serve/database.h"

namespace urlfan {

/// A file of state that is open: of this process alone, in order, and with the tables of this
/// version.
class StoreFile {
 public:
  /// Makes it where it is not there. Throws StoreError.
  explicit StoreFile(const std::string& file);

  Database& database() noexcept { return database_; }

 private:
  /// Holds the lock by which another server is refused. Closed after the database is: to close any
  /// descriptor of a file ends the locks that SQLite has on it (fcntl(2)).
  Descriptor lock_;
  Database database_;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_STORE_FILE_H_
