#ifndef URLFAN_HISTORY_RESULT_SHELF_H_
#define URLFAN_HISTORY_RESULT_SHELF_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <istream>
#include <memory>
#include <string>
#include <utility>

#include "src/history/result_reader.h"
#include "urlfan/result.h"

namespace urlfan {

/// The results of one earlier output on disk, to be had once more, one by one. They stay where they
/// are: in the file itself; what cannot be read twice, or was laid out anew, in a temporary one
/// without a name.
class ResultShelf {
 public:
  struct Place {
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
    bool copied = false;
  };

  /// `in` is where results can be read once more, and must outlive this one. Null: nowhere.
  ResultShelf(std::string name, std::istream* in) : name_(std::move(name)), in_(in) {}

  /// Throws std::system_error.
  Place put(const EarlierResult& earlier);
  /// Throws std::runtime_error when the file has changed since.
  Result take(const Place& place);

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept {
      // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): this is its owner
      std::fclose(file);
    }
  };

  bool read(const Place& place, std::string& text);

  std::string name_;
  std::istream* in_;
  std::unique_ptr<std::FILE, Close> copies_;
  std::uint64_t copied_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_HISTORY_RESULT_SHELF_H_
