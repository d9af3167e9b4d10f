#include "src/output/ndjson_sink.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace urlfan {
namespace {

void put_object(std::string& row, std::span<const std::string> paths,
                std::span<const std::string_view> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    row.append(i == 0 ? "{\"" : ",\"").append(paths[i]).append("\":").append(values[i]);
  }
  row += "}\n";
}

}  // namespace

NdjsonSink::NdjsonSink(std::ostream& out, const RecordForm& form)
    : out_(out), records_(out), without_summary_(form.without_summary) {
  if (!form.fields.empty()) rows_.emplace(out, form.fields, put_object);
}

void NdjsonSink::write(const Result& result) {
  if (rows_) return rows_->write("", result);
  records_.write("", result, "\n");
}

void NdjsonSink::idle(const Progress& /*progress*/) { out_.flush(); }

void NdjsonSink::finish(const Summary& summary) {
  if (!without_summary_) records_.write("", summary, "\n");
  out_.flush();
}

}  // namespace urlfan
