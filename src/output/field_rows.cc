#include "src/output/field_rows.h"

#include <algorithm>
#include <cstddef>
#include <new>
#include <utility>

#include "src/output/result_json.h"

namespace urlfan {
namespace {

// Room that few rows need is not kept.
constexpr std::size_t kLargeRow = std::size_t{256} << 10U;

bool is_of_content(const std::string& path) {
  return path == "body" || path == "body_encoding" || path == "body_truncated" ||
         path == "headers" || path.starts_with("headers.");
}

}  // namespace

FieldRows::FieldRows(std::ostream& out, std::vector<std::string> fields, Put put_row)
    : out_(out),
      finder_(std::move(fields)),
      put_(put_row),
      of_content_(std::any_of(paths().begin(), paths().end(), is_of_content)) {}

void FieldRows::put(std::string_view before, const Result& result, bool with_content) {
  json_.clear();
  write_json(json_, result, with_content ? Content::told : Content::left_out);
  row_.assign(before);
  put_(row_, paths(), finder_.find(json_.text()));
  out_.write(row_.data(), static_cast<std::streamsize>(row_.size()));
  if (row_.capacity() > kLargeRow) row_ = {};
}

void FieldRows::write(std::string_view before, const Result& result) {
  try {
    put(before, result, of_content_);
  } catch (const std::bad_alloc&) {
    out_.clear();
    json_ = {};
    row_ = {};
    if (of_content_) ++shortened_;
    put(before, result, false);
  }
}

}  // namespace urlfan
