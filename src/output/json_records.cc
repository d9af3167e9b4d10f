#include "src/output/json_records.h"

#include <new>

#include "src/output/result_json.h"

namespace urlfan {
namespace {

constexpr int kExitFailed = 5;

}  // namespace

template <typename... Value>
void JsonRecords::put(std::string_view before, std::string_view after, const Value&... value) {
  json_.clear();
  json_.verbatim(before);
  write_json(json_, value...);
  json_.verbatim(after);
  const std::string_view text = json_.text();
  out_.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void JsonRecords::write(std::string_view before, const Result& result, std::string_view after) {
  try {
    put(before, after, result);
  } catch (const std::bad_alloc&) {
    out_.clear();
    json_ = {};
    ++shortened_;
    put(before, after, result, Content::left_out);
  }
}

void JsonRecords::write(std::string_view before, const Summary& summary, std::string_view after) {
  if (shortened_ == 0) return put(before, after, summary);
  Summary told = summary;
  told.exit_code = kExitFailed;
  put(before, after, told);
}

}  // namespace urlfan
