#ifndef URLFAN_OUTPUT_JSON_RECORDS_H_
#define URLFAN_OUTPUT_JSON_RECORDS_H_

#include <cstdint>
#include <ostream>
#include <string_view>

#include "src/output/json_writer.h"
#include "urlfan/result.h"

namespace urlfan {

/// Writes results and summaries as JSON, each of them rendered whole before any of it goes out:
/// what fails in between leaves nothing behind that is no JSON.
class JsonRecords {
 public:
  /// `out` must outlive this one, and takes a text whole or throws std::bad_alloc.
  explicit JsonRecords(std::ostream& out) : out_(out) {}

  /// One record with what stands around it. A result that memory is too short for goes without its
  /// body and headers.
  void write(std::string_view before, const Result& result, std::string_view after);
  /// Where results were cut short, the exit code says that urlfan failed.
  void write(std::string_view before, const Summary& summary, std::string_view after);

  /// Results that memory was too short for.
  std::uint64_t shortened() const noexcept { return shortened_; }

 private:
  /// `value` is what write_json takes.
  template <typename... Value>
  void put(std::string_view before, std::string_view after, const Value&... value);

  std::ostream& out_;
  JsonWriter json_;
  std::uint64_t shortened_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_JSON_RECORDS_H_
