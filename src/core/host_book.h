#ifndef URLFAN_CORE_HOST_BOOK_H_
#define URLFAN_CORE_HOST_BOOK_H_

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "urlfan/clock.h"
#include "urlfan/host_statistics.h"
#include "urlfan/transport.h"

namespace urlfan {

/// What became of the exchanges with each host: a page for each that is in use, and for those that
/// were last. Whoever uses a host has its page at hand, so that counting looks nothing up.
class HostBook {
 public:
  /// Of one host; what is true only now is not in it. Good until it is closed.
  using Page = std::list<HostStatistics>::iterator;

  /// Of closed pages, so many stay.
  explicit HostBook(std::size_t most_closed) : most_closed_(most_closed) {}
  HostBook(const HostBook&) = delete;
  HostBook& operator=(const HostBook&) = delete;
  ~HostBook() = default;

  /// A page that is closed; nothing when there is none.
  std::optional<Page> reopen(const std::string& origin) noexcept;
  /// The same, or a new one.
  Page open(const std::string& origin);
  void close(Page page) noexcept;

  /// The one closed last first.
  const std::list<HostStatistics>& closed() const noexcept { return closed_; }

 private:
  std::size_t most_closed_;
  std::list<HostStatistics> open_;
  std::list<HostStatistics> closed_;
  /// All of both, by origins that are in them.
  std::unordered_map<std::string_view, Page> pages_;
};

/// An exchange with the host has ended now.
void count(HostStatistics& host, const Completion& completion, TimePoint now) noexcept;

}  // namespace urlfan

#endif  // URLFAN_CORE_HOST_BOOK_H_
