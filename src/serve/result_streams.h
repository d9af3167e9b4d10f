#ifndef URLFAN_SERVE_RESULT_STREAMS_H_
#define URLFAN_SERVE_RESULT_STREAMS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "src/model/stats.h"
#include "src/output/result_writer.h"
#include "src/report/report_kinds.h"
#include "src/serve/http_message.h"
#include "src/serve/run_store.h"

namespace urlfan {

/// The results of a run as ndjson, in the order in which they came, page by page as the client
/// takes them, and its summary once it has ended. Until then it waits for more.
class ResultStream final : public BodyStream {
 public:
  /// Those behind the number `after`. The store must outlive it.
  ResultStream(RunStore& store, std::string id, std::uint64_t after);

  Next next(std::string& piece) override;

 private:
  RunStore& store_;
  std::string id_;
  std::uint64_t after_;
  bool is_ended_ = false;
};

/// A report of a run that has ended, made while it is sent.
class ReportStream final : public BodyStream {
 public:
  /// Looks through all of its results, for their order. The store must outlive it.
  ReportStream(RunStore& store, const StoredRun& run, const ReportKind& kind);

  Next next(std::string& piece) override;

 private:
  void write_some();
  Summary summary();

  RunStore& store_;
  StoredRun run_;
  std::ostringstream out_;
  std::unique_ptr<ResultWriter> writer_;
  Stats stats_;
  /// The numbers of the results, in the order of their requests.
  std::vector<std::uint64_t> order_;
  std::size_t next_ = 0;
  bool is_ended_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_RESULT_STREAMS_H_
