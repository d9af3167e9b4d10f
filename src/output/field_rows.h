#ifndef URLFAN_OUTPUT_FIELD_ROWS_H_
#define URLFAN_OUTPUT_FIELD_ROWS_H_

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/output/field_finder.h"
#include "src/output/json_writer.h"
#include "urlfan/result.h"

namespace urlfan {

/// Writes some fields of each result, a row a result.
class FieldRows {
 public:
  /// Adds a row of these values, each of them JSON, to a text.
  using Put = void (*)(std::string& row, std::span<const std::string> paths,
                       std::span<const std::string_view> values);

  /// `out` must outlive this one, and takes a text whole or throws std::bad_alloc.
  FieldRows(std::ostream& out, std::vector<std::string> fields, Put put_row);

  const std::vector<std::string>& paths() const noexcept { return finder_.paths(); }

  /// A row with what stands before it. A result that memory is too short for goes without its body
  /// and headers.
  void write(std::string_view before, const Result& result);

  /// Results that memory was too short for.
  std::uint64_t shortened() const noexcept { return shortened_; }

 private:
  void put(std::string_view before, const Result& result, bool with_content);

  std::ostream& out_;
  FieldFinder finder_;
  Put put_;
  /// Whether a field is of the body or the headers, which can be large.
  bool of_content_;
  JsonWriter json_;
  std::string row_;
  std::uint64_t shortened_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_FIELD_ROWS_H_
