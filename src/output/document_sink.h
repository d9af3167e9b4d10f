#ifndef URLFAN_OUTPUT_DOCUMENT_SINK_H_
#define URLFAN_OUTPUT_DOCUMENT_SINK_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "src/output/json_records.h"
#include "src/output/result_writer.h"

namespace urlfan {

/// What a document begins with, before its first line end.
inline constexpr std::string_view kDocumentOpening = R"({"schema":"urlfan/1","results":[)";

/// One JSON document: a result a line, the summary last. Written as results come.
class DocumentSink final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit DocumentSink(std::ostream& out) : out_(out), records_(out) {}

  void write(const Result& result) override;
  void idle(const Progress& progress) override;
  void finish(const Summary& summary) override;

  /// Results that memory was too short for, and that lack their body.
  std::uint64_t shortened() const noexcept { return records_.shortened(); }

 private:
  /// What stands before the next record, if the document has begun or begins with it.
  std::string before(std::string_view text) const;

  std::ostream& out_;
  JsonRecords records_;
  bool open_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_DOCUMENT_SINK_H_
