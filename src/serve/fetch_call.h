#ifndef URLFAN_SERVE_FETCH_CALL_H_
#define URLFAN_SERVE_FETCH_CALL_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <ostream>
#include <sstream>

#include "src/core/run.h"
#include "src/output/input_order.h"
#include "src/output/result_writer.h"
#include "src/serve/documents.h"
#include "src/serve/http_exchange.h"
#include "src/serve/request_list.h"
#include "urlfan/sink.h"

namespace urlfan {

/// A run whose client waits for it. Its document is sent when it is whole; one that becomes long is
/// sent while it is made, no faster than the client takes it. Nothing of it is stored.
class FetchCall final : public Sink {
 public:
  /// How the document is written.
  using MakeWriter = std::function<std::unique_ptr<ResultWriter>(std::ostream&)>;

  FetchCall(RunDocument document, const MakeWriter& make_writer,
            std::shared_ptr<HttpExchange> exchange);
  FetchCall(const FetchCall&) = delete;
  FetchCall& operator=(const FetchCall&) = delete;
  ~FetchCall() override = default;

  Run& run() noexcept { return run_; }
  /// After each round; whether it is over.
  bool go_on();

  void write(const Request& request, const Result& result) override;
  void take(const Request& request, Result&& result) override;
  void finish(const Summary& summary) override;
  Backlog backlog() const override { return order_.backlog(); }
  Unwritten unwritten() const override;

 private:
  class Stream;
  /// What is written and not sent.
  struct Text {
    std::ostringstream out;
    bool is_whole = false;
  };

  void begin_stream();

  std::shared_ptr<HttpExchange> exchange_;
  std::shared_ptr<Text> text_ = std::make_shared<Text>();
  std::unique_ptr<ResultWriter> writer_;
  InputOrder order_;
  bool streams_ = false;
  /// What variables stand for, which the run points to.
  std::shared_ptr<const Secrets> secrets_;
  RequestList list_;
  Run run_;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_FETCH_CALL_H_
