#include "src/cli/outputs.h"

#include <utility>

#include "src/model/exit_code.h"
#include "src/output/document_sink.h"
#include "src/output/ndjson_sink.h"
#include "src/output/table_sink.h"

namespace urlfan {
namespace {

template <typename JsonSink>
std::unique_ptr<ResultWriter> make_json_writer(OutputFile& file,
                                               std::function<std::uint64_t()>& shortened) {
  auto sink = std::make_unique<JsonSink>(file.stream());
  shortened = [json = sink.get()] { return json->shortened(); };
  return sink;
}

std::unique_ptr<ResultWriter> make_writer(Format format, const TalkSettings& talk, OutputFile& file,
                                          std::function<std::uint64_t()>& shortened) {
  switch (format) {
    case Format::ndjson:
      return make_json_writer<NdjsonSink>(file, shortened);
    case Format::table:
      return std::make_unique<TableSink>(
          file.stream(), TableSink::Options{.successes = talk.log_level <= LogLevel::info,
                                            .color = talk.color && file.is_terminal()});
    case Format::json:
      break;
  }
  return make_json_writer<DocumentSink>(file, shortened);
}

}  // namespace

MainOutput::MainOutput(const OutputSettings& settings, const TalkSettings& talk,
                       StopSignals& signals)
    : file_(settings.file, signals),
      writer_(make_writer(settings.format, talk, file_, shortened_)),
      failed_only_(*writer_),
      first_(settings.failed_only ? static_cast<ResultWriter&>(failed_only_) : *writer_),
      in_input_order_(settings.input_order) {}

Outputs::Outputs(Narrator& narrator, MainOutput& main, Reports& reports)
    : narrator_(narrator), main_(main), reports_(reports) {
  order_.emplace([this](const Result& result) {
    if (result.index == reported_) {
      reports_.write(result);
      ++reported_;
    }
    if (main_.in_input_order()) main_.writer().write(result);
  });
}

void Outputs::write(const Request& request, const Result& result) { take(request, Result(result)); }

void Outputs::take(const Request& request, Result&& result) {
  narrator_.write(request, result);
  if (main_.in_input_order()) return order_->take(std::move(result));
  // What waits for reports that are all given up waits for nothing.
  if (reports_.empty()) order_.reset();
  if (order_) order_->write(result);
  main_.writer().write(result);
}

void Outputs::idle(const Progress& progress) {
  reports_.idle(progress);
  main_.writer().idle(progress);
  narrator_.idle(progress);
  standard_error().say({});
}

/// The reports first: that one of them failed is in the summary of the main output.
void Outputs::finish(const Summary& summary) {
  Summary told = summary;
  reports_.finish(summary);
  if (reports_.failed()) told.exit_code = kExitInternal;
  exit_code_ = told.exit_code;
  narrator_.make_way();
  main_.writer().finish(told);
  narrator_.finish(told);
}

/// Of the channel that holds most, standard error's included.
Unwritten Outputs::unwritten() const {
  const OutputChannel* fullest = &main_.file().channel();
  const auto look_at = [&fullest](const OutputChannel& channel) {
    if (channel.held_up() > fullest->held_up()) fullest = &channel;
  };
  look_at(standard_error());
  reports_.for_each_channel(look_at);
  if (fullest->held_up() == 0) return {};
  return {.bytes = fullest->held_up(), .fd = fullest->wait_fd()};
}

Backlog Outputs::backlog() const {
  const bool waits = order_ && (main_.in_input_order() || !reports_.empty());
  return waits ? order_->backlog() : Backlog();
}

}  // namespace urlfan
