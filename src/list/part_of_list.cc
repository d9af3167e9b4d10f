#include "src/list/part_of_list.h"

#include <fcntl.h>

#include <stdexcept>
#include <string_view>
#include <utility>

#include "src/base/hex.h"

namespace urlfan {
namespace {

// Many lines in a row that are left out must not keep the coordinator from its work. A few
// milliseconds.
constexpr int kMostLeftOut = 1024;
constexpr std::uint64_t kLinesBetweenLooks = 1024;

std::string_view without_brackets(std::string_view name) {
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  return name;
}

/// The rules, with a note of what they fill in.
LineRules noting(LineRules rules, Secrets& filled_in) {
  rules.variables = [inner = std::move(rules.variables), &filled_in](const std::string& name) {
    auto value = inner(name);
    if (value) filled_in.add(*value, "${" + name + "}");
    return value;
  };
  return rules;
}

}  // namespace

std::uint64_t ShardOfLine::operator()(const Request& line) {
  if (line.bad || division_.by == ShardBy::line) return 1 + *line.index % division_.n;
  const std::string_view name = without_brackets(line.target.origin.name());
  if (of_name_ == 0 || name != name_) {
    name_ = name;
    of_name_ = shard_of_host(name, division_.n);
  }
  return of_name_;
}

PartOfList::PartOfList(std::vector<Input> inputs, LineRules rules, Secrets secrets,
                       const std::optional<Shard>& shard)
    : secrets_(std::move(secrets)),
      reader_(std::move(inputs), noting(std::move(rules), *filled_in_)),
      digest_(secrets_),
      shard_(shard),
      always_ready_(open("/dev/null", O_RDONLY | O_CLOEXEC)) {
  if (shard) shard_of_.emplace(*shard);
}

/// The next line, whatever it is; with its place.
std::variant<Request, Pending, Exhausted> PartOfList::read() {
  auto next = reader_.next();
  if (auto* request = std::get_if<Request>(&next)) {
    request->index = lines_++;
    digest_.add(*request, *filled_in_);
    if (!filled_in_->empty()) *filled_in_ = {};
  } else {
    exhausted_ = std::holds_alternative<Exhausted>(next);
  }
  return next;
}

void PartOfList::rewind() {
  reader_.rewind();
  digest_ = ListDigest(secrets_);
  lines_ = 0;
  exhausted_ = false;
}

void PartOfList::get_to_know(const std::function<void()>& look_up) {
  ListOutline outline{.digest = digest_.value()};
  while (!exhausted_) {
    const auto next = read();
    const auto* request = std::get_if<Request>(&next);
    if (request == nullptr || lines_ % kLinesBetweenLooks == 0) look_up();
    if (request == nullptr) continue;
    outline.add(digest_.value());
    if (!shard_ || (*shard_of_)(*request) == shard_->k) ++lines_of_shard_;
  }
  rewind();
  outline_ = std::move(outline);
}

std::optional<Location> PartOfList::find(std::uint64_t index) {
  std::optional<Location> found;
  while (!exhausted_ && !found) {
    const auto next = read();
    const auto* request = std::get_if<Request>(&next);
    if (request != nullptr && request->index == index) found = request->where;
  }
  rewind();
  return found;
}

void PartOfList::leave_out(std::vector<bool> lines) { left_out_ = std::move(lines); }

bool PartOfList::is_left_out(const std::variant<Request, Pending, Exhausted>& next) {
  const auto* request = std::get_if<Request>(&next);
  if (request == nullptr) return false;
  if (*request->index < left_out_.size() && left_out_[*request->index]) return true;
  return shard_ && (*shard_of_)(*request) != shard_->k;
}

void PartOfList::require_unchanged(bool at_end) {
  const bool same = at_end ? lines_ == outline_->lines && digest_.value() == outline_->digest
                           : outline_->agrees(digest_.value(), lines_);
  if (same) return;
  has_changed_ = true;
  throw std::runtime_error("the list has changed since it was read first");
}

std::variant<Request, Pending, Exhausted> PartOfList::next() {
  paused_ = false;
  auto next = read();
  if (outline_) require_unchanged(exhausted_);
  for (int left_out = 1; is_left_out(next); ++left_out) {
    if (left_out == kMostLeftOut && always_ready_.get() >= 0) {
      paused_ = true;
      next = Pending{};
    } else {
      next = read();
      if (outline_) require_unchanged(exhausted_);
    }
  }
  return next;
}

int PartOfList::wait_fd() const { return paused_ ? always_ready_.get() : reader_.wait_fd(); }

std::optional<ListFacts> PartOfList::list() const {
  ListFacts facts{.shard = shard_};
  if (outline_) {
    facts.digest = hex_of(outline_->digest);
    facts.lines = outline_->lines;
  } else if (exhausted_ && complete()) {
    facts.digest = hex_of(digest_.value());
    facts.lines = lines_;
  }
  return facts;
}

}  // namespace urlfan
