#include "src/cli/outputs.h"

#include <new>
#include <utility>

#include "src/cli/terminal.h"
#include "src/model/exit_code.h"
#include "src/output/csv_sink.h"
#include "src/output/document_sink.h"
#include "src/output/ndjson_sink.h"
#include "src/output/no_results.h"
#include "src/output/table_sink.h"

namespace urlfan {
namespace {

/// One that has whole results in it, or less where memory is short.
template <typename Writer, typename... Form>
std::unique_ptr<ResultWriter> make_counting(std::function<std::uint64_t()>& shortened,
                                            std::ostream& out, const Form&... form) {
  auto writer = std::make_unique<Writer>(out, form...);
  shortened = [counting = writer.get()] { return counting->shortened(); };
  return writer;
}

std::unique_ptr<ResultWriter> make_table(const TalkSettings& talk, OutputFile& file) {
  TableSink::Options options;
  if (file.is_terminal()) {
    options.color = talk.color;
    options.width = [&file] { return terminal_width(file.fd()); };
  }
  return std::make_unique<TableSink>(file.stream(), std::move(options));
}

std::unique_ptr<ResultWriter> make_writer(const OutputSettings& settings, const TalkSettings& talk,
                                          OutputFile& file,
                                          std::function<std::uint64_t()>& shortened) {
  switch (settings.format) {
    case Format::ndjson:
      return make_counting<NdjsonSink>(shortened, file.stream(), settings.records);
    case Format::csv:
      return make_counting<CsvSink>(shortened, file.stream(), settings.records);
    case Format::table:
      return make_table(talk, file);
    case Format::none:
      return std::make_unique<NoResults>();
    case Format::json:
      break;
  }
  return make_counting<DocumentSink>(shortened, file.stream());
}

}  // namespace

MainOutput::MainOutput(const OutputSettings& settings, const TalkSettings& talk,
                       StopSignals& signals, std::unique_ptr<OutputFile> file)
    : file_(file ? std::move(file) : std::make_unique<OutputFile>(settings.file, signals)),
      writer_(make_writer(settings, talk, *file_, shortened_)),
      failed_only_(*writer_),
      first_(settings.failed_only ? static_cast<ResultWriter&>(failed_only_) : *writer_),
      in_input_order_(settings.input_order),
      is_seen_(file_->is_terminal() && settings.format != Format::none),
      tells_all_(settings.format != Format::csv && settings.records.fields.empty() &&
                 !(settings.format == Format::ndjson && settings.records.without_summary)) {}

Outputs::Outputs(Narrator& narrator, MainOutput& main, Reports& reports,
                 std::function<std::string(const Request&, const Result&)> command)
    : narrator_(narrator), main_(main), reports_(reports), command_(std::move(command)) {
  order_.emplace([this](const Result& result) {
    if (result.sequence == reported_) {
      reports_.write(result);
      ++reported_;
    }
    if (main_.in_input_order()) main_.writer().write(result);
  });
}

void Outputs::write(const Request& request, const Result& result) { take(request, Result(result)); }

void Outputs::take(const Request& request, Result&& result) {
  narrator_.make_way_for_result();
  if (command_ && !result.ok()) {
    std::string command = command_(request, result);
    if (!command.empty()) result.curl_command = std::move(command);
  }
  const Result& taken = hand_on(std::move(result));
  // Not before: what memory runs out for comes again. And not again for what cannot be told now.
  try {
    narrator_.write(request, taken);
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): it is written all the same
  }
}

/// Returns where the result is now.
const Result& Outputs::hand_on(Result&& result) {
  if (main_.in_input_order()) return order_->take(std::move(result));
  // What waits for reports that are all given up waits for nothing.
  if (reports_.empty()) order_.reset();
  if (order_) order_->write(result);
  main_.writer().write(result);
  return result;
}

void Outputs::idle(const Progress& progress) {
  reports_.idle(progress);
  main_.writer().idle(progress);
  // On a terminal that does not take all of them yet, the live line would be among them.
  if (!main_.is_seen() || main_.file().channel().held_up() == 0) narrator_.idle(progress);
  standard_error().say({});
}

/// The reports first: that one of them failed is in the summary of the main output.
void Outputs::finish(const Summary& summary) {
  Summary told = summary;
  if (main_.shortened() > 0) told.exit_code = kExitInternal;
  reports_.finish(told);
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
