#ifndef URLFAN_CHECK_JSON_BODY_H_
#define URLFAN_CHECK_JSON_BODY_H_

#include <memory>
#include <string>
#include <string_view>

#include "src/base/json_numbers.h"

namespace urlfan {

/// What a pointer found in a JSON body.
struct Finding {
  bool equal = false;
  /// The value found, as JSON; or why there is none.
  std::string shown;
};

/// A body, read as JSON once for all the checks of a line. It must outlive this. Its numbers are
/// compared as decimals, exactly, and shown with the digits that they came with.
class JsonBody {
 public:
  explicit JsonBody(std::string_view body);
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;
  ~JsonBody();

  /// Compares what `pointer` (RFC 6901, valid) finds with a value in JSON text.
  Finding compare(const std::string& pointer, const std::string& value) const;

 private:
  struct Tree;
  JsonNumbers numbers_;
  std::unique_ptr<Tree> tree_;
  /// Not empty: why there is no tree.
  std::string problem_;
};

}  // namespace urlfan

#endif  // URLFAN_CHECK_JSON_BODY_H_
