#include "src/serve/fetch_call.h"

#include <exception>
#include <string>
#include <utility>

#include "src/serve/problem.h"

namespace urlfan {

/// What of the document there is by now, as long as it grows.
class FetchCall::Stream final : public BodyStream {
 public:
  explicit Stream(std::shared_ptr<Text> text) : text_(std::move(text)) {}

  Next next(std::string& piece) override {
    if (text_->out.view().empty()) return text_->is_whole ? Next::end : Next::wait;
    piece = text_->out.str();
    text_->out.str({});
    return Next::piece;
  }

 private:
  std::shared_ptr<Text> text_;
};

FetchCall::FetchCall(RunDocument document, const MakeWriter& make_writer,
                     std::shared_ptr<HttpExchange> exchange)
    : exchange_(std::move(exchange)),
      writer_(make_writer(text_->out)),
      order_([this](const Result& result) { writer_->write(result); }),
      secrets_(std::move(document.variables)),
      list_(std::move(document.requests)),
      run_(std::move(document.options.run), list_, *this) {
  exchange_->when_gone([this] { run_.stop(StopCause::caller); });
}

void FetchCall::write(const Request& /*request*/, const Result& result) { order_.write(result); }
void FetchCall::take(const Request& /*request*/, Result&& result) {
  order_.take(std::move(result));
}
void FetchCall::finish(const Summary& summary) {
  writer_->finish(summary);
  text_->is_whole = true;
}

Unwritten FetchCall::unwritten() const { return {.bytes = text_->out.view().size(), .fd = -1}; }

void FetchCall::begin_stream() {
  streams_ = true;
  HttpAnswer answer;
  answer.stream = std::make_unique<Stream>(text_);
  exchange_->answer(std::move(answer));
}

bool FetchCall::go_on() {
  const bool is_over = run_.has_ended();
  if (is_over) {
    exchange_->when_gone({});
    if (!text_->is_whole && !streams_) {
      exchange_->answer(to_answer({.status = 500, .detail = "the document could not be made"}));
      return true;
    }
    if (!streams_) {
      exchange_->answer({.body = text_->out.str()});
      return true;
    }
  }
  if (!streams_ && text_->out.view().size() >= kMostUnwritten) begin_stream();
  if (streams_ && (is_over || !text_->out.view().empty())) exchange_->wake();
  return is_over;
}

}  // namespace urlfan
