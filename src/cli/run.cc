#include "src/cli/run.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/curl_line.h"
#include "src/cli/distinct_files.h"
#include "src/cli/earlier_results.h"
#include "src/cli/inputs.h"
#include "src/cli/narrator.h"
#include "src/cli/outputs.h"
#include "src/cli/progress_line.h"
#include "src/cli/repeatable_inputs.h"
#include "src/cli/resume_file.h"
#include "src/cli/signals.h"
#include "src/client/poll.h"
#include "src/core/coordinator.h"
#include "src/list/part_of_list.h"
#include "src/model/exit_code.h"
#include "src/output/request_json.h"
#include "src/output/result_json.h"
#include "urlfan/urlfan.h"

namespace urlfan {
namespace {

// Of a dry run, between two looks at the signals: one costs as much as a tenth of a line.
constexpr std::uint64_t kLinesUnheard = 64;

int say_empty(spdlog::logger& log) {
  log.error("the list is empty; --allow-empty makes that a success");
  return kExitUsage;
}

/// Tells in which shard a line is; nothing where the list has none.
std::function<std::optional<std::uint64_t>(const Request&)> shards_of(
    const std::optional<Shard>& division) {
  if (!division) return [](const Request& /*line*/) { return std::nullopt; };
  return [of = ShardOfLine(*division)](const Request& line) mutable { return of(line); };
}

/// --dry-run: the requests as they were understood.
int print_requests(const Settings& settings, Source& source, OutputFile& output,
                   StopSignals& signals, spdlog::logger& log) {
  const bool document = settings.output.format == Format::json;
  // Not written before the list turns out to have a line, or may be empty.
  const std::string opening =
      document ? std::string(R"({"schema":")") + kSchemaName + R"(","requests":[)" : "";
  std::ostream& out = output.stream();
  std::uint64_t count = 0;
  bool bad = false;
  const auto shard_of = shards_of(settings.shard);
  const auto stopped = [&] { return signals.caught() != 0; };
  while (count % kLinesUnheard != 0 || !stopped()) {
    auto next = source.next();
    if (std::holds_alternative<Exhausted>(next)) break;
    if (std::holds_alternative<Pending>(next)) {
      out.flush();
      wait_for_more(source, signals);
      if (stopped()) break;
      continue;
    }
    const auto& request = std::get<Request>(next);
    bad = bad || request.bad.has_value();
    const std::string text = to_json(request, count, *settings.secrets, shard_of(request));
    if (document) out << (count == 0 ? opening + "\n" : ",\n");
    out << text << (document ? "" : "\n");
    ++count;
    output.drain(kMostUnwritten);
  }
  const int signal = signals.caught();
  if (count == 0 && signal == 0 && !settings.run.allow_empty) return say_empty(log);
  if (count == 0) out << opening;
  if (document) out << "\n]}\n";
  output.commit();
  if (signal != 0) return exit_code_of_signal(signal);
  return bad ? kExitUsage : kExitOk;
}

/// Of --resume: what an earlier go has found, and need not be fetched again.
bool is_kept(const Result& earlier, const ResumeSettings& rules, WallTime now) {
  if (earlier.unfinished()) return false;
  // What is wrong with a bad line is known as long as the list is the same.
  const bool failed = !earlier.ok() && earlier.error->phase != Phase::input;
  if (failed && rules.retry_failed) return false;
  return !rules.max_age || !earlier.started_at || now - *earlier.started_at <= *rules.max_age;
}

/// What need not be fetched again counts in this run, and is left out of its list.
void take_earlier(const ResumeSettings& rules, ResumeFile& file, PartOfList& source, Run& run,
                  WallTime now, const std::function<void()>& end_if_stopped, spdlog::logger& log) {
  source.leave_out(file.read([&](const Result& earlier) { return is_kept(earlier, rules, now); },
                             [&](Result&& earlier) { run.count(std::move(earlier)); },
                             end_if_stopped, log));
}

/// How many lines there will be, if that can be told.
std::optional<std::uint64_t> count_lines(const Settings& settings,
                                         const std::vector<Input>& inputs) {
  if (settings.progress == ProgressDisplay::none || settings.shard) return {};
  return count_requests(inputs, settings.rules.format);
}

}  // namespace

int run(const Settings& settings, spdlog::logger& log, std::unique_ptr<Transport>& left) {
  auto inputs = open_inputs(settings.inputs);
  require_distinct(settings.files_read, settings.output);
  auto total = count_lines(settings, inputs);
  const auto baseline = settings.dry_run ? std::nullopt : read_baseline(settings.baseline, log);
  StopSignals signals;  // from here on there are outputs, which a stop must leave whole
  if (settings.dry_run) {
    PartOfList source(std::move(inputs), settings.rules, *settings.secrets);
    OutputFile output(settings.output.file, signals);
    return print_requests(settings, source, output, signals, log);
  }
  const auto end_if_stopped = [&] {
    if (const int number = signals.caught(); number != 0) throw Stopped(number);
  };
  std::optional<ResumeFile> resume;
  if (!settings.resume.file.empty()) {
    resume.emplace(settings.resume.file);
    make_repeatable(inputs, signals);
  }
  PartOfList source(std::move(inputs), settings.rules, *settings.secrets, settings.shard);
  if (resume) {
    source.get_to_know(end_if_stopped);
    if (source.outline().lines == 0 && !settings.run.allow_empty) return say_empty(log);
    resume->require_list(source);
    total = source.lines_of_shard();
  }
  RunConfig config = settings.run;
  config.secrets = settings.secrets.get();
  if (baseline) config.stages.emplace_back([&](Result& each) { baseline->compare(each); });
  MainOutput output(settings.output, settings.talk, signals,
                    resume ? resume->open_output(signals) : nullptr);
  Reports reports(settings.output, signals, log);
  for (const auto& warning : settings.warnings) log.warn("{}", warning);

  ProgressLine line(settings.progress, total, log);
  Narrator::Options told{
      .results_on_terminal = output.is_seen(),
      .all_on_terminal = output.tells_all(),
      .concurrency = settings.concurrency_typed ? settings.client.concurrency : 0,
      .per_host = settings.client.per_host};
  if (settings.reproduce) told.reproduce = CurlLine(settings);
  Narrator narrator(line, log, std::move(told));
  std::function<std::string(const Request&, const Result&)> command;
  if (reports.show_commands()) command = CurlLine(settings);
  Outputs outputs(narrator, output, reports, std::move(command));

  const SteadyClock clock;
  std::unique_ptr<Transport> own;  // ends with this call, and with it what was not saved to its end
  std::unique_ptr<Transport>& transport = config.save_dir.empty() ? left : own;
  transport = make_transport(settings);
  if (log.should_log(spdlog::level::debug)) {
    log.debug("{}; {} in flight, {} a host", transport_version(), settings.client.concurrency,
              settings.client.per_host);
  }
  Run list(config, source, outputs);
  if (resume) {
    take_earlier(settings.resume, *resume, source, list, clock.wall(), end_if_stopped, log);
    resume->begin_go(output.file());
  }
  Poll poll;
  poll.listen(signals.wait_fd(), [&] { list.stop(stopped_by_signal(signals.caught())); });
  Coordinator coordinator(settings.client, *transport, poll, clock);
  narrator.ask([&] { return coordinator.standstill(); }, settings.secrets.get());
  coordinator.carry(list);
  while (!list.has_ended()) coordinator.round();
  if (source.has_changed()) {
    log.error(
        "the list has changed since it was read first; results of what it is now are none of "
        "the list that {} is of",
        settings.resume.file);
  }
  const Summary& summary = list.summary();
  if (summary.total == 0 && summary.exit_code == kExitUsage) return say_empty(log);
  output.file().commit();
  const std::uint64_t shortened = output.shortened();
  if (shortened > 0) {
    log.error("memory ran out: {} results lack their body and headers", shortened);
  }
  return shortened > 0 ? kExitInternal : outputs.exit_code();
}

}  // namespace urlfan
