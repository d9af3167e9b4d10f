#include "src/cli/resume_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <exception>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/file_mode.h"
#include "src/base/shallow_json.h"
#include "src/base/text.h"
#include "src/cli/settings.h"
#include "src/history/json_result.h"
#include "src/model/line.h"
#include "src/output/result_json.h"

namespace urlfan {
namespace {

constexpr std::string_view kList = R"({"type":"list",)";
constexpr std::string_view kResult = R"({"type":"result","index":)";
constexpr std::string_view kSummary = R"({"type":"summary",)";
constexpr std::uint64_t kLinesBetweenLooks = 1024;
constexpr std::uint64_t kNowhere = std::numeric_limits<std::uint64_t>::max();

/// Reads lines, and knows where each stands.
class Lines {
 public:
  explicit Lines(const std::string& file) : in_(file, std::ios::binary) {}

  bool next() {
    start_ = end_;
    if (!std::getline(in_, text_)) return false;
    has_end_ = !in_.eof();
    end_ += text_.size() + (has_end_ ? 1 : 0);
    ++number_;
    return true;
  }
  const std::string& text() const noexcept { return text_; }
  /// Of the text, from the start of the file.
  std::uint64_t start() const noexcept { return start_; }
  /// From 1.
  std::uint64_t number() const noexcept { return number_; }
  /// Nothing comes behind it.
  bool is_last() { return !has_end_ || in_.peek() == std::ifstream::traits_type::eof(); }
  bool has_end() const noexcept { return has_end_; }

 private:
  std::ifstream in_;
  std::string text_;
  std::uint64_t start_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t number_ = 0;
  bool has_end_ = false;
};

/// What a file of --resume begins with.
struct ListRecord {
  ListFacts list;
  ListOutline outline;
};

std::uint64_t number_of(const std::string& hex) {
  std::uint64_t number = 0;
  const char* end = hex.data() + hex.size();
  const auto [stop, error] = std::from_chars(hex.data(), end, number, 16);
  if (error != std::errc() || stop != end || hex.size() != 16) {
    throw std::invalid_argument("no digest");
  }
  return number;
}

/// Throws nlohmann::json::exception and std::invalid_argument for what is none.
ListRecord list_record(std::string_view line) {
  const nlohmann::json json = parse_shallow(line, kDeepestInResult);
  if (json.at("type") != "list" || json.at("schema") != kSchemaName) {
    throw std::invalid_argument("no record of a list");
  }
  ListRecord record;
  record.list = list_facts_from_json(json);
  ListOutline& outline = record.outline;
  outline.lines = record.list.lines;
  outline.digest = number_of(record.list.digest);
  outline.stride = json.at("stride").get<std::uint64_t>();
  for (const auto& each : json.at("checkpoints")) {
    outline.checkpoints.push_back(number_of(each.get<std::string>()));
  }
  if (!std::has_single_bit(outline.stride) ||
      outline.checkpoints.size() != outline.lines / outline.stride) {
    throw std::invalid_argument("no checkpoints");
  }
  return record;
}

/// Of the record of a result; empty for another one.
std::optional<std::uint64_t> index_of(std::string_view line) {
  if (!line.starts_with(kResult)) return {};
  line.remove_prefix(kResult.size());
  std::uint64_t index = 0;
  const char* end = line.data() + line.size();
  const auto [stop, error] = std::from_chars(line.data(), end, index);
  if (error != std::errc() || stop == end || *stop != ',') return {};
  return index;
}

/// Of a result: a stop came before its end. In a text the quotes would be escaped.
bool is_unfinished(std::string_view line) {
  return line.find(R"("phase":"run")") != std::string_view::npos;
}

std::string option_of(const std::optional<Shard>& shard) {
  if (!shard) return "without --shard";
  std::string text = "with --shard " + std::to_string(shard->k) + "/" + std::to_string(shard->n);
  if (shard->by == ShardBy::line) text += " --shard-by line";
  return text;
}

std::string place_of(PartOfList& source, std::uint64_t index) {
  const auto where = source.find(index);
  if (!where || where->file.empty()) return "line " + std::to_string(index + 1) + " of the list";
  return place_title(*where);
}

std::string of_lines(std::uint64_t lines) {
  return std::to_string(lines) + (lines == 1 ? " line" : " lines");
}

/// Where the list is not what it was `before`.
std::string difference_text(PartOfList& source, const ListOutline& before,
                            const Difference& difference) {
  const std::uint64_t lines = source.outline().lines;
  const std::string counts = lines == before.lines ? std::string()
                                                   : " (it had " + of_lines(before.lines) +
                                                         ", and has " + std::to_string(lines) + ")";
  if (lines == 0) return "it is empty" + counts;
  if (difference.first >= lines) {
    return "it ends with " + place_of(source, lines - 1) + counts;
  }
  const std::uint64_t last = std::min(difference.last, lines - 1);
  const std::string first = place_of(source, difference.first);
  if (difference.first >= before.lines) return first + " is new" + counts;
  if (difference.first == last) return first + " is not what it was" + counts;
  return "between " + first + " and " + place_of(source, last) + counts;
}

}  // namespace

ResumeFile::ResumeFile(std::string name)
    : name_(std::move(name)),
      file_(::open(name_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK,
                   new_file_mode())) {
  struct stat facts {};
  if (file_.get() < 0 || fstat(file_.get(), &facts) != 0) {
    refuse("cannot be opened: " + std::generic_category().message(errno));
  }
  if (!S_ISREG(facts.st_mode)) refuse("is no regular file; expected one, or a name for a new one");
  if (flock(file_.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno == EWOULDBLOCK) refuse("another urlfan goes on with it; wait until that has ended");
  refuse("cannot be locked: " + std::generic_category().message(errno));
}

void ResumeFile::refuse(const std::string& why) const {
  throw UsageError("--resume: " + name_ + ": " + why);
}

void ResumeFile::refuse_line(std::uint64_t line) const {
  refuse("line " + std::to_string(line) +
         " is not as --resume writes it; expected records of a list, results and summaries: "
         "remove the line, or the file to begin anew");
}

void ResumeFile::drop_from(std::uint64_t offset) const {
  if (ftruncate(file_.get(), static_cast<off_t>(offset)) == 0) return;
  refuse("its end cannot be cut off: " + std::generic_category().message(errno));
}

void ResumeFile::require_list(PartOfList& source) {
  list_ = *source.list();
  outline_ = source.outline();
  Lines lines(name_);
  if (!lines.next()) return;
  const std::string& first = lines.text();
  if (!lines.has_end() && (first.starts_with(kList) || kList.starts_with(first))) {
    return drop_from(0);  // not even that was written to its end
  }
  ListRecord before;
  try {
    before = list_record(first);
  } catch (const std::exception&) {
    refuse(
        "was not written by --resume, and is left as it is; expected such a file, or a name "
        "for a new one");
  }
  if (before.list.shard != list_.shard) {
    refuse("was begun " + option_of(before.list.shard) + ", and this is " + option_of(list_.shard) +
           "; each shard has a file of its own");
  }
  const auto found = difference(before.outline, outline_);
  if (!found) return;
  refuse("the list has changed since: " + difference_text(source, before.outline, *found) +
         "; go back to the list and the options as they were, or remove the file to begin anew");
}

/// That of a later go; somebody may have put two files together.
void ResumeFile::require_same_list(const std::string& record, std::uint64_t line) const {
  ListFacts list;
  try {
    list = list_record(record).list;
  } catch (const std::exception&) {
    refuse_line(line);
  }
  if (list.digest == list_.digest && list.shard == list_.shard) return;
  refuse(
      "line " + std::to_string(line) +
      " begins with results of another list, or of another shard; remove the file to begin anew");
}

void ResumeFile::find_last(std::vector<std::uint64_t>& last, const std::function<void()>& look_up,
                           spdlog::logger& log) {
  Lines lines(name_);
  std::vector<bool> finished(last.size());
  while (lines.next()) {
    if (lines.number() % kLinesBetweenLooks == 0) look_up();
    const auto index = index_of(lines.text());
    if (lines.has_end() && index && *index < last.size()) {
      const bool unfinished = is_unfinished(lines.text());
      if (unfinished && finished[*index]) continue;
      finished[*index] = !unfinished;
      last[*index] = lines.start();
    } else if (lines.has_end() && lines.text().starts_with(kList)) {
      require_same_list(lines.text(), lines.number());
    } else if (!lines.has_end() || !lines.text().starts_with(kSummary)) {
      if (!lines.is_last()) refuse_line(lines.number());
      drop_from(lines.start());
      log.warn("{}:{}: cut off in the middle; this line is dropped", name_, lines.number());
    }
  }
}

std::vector<bool> ResumeFile::read(const Keep& keep, const std::function<void(Result&&)>& take,
                                   const std::function<void()>& look_up, spdlog::logger& log) {
  std::vector<std::uint64_t> last(list_.lines, kNowhere);
  find_last(last, look_up, log);
  std::vector<bool> kept(list_.lines);
  Lines lines(name_);
  while (lines.next()) {
    if (lines.number() % kLinesBetweenLooks == 0) look_up();
    const auto index = index_of(lines.text());
    if (!index || last[*index] != lines.start()) continue;
    Result result;
    try {
      result = result_from_json(parse_shallow(lines.text(), kDeepestInResult));
    } catch (const std::exception&) {
      refuse_line(lines.number());
    }
    if (!keep(result)) continue;
    kept[*index] = true;
    take(std::move(result));
  }
  return kept;
}

std::unique_ptr<OutputFile> ResumeFile::open_output(StopSignals& signals) const {
  return OutputFile::append(name_, signals);
}

void ResumeFile::begin_go(OutputFile& output) const {
  output.stream() << to_json(list_, outline_) << '\n' << std::flush;
}

}  // namespace urlfan
