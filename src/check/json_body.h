#ifndef URLFAN_CHECK_JSON_BODY_H_
#define URLFAN_CHECK_JSON_BODY_H_

#include <memory>
#include <string>
#include <string_view>

#include "src/base/json_numbers.h"
#include "urlfan/checks.h"

namespace urlfan {

/// What came of a condition on a place in a JSON body.
struct Finding {
  bool holds = false;
  /// What is there, as JSON, or its length; or why there is none.
  std::string shown;
  /// Of one that does not hold, as JSON: what is there, else what the next place above has. Empty:
  /// the body is no JSON.
  std::string seen = {};
  bool there = false;
};

/// A body, read as JSON once for all the checks of a line. It must outlive this. Its numbers are
/// compared as decimals, exactly, and shown with the digits that they came with.
class JsonBody {
 public:
  explicit JsonBody(std::string_view body);
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;
  ~JsonBody();

  /// Of what the pointer (RFC 6901, valid) finds, and of its length. A body that is no JSON fulfils
  /// nothing.
  Finding look_at(const Condition& check) const;
  Finding measure(const Condition& check) const;

 private:
  struct Tree;
  Finding absent(const Condition& check) const;

  JsonNumbers numbers_;
  std::unique_ptr<Tree> tree_;
  bool is_large_;
  /// Not empty: why there is no tree.
  std::string problem_;
};

}  // namespace urlfan

#endif  // URLFAN_CHECK_JSON_BODY_H_
