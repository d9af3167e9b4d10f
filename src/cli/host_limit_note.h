#ifndef URLFAN_CLI_HOST_LIMIT_NOTE_H_
#define URLFAN_CLI_HOST_LIMIT_NOTE_H_

#include <cstddef>
#include <functional>
#include <string>

#include "src/core/standstill.h"
#include "urlfan/clock.h"
#include "urlfan/sink.h"

namespace urlfan {

/// Says once that the limit of a host holds, where more in flight was asked for and there is no
/// other host.
class HostLimitNote {
 public:
  /// `asked`: how many in flight; 0: nobody has asked. `per_host` 0: there is no such limit.
  HostLimitNote(std::size_t asked, std::size_t per_host) : asked_(asked), per_host_(per_host) {}

  /// What is to be said now; empty: nothing. `look` is called only where it may be so, at most once
  /// a second.
  std::string text(const Progress& progress, TimePoint now,
                   const std::function<Standstill()>& look);

 private:
  std::size_t asked_;
  std::size_t per_host_;
  TimePoint next_{};
};

}  // namespace urlfan

#endif  // URLFAN_CLI_HOST_LIMIT_NOTE_H_
