#ifndef URLFAN_CORE_JOB_H_
#define URLFAN_CORE_JOB_H_

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "urlfan/clock.h"
#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

class Run;

/// A line on its way from the source to its result. Its run owns it; whatever it waits in has no
/// more than a pointer, so nothing that goes wrong there can lose a line.
struct Job {
  /// Whose it is, and where it stands there.
  Run* run = nullptr;
  std::list<Job>::iterator self = {};
  /// Its number among the lines that the run read.
  std::uint64_t index = 0;
  /// Its place among the lines of all runs: a run's lines come one after the other, and a retry
  /// goes behind those read by then.
  std::uint64_t turn = 0;
  Request request;
  /// What the request takes of the memory for lines that are read.
  std::size_t bytes = 0;
  TimePoint read_at;

  unsigned attempts = 0;
  std::vector<PastAttempt> history;
  /// When the last attempt failed, if there was one.
  std::optional<TimePoint> failed_at;
  std::optional<TimePoint> first_start;
  std::optional<WallTime> started_at;
  /// Those of the attempt and of the exchange that are under way, or were last.
  std::optional<WallTime> attempt_started_at;
  std::optional<WallTime> exchange_started_at;

  /// Where a redirect led to, and with which method to ask there.
  std::optional<Target> redirected;
  std::string method;
  /// What goes along: the request's own, less what must not leave its host.
  MessagePtr message;
  /// What the answers so far have set.
  std::vector<std::string> cookies;
  /// The request's credentials may still be sent: no hop has left its host.
  bool at_home = true;
  std::vector<Redirect> redirects;
  /// While the next hop waits: where the last exchange went, for the report.
  std::string last_sent;
  /// An exchange of this attempt has ended, and another one goes on with it.
  bool goes_on = false;
  /// Time on the wire of this attempt's earlier hops.
  Duration hops_time{0};

  /// What the exchange under way waited for the lookup of its name.
  Duration lookup_time{0};

  /// When the exchange under way left, or the last one did.
  TimePoint left = TimePoint::min();
  /// An exchange of it is under way.
  bool in_flight = false;
  /// It was its turn, but its name was known for too long, so it went to ask for it once more.
  bool turned_back = false;

  /// Of the exchange that comes next, or is under way.
  const Target& target() const { return redirected ? *redirected : request.target; }

  /// Back to the request as it is written.
  void start_over() {
    redirected.reset();
    method = request.method;
    message = request.message;
    cookies.clear();
    at_home = true;
    redirects.clear();
    last_sent.clear();
    goes_on = false;
    hops_time = Duration(0);
    lookup_time = Duration(0);
  }
};

}  // namespace urlfan

#endif  // URLFAN_CORE_JOB_H_
