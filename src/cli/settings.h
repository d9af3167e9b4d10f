#ifndef URLFAN_CLI_SETTINGS_H_
#define URLFAN_CLI_SETTINGS_H_

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/report/report_kinds.h"
#include "src/list/line_parser.h"
#include "src/output/record_form.h"
#include "urlfan/client_config.h"
#include "urlfan/request.h"
#include "urlfan/run_config.h"
#include "urlfan/secrets.h"
#include "urlfan/shard.h"

namespace urlfan {

/// The command line cannot be carried out; the message says what to change.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Format { json, ndjson, csv, table, none };
enum class LogLevel { debug, info, warn, error, off };

/// How it is told where the run stands: a live line, a plain one now and then, or not at all.
enum class ProgressDisplay { none, live, plain };

/// Whether an input is a URL, and no list.
inline bool names_url(const std::string& input) { return input.find("://") != std::string::npos; }

/// --report KIND=FILE
struct ReportTarget {
  const ReportKind* kind = nullptr;
  std::string file;
};

/// What becomes of results.
struct OutputSettings {
  Format format = Format::json;
  bool input_order = true;
  bool failed_only = false;
  /// Empty: standard output.
  std::string file;
  std::vector<ReportTarget> reports;
  /// Of csv and ndjson, in the main output and in reports.
  RecordForm records;
  /// Where the summary goes, without which the records are then. Empty: nowhere else.
  std::string summary_file;
};

/// What standard error gets.
struct TalkSettings {
  LogLevel log_level = LogLevel::warn;
  bool log_json = false;
  bool color = false;
};

/// --resume: which results are kept.
struct ResumeSettings {
  /// Empty: none is gone on with.
  std::string file;
  bool retry_failed = false;
  /// Empty: however old.
  std::optional<Duration> max_age;
};

/// What was typed, or stands in the --config file.
struct Settings {
  ClientConfig client;
  RunConfig run;
  LineRules rules;
  OutputSettings output;
  TalkSettings talk;

  std::vector<std::string> inputs;
  std::optional<Shard> shard;
  ResumeSettings resume;
  /// Empty: none.
  std::string baseline;
  ProgressDisplay progress = ProgressDisplay::none;
  /// The concurrency is what somebody asked for, and not the default.
  bool concurrency_typed = false;
  bool reproduce = false;
  bool dry_run = false;
  /// All files that the run reads: no output may be one of them. - is standard input.
  std::vector<std::string> files_read;
  /// The options of curl that all commands of --reproduce have, a blank before each.
  std::string curl_options;
  /// What the user should know before the run.
  std::vector<std::string> warnings;
  /// What no output may show; grows as the list is read.
  std::shared_ptr<Secrets> secrets = std::make_shared<Secrets>();
};

}  // namespace urlfan

#endif  // URLFAN_CLI_SETTINGS_H_
