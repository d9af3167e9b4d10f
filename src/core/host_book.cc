#include "src/core/host_book.h"

#include <algorithm>

namespace urlfan {

std::optional<HostBook::Page> HostBook::reopen(const std::string& origin) noexcept {
  const auto known = pages_.find(origin);
  if (known == pages_.end()) return {};
  open_.splice(open_.begin(), closed_, known->second);
  return known->second;
}

HostBook::Page HostBook::open(const std::string& origin) {
  if (const auto known = reopen(origin)) return *known;
  std::list<HostStatistics> fresh;
  fresh.emplace_back().origin = origin;
  const auto page = fresh.begin();
  pages_.emplace(page->origin, page);
  open_.splice(open_.begin(), fresh);
  return page;
}

void HostBook::close(Page page) noexcept {
  closed_.splice(closed_.begin(), open_, page);
  if (closed_.size() <= most_closed_) return;
  pages_.erase(closed_.back().origin);
  closed_.pop_back();
}

void count(HostStatistics& host, const Completion& completion, TimePoint now) noexcept {
  ++host.requests;
  const int status_class = completion.response.status.value_or(0) / 100;
  if (status_class > 0) {
    ++host.by_class.at(static_cast<std::size_t>(std::min(status_class, 9)));
  }
  if (completion.timings.connect) ++host.connections;
  host.body_bytes += completion.response.body_bytes;
  if (completion.error) {
    ++host.failed;
    ++host.failed_in_a_row;
    host.last_error = completion.error->code;
    host.last_error_at = now;
  } else {
    host.failed_in_a_row = 0;
    host.answer_time += completion.timings.total.value_or(Duration(0));
  }
}

}  // namespace urlfan
