#include "src/list/list_reader.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/text.h"
#include "src/list/foreign_format.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

// A list of comments, or of one line without end, must not keep the coordinator from its work.
constexpr int kMostFills = 16;
constexpr std::size_t kDocumentBlock = std::size_t{64} << 10U;
constexpr std::size_t kMostOfDocument = std::size_t{64} << 20U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A byte order mark may open a list, and after `cat` each of the lists in it.
std::string_view without_mark(std::string_view text) {
  while (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

/// Throws std::runtime_error for what begins like something that has no lines to read.
void require_list(std::string_view start, const std::string& name, InputFormat expected) {
  if (expected != InputFormat::sitemap && without_mark(start).starts_with("<?xml")) {
    throw std::runtime_error(name +
                             " is XML; expected UTF-8 text, or --input-format sitemap for a "
                             "sitemap or an RSS feed");
  }
  const auto format = foreign_format(start);
  if (format.empty()) return;
  throw std::runtime_error(name + " is " + std::string(format) +
                           "; expected UTF-8 text, or such text packed by gzip");
}

}  // namespace

ListReader::ListReader(std::vector<Input> inputs, LineRules rules)
    : inputs_(std::move(inputs)), rules_(std::move(rules)) {}

std::variant<Request, Pending, Exhausted> ListReader::next() {
  int fills = 0;
  while (input_ < inputs_.size()) {
    if (const auto* argument = std::get_if<UrlArgument>(&inputs_[input_])) {
      Request request = parse_url_alone(argument->url, rules_);
      next_input();
      return request;
    }
    auto& file = std::get<ListFile>(inputs_[input_]);
    try {
      if (auto request = next_of_file()) {
        request->where.file = file.name();
        return std::move(*request);
      }
      if (at_end_) {
        next_input();
        continue;
      }
      if (++fills > kMostFills) return Pending{};
      const Fill filled = fill(file);
      if (filled == Fill::pending) return Pending{};
      at_end_ = filled == Fill::end;
    } catch (const LineProblem& problem) {
      return cannot_go_on(problem.why);
    } catch (const std::runtime_error& error) {
      return cannot_go_on(std::string("cannot be read on, ") + error.what());
    }
  }
  return Exhausted{};
}

/// The next one in what is read of the file. Empty: more has to be read, or it is at its end.
std::optional<Request> ListReader::next_of_file() {
  if (rules_.format == InputFormat::sitemap) return from_document();
  while (const auto line = lines_.take(at_end_)) {
    if (auto request = from_line(*line)) return request;
  }
  if (!at_end_ || rules_.format != InputFormat::csv) return {};
  return std::exchange(table_, {}).finish();
}

/// The rest of this input is out of reach: a result that says so, and on to the next.
Request ListReader::cannot_go_on(const std::string& why) {
  complete_ = false;
  const auto& name = std::get<ListFile>(inputs_[input_]).name();
  Request request = bad_line("", why);
  request.where = {.file = name, .line = line_ + 1};
  next_input();
  return request;
}

int ListReader::wait_fd() const {
  if (input_ >= inputs_.size()) return -1;
  const auto* file = std::get_if<ListFile>(&inputs_[input_]);
  return file == nullptr ? -1 : file->wait_fd();
}

std::optional<Request> ListReader::from_line(const LineBuffer::Line& line) {
  const auto text = without_mark(line.text);
  if (rules_.format == InputFormat::csv) {
    auto request = table_.take(text, line.too_long, rules_);
    ++line_;
    return request;
  }
  ++line_;
  auto request = line.too_long ? too_long_line(text) : parse_line(text, rules_);
  if (request) request->where.line = line_;
  return request;
}

std::optional<Request> ListReader::from_document() {
  if (!listed_) {
    if (!at_end_) return {};
    auto urls = rules_.parse_document(document_);
    document_ = {};
    listed_.emplace(std::make_move_iterator(urls.begin()), std::make_move_iterator(urls.end()));
  }
  if (listed_->empty()) return {};
  Request request = parse_url_alone(listed_->front().url, rules_);
  request.where.line = listed_->front().line;
  listed_->pop_front();
  return request;
}

std::size_t ListReader::read(ListFile& file, char* room, std::size_t size) {
  const std::size_t count = file.read(room, size);
  if (!begun_) require_list({room, count}, file.name(), rules_.format);
  begun_ = true;
  return count;
}

std::ptrdiff_t ListReader::fill_document(ListFile& file) {
  const std::size_t held = document_.size();
  document_.resize(held + kDocumentBlock);
  std::size_t got = 0;
  try {
    got = read(file, document_.data() + held, kDocumentBlock);
  } catch (...) {
    document_.resize(held);
    throw;
  }
  document_.resize(held + got);
  if (document_.size() > kMostOfDocument) {
    throw LineProblem{
        "is larger than 64 MiB; expected a sitemap, an index of sitemaps or an RSS feed of at most "
        "that"};
  }
  return static_cast<std::ptrdiff_t>(got);
}

ListReader::Fill ListReader::fill(ListFile& file) {
  if (!file.is_ready()) return Fill::pending;
  try {
    const auto got = rules_.format == InputFormat::sitemap
                         ? fill_document(file)
                         : lines_.fill([this, &file](char* room, std::size_t size) {
                             return static_cast<std::ptrdiff_t>(read(file, room, size));
                           });
    return got > 0 ? Fill::more : Fill::end;
  } catch (const std::system_error& error) {
    const int code = error.code().value();
    if (code == EINTR || code == EAGAIN) return Fill::pending;
    throw;
  }
}

void ListReader::next_input() {
  ++input_;
  line_ = 0;
  lines_.clear();
  table_ = {};
  document_ = {};
  listed_.reset();
  at_end_ = false;
  begun_ = false;
}

void ListReader::rewind() {
  for (auto& input : inputs_) {
    if (auto* file = std::get_if<ListFile>(&input)) file->rewind();
  }
  complete_ = true;
  next_input();
  input_ = 0;
}

namespace {

/// Whether the reader makes a request of it, be it a bad one.
bool holds_request(const LineBuffer::Line& line) {
  const auto text = without_mark(line.text);
  const auto words = without_blanks(text);
  const bool content = !words.empty() && !words.starts_with('#');
  return content || line.too_long || text.find('\0') != std::string_view::npos || !is_utf8(text);
}

std::optional<std::uint64_t> count_in(const ListFile& file) {
  off_t at = lseek(file.fd(), 0, SEEK_CUR);
  std::array<char, 16> start{};
  if (!file.is_regular() || at < 0) return {};
  const auto begins = pread(file.fd(), start.data(), start.size(), at);
  const std::string_view first(start.data(), static_cast<std::size_t>(begins > 0 ? begins : 0));
  // Not without unpacking it all.
  if (Gunzip::begins(first)) return {};
  if (!foreign_format(first).empty()) return 1;
  std::uint64_t count = 0;
  LineBuffer lines;
  bool at_end = false;
  while (!at_end) {
    const auto got =
        lines.fill([&](char* room, std::size_t size) { return pread(file.fd(), room, size, at); });
    at_end = got <= 0;
    at += at_end ? 0 : got;
    while (const auto line = lines.take(at_end)) count += holds_request(*line) ? 1 : 0;
  }
  return count;
}

}  // namespace

std::optional<std::uint64_t> count_requests(const std::vector<Input>& inputs, InputFormat format) {
  if (format == InputFormat::csv || format == InputFormat::sitemap) return {};
  std::uint64_t count = 0;
  for (const auto& input : inputs) {
    const auto* file = std::get_if<ListFile>(&input);
    const auto here = file == nullptr ? std::optional<std::uint64_t>(1) : count_in(*file);
    if (!here) return {};
    count += *here;
  }
  return count;
}

}  // namespace urlfan
