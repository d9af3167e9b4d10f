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
      current().summary = summary_from_json(value);
    } else {
      fail(line, "neither a result nor a summary");
    }
  }

  void take_result(const Json& value, const std::optional<Place>& place) {
    EarlierRun& run = current();
    EarlierResult earlier{.result = result_from_json(value), .run = runs_.size() - 1};
    const Result& result = earlier.result;
    ++(result.ok() ? run.passed : run.others);
    if (result.started_at) {
      if (!run.began || *result.started_at < *run.began) run.began = result.started_at;
      const auto took = result.elapsed.value_or(Duration(0));
      run.ended = std::max(
          run.ended, *result.started_at + std::chrono::duration_cast<WallTime::duration>(took));
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
    if (runs_.empty() || runs_.back().summary) runs_.push_back({.name = name_});
    return runs_.back();
  }

  std::string name_;
  const std::function<void(EarlierResult)>& take_;
  std::vector<EarlierRun> runs_;
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
  constexpr std::string_view end = R"(],"summary":)";
  const auto begins = [line](std::string_view whole) {
    return line.starts_with(whole) || whole.starts_with(line);
  };
  return begins(result) || begins(summary) || begins(end) || begins(kDocumentOpening);
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

Missing missing_from(const EarlierRun& run) {
  if (!run.summary) return {};
  const std::uint64_t passed = run.passed;
  const std::uint64_t others_counted =
      run.summary->total - std::min(run.summary->ok, run.summary->total);
  // More than were counted is as wrong as fewer.
  const auto difference = [](std::uint64_t left, std::uint64_t right) {
    return std::max(left, right) - std::min(left, right);
  };
  Missing missing{.passed = run.summary->ok - std::min(passed, run.summary->ok),
                  .others = difference(run.others, others_counted)};
  if (passed > run.summary->ok) missing.others += passed - run.summary->ok;
  if (run.summary->ok > run.summary->total) missing = {.others = run.summary->ok};
  return missing;
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
