#include "src/history/result_reader.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "src/base/shallow_json.h"
#include "src/base/text.h"
#include "src/history/json_result.h"
#include "src/output/document_sink.h"
#include "src/output/result_json.h"

namespace urlfan {
namespace {

using Json = nlohmann::json;

constexpr const char* kExpected =
    "; expected what urlfan --format ndjson or --format json has written, without --fields";

bool may_be_same(const ListFacts& left, const ListFacts& right) {
  const bool known = !left.digest.empty() && !right.digest.empty();
  return left.shard == right.shard && (!known || left.digest == right.digest);
}

bool are_same(const ListFacts& left, const ListFacts& right) {
  return left.shard == right.shard && left.digest == right.digest;
}

/// Where a value stands in the input, if it stands there in one piece.
struct Place {
  std::string_view text;
  std::uint64_t offset = 0;
};

/// Takes what is read, value by value.
class Collector {
 public:
  Collector(std::string name, const std::function<void(EarlierResult)>& take)
      : name_(std::move(name)), take_(take) {}

  void take(const Json& value, std::uint64_t line, const std::optional<Place>& place = {}) {
    try {
      take_any(value, line, place);
    } catch (const Json::exception& error) {
      fail(line, std::string("not as urlfan writes it: ") + error.what());
    } catch (const std::invalid_argument& error) {
      fail(line, std::string("not as urlfan writes it: ") + error.what());
    }
  }

  void cut_at(std::uint64_t line) { current().cut_line = line; }

  [[noreturn]] void fail(std::uint64_t line, const std::string& why) const {
    throw ResultsError(name_ + ":" + std::to_string(line) + ": " + printable(why) + kExpected);
  }

  std::vector<EarlierRun> take_runs() && {
    if (runs_.empty()) current();
    end_go();
    return std::move(runs_);
  }

 private:
  void take_any(const Json& value, std::uint64_t line, const std::optional<Place>& place) {
    if (!value.is_object() || !value.contains("results")) return take_one(value, line, place);
    require_schema(value, line);
    for (const auto& result : value["results"]) take_one(result, line, {});
    if (value.contains("summary")) take_one(value["summary"], line, {});
  }

  void take_one(const Json& value, std::uint64_t line, const std::optional<Place>& place) {
    const std::string type = value.is_object() ? value.value("type", "") : "";
    if (type == "result") {
      take_result(value, place);
    } else if (type == "summary") {
      require_schema(value, line);
      take_summary(summary_from_json(value), line);
    } else if (type == "list") {
      require_schema(value, line);
      take_list(list_facts_from_json(value));
    } else {
      fail(line, "neither a result nor a summary");
    }
  }

  /// Begins a go: at the same list another one of the same run.
  void take_list(ListFacts list) {
    if (go_is_open_) end_go();
    const bool again = !runs_.empty() && runs_.back().list && are_same(*runs_.back().list, list);
    if (!again) runs_.push_back({.name = name_, .list = std::move(list)});
    go_is_open_ = true;
  }

  void take_summary(Summary summary, std::uint64_t line) {
    EarlierRun& run = current();
    if (run.list && summary.list && !may_be_same(*run.list, *summary.list)) {
      fail(line, "the summary of another list than the one before its results");
    }
    go_ = {
        .began = summary.started_at,
        .ended = summary.started_at + std::chrono::duration_cast<WallTime::duration>(summary.wall)};
    run.summary = std::move(summary);
    end_go();
  }

  /// Adds its times to those of its run.
  void end_go() {
    EarlierRun& run = runs_.back();
    if (go_.began) {
      run.began = std::min(run.began.value_or(*go_.began), *go_.began);
      run.ended = std::max(run.ended, go_.ended);
      run.wall += std::chrono::duration_cast<Duration>(go_.ended - *go_.began);
    }
    go_ = {};
    go_is_open_ = false;
  }

  void take_result(const Json& value, const std::optional<Place>& place) {
    EarlierRun& run = current();
    EarlierResult earlier{.result = result_from_json(value), .run = runs_.size() - 1};
    const Result& result = earlier.result;
    ++(result.ok() ? run.passed : run.others);
    if (result.started_at) {
      go_.began = std::min(go_.began.value_or(*result.started_at), *result.started_at);
      const auto took = result.elapsed.value_or(Duration(0));
      go_.ended = std::max(
          go_.ended, *result.started_at + std::chrono::duration_cast<WallTime::duration>(took));
    }
    std::string anew;
    if (!place) anew = value.dump();
    earlier.text = place ? place->text : std::string_view(anew);
    if (place) earlier.offset = place->offset;
    take_(std::move(earlier));
  }

  void require_schema(const Json& value, std::uint64_t line) const {
    const std::string schema = value.value("schema", "");
    if (schema != kSchemaName) fail(line, "written in the form \"" + excerpt(schema, 40) + "\"");
  }

  /// What comes after a summary belongs to the next run.
  EarlierRun& current() {
    if (!go_is_open_) runs_.push_back({.name = name_});
    go_is_open_ = true;
    return runs_.back();
  }

  /// When the results of the go so far were.
  struct Go {
    std::optional<WallTime> began = {};
    WallTime ended = {};
  };

  std::string name_;
  const std::function<void(EarlierResult)>& take_;
  std::vector<EarlierRun> runs_;
  Go go_;
  /// What comes belongs to the last of the runs.
  bool go_is_open_ = false;
};

/// A line of DocumentSink, or of NdjsonSink, as the one value that is in it; empty for none.
std::string_view value_of(std::string_view line) {
  constexpr std::string_view summary = "],\"summary\":";
  const auto end = line.find_last_not_of(" \t\r");
  line = line.substr(0, end == std::string_view::npos ? 0 : end + 1);
  if (line == kDocumentOpening || line == "]}") return {};
  if (line.starts_with(summary) && line.ends_with("}}")) {
    line.remove_prefix(summary.size());
    line.remove_suffix(1);
  }
  if (line.ends_with(",")) line.remove_suffix(1);
  return line;
}

// A body of the largest default size, all of it escaped, and room for the rest.
constexpr std::size_t kLongestLine = std::size_t{64} << 20U;

/// As std::getline, but never holds more than a line may have; false when it is longer. Adds to
/// `taken` what it took from the stream.
bool read_line(std::istream& in, std::string& line, std::uint64_t& taken) {
  line.clear();
  std::array<char, std::size_t{16} << 10U> block{};
  while (line.size() <= kLongestLine) {
    in.getline(block.data(), block.size());
    const auto got = static_cast<std::size_t>(in.gcount());
    taken += got;
    // What is cut out of the middle of a line fails, and is not followed by its end.
    const bool middle = in.fail() && !in.eof() && got == block.size() - 1;
    const bool ended = !in.fail() && !in.eof();
    line.append(block.data(), got - (ended ? 1 : 0));
    if (!middle) return true;
    in.clear();
  }
  return false;
}

/// Whether it can be the start of a line that urlfan was writing when it was stopped.
bool looks_cut(std::string_view line) {
  constexpr std::string_view result = R"({"type":"result",)";
  constexpr std::string_view summary = R"({"type":"summary",)";
  constexpr std::string_view list = R"({"type":"list",)";
  constexpr std::string_view end = R"(],"summary":)";
  const auto begins = [line](std::string_view whole) {
    return line.starts_with(whole) || whole.starts_with(line);
  };
  return begins(result) || begins(summary) || begins(list) || begins(end) ||
         begins(kDocumentOpening);
}

/// A document in a form of somebody else's.
void read_whole(std::istream& in, std::string text, Collector& collector) {
  text.append(std::istreambuf_iterator<char>(in), {});
  const Json document = parse_shallow(text, kDeepestInResult);
  if (document.is_discarded() || !document.is_object() || !document.contains("results")) {
    collector.fail(1, "neither a result nor a document");
  }
  collector.take(document, 1);
}

}  // namespace

std::optional<ListFacts> list_of(const EarlierRun& run) {
  const bool told = run.summary && run.summary->list;
  // The record is written before the list is read, and need not know its digest.
  if (told && (!run.list || !run.summary->list->digest.empty())) return run.summary->list;
  return run.list;
}

std::vector<EarlierRun> read_results(std::istream& in, const std::string& name,
                                     const std::function<void(EarlierResult)>& take) {
  Collector collector(name, take);
  std::string line;
  std::uint64_t taken = 0;
  for (std::uint64_t number = 1; in.good(); ++number) {
    const std::uint64_t start = taken;
    if (!read_line(in, line, taken)) {
      collector.fail(number, "longer than " + std::to_string(kLongestLine >> 20U) + " MiB");
    }
    const auto text = value_of(line);
    if (text.empty()) continue;
    const Json value = parse_shallow(text, kDeepestInResult);
    if (!value.is_discarded()) {
      const auto indent = static_cast<std::uint64_t>(text.data() - line.data());
      collector.take(value, number, Place{.text = text, .offset = start + indent});
    } else if ((in.eof() || in.peek() == std::istream::traits_type::eof()) && looks_cut(text)) {
      collector.cut_at(number);
    } else if (number == 1) {
      read_whole(in, line + "\n", collector);
      break;
    } else {
      collector.fail(number, "not valid JSON");
    }
  }
  if (in.bad()) collector.fail(1, "cannot be read");
  return std::move(collector).take_runs();
}

Result result_of(std::string_view text) {
  return result_from_json(parse_shallow(text, kDeepestInResult));
}

}  // namespace urlfan
