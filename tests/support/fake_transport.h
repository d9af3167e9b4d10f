#ifndef URLFAN_TESTS_SUPPORT_FAKE_TRANSPORT_H_
#define URLFAN_TESTS_SUPPORT_FAKE_TRANSPORT_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "src/core/event_wait.h"
#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"
#include "urlfan/transport.h"

namespace urlfan {

/// What a server of FakeTransport does with an attempt. Longer than the attempt's timeout: the
/// attempt times out, as it would over libcurl.
struct Reply {
  Duration latency = std::chrono::milliseconds(1);
  std::optional<int> status = 200;
  std::string body;
  std::optional<std::string> content_type;
  std::optional<Error> error;
  std::optional<RedirectTo> redirect;
  std::optional<RetryAfter> retry_after;
  std::vector<std::string> cookies;
};

inline Reply reply(int status, Duration latency = ms(1)) {
  Reply result;
  result.latency = latency;
  result.status = status;
  return result;
}

inline Reply never() { return reply(200, std::chrono::hours(24 * 365)); }

inline Reply failure(ErrorCode code, Duration latency = ms(1)) {
  Reply result;
  result.latency = latency;
  result.status.reset();
  result.error = make_error(code, "scripted");
  return result;
}

inline Reply redirect(const std::string& location, Duration latency = ms(1), int status = 302) {
  Reply result = reply(status, latency);
  result.redirect = RedirectTo{.location = location, .to = target(location)};
  return result;
}

/// Answers by a script, in fake time, which goes on where its user waits, and records every
/// attempt. Fails the test when a rule of Transport is broken, or the wait would be for ever.
class FakeTransport final : public Transport, public EventWait {
 public:
  struct Record {
    Attempt attempt;
    /// Since the start of the clock.
    Duration started{0};
  };

  explicit FakeTransport(FakeClock& clock) : clock_(clock) {}

  /// What the servers do; may throw. Default: 200 after a millisecond.
  std::function<Reply(const Attempt&)> script = [](const Attempt&) { return Reply(); };

  /// What the name servers say, and after what time; may throw. Default: an address, at once.
  struct Answer {
    Lookup lookup;
    Duration took{0};
  };
  std::function<Answer(const std::string&)> name_server = [](const std::string& name) {
    Answer answer;
    answer.lookup.name = name;
    answer.lookup.addresses = "192.0.2.1";
    return answer;
  };

  /// What is cancelled is there for so long.
  Duration cancel_takes{0};

  /// As many as this in flight hold all that may be held.
  std::size_t full_with = std::numeric_limits<std::size_t>::max();

  /// Does something at a time since the start of the clock, while the engine waits; may throw.
  void at(Duration time, std::function<void()> event) {
    events_.emplace(FakeClock::start() + time, std::move(event));
  }
  void set_readable(int fd, bool readable) {
    if (readable) {
      readable_.insert(fd);
    } else {
      readable_.erase(fd);
    }
  }

  void start(Attempt attempt) override {
    EXPECT_GT(attempt.timeout.count(), 0) << attempt.target.url;
    Reply reply = script(attempt);
    records_.push_back({attempt, clock_.elapsed()});
    const TimePoint due = clock_.now() + std::min(reply.latency, attempt.timeout);
    const auto peak_here = ++in_flight_by_host_[attempt.target.origin.key()];
    auto& host_peak = peak_by_host_[attempt.target.origin.key()];
    host_peak = std::max(host_peak, peak_here);
    const std::uint64_t id = attempt.id;
    const bool fresh =
        flights_.try_emplace(id, Flight{std::move(attempt), std::move(reply), due}).second;
    EXPECT_TRUE(fresh) << "the id " << id << " is in flight already";
    peak_ = std::max(peak_, flights_.size());
  }

  void look_up(const std::string& name) override {
    lookups_.push_back({name, clock_.elapsed()});
    Answer answer = name_server(name);
    const TimePoint due = clock_.now() + answer.took;
    EXPECT_TRUE(asked_.try_emplace(name, std::move(answer.lookup), due).second)
        << name << " is being looked up already";
    most_asked_ = std::max(most_asked_, asked_.size());
  }

  Arrivals take() override {
    run_events();
    return {take_done(), take_answers()};
  }

  void cancel(const std::vector<std::uint64_t>& ids) override {
    cancelled_ = true;
    for (const auto id : ids) {
      const auto flight = flights_.find(id);
      if (flight == flights_.end()) continue;
      flight->second.due = clock_.now() + cancel_takes;
      flight->second.reply = failure(ErrorCode::cancelled);
    }
  }

  void wait_until(TimePoint deadline, std::span<const int> descriptors) override {
    if (++waits_ > kMostWaits) {
      ADD_FAILURE() << "the engine is in a busy loop";
      throw std::logic_error("busy loop");
    }
    while (true) {
      run_events();
      if (has_arrivals() || clock_.now() >= deadline) return;
      const bool readable = std::any_of(descriptors.begin(), descriptors.end(),
                                        [this](int fd) { return readable_.contains(fd); });
      if (std::exchange(interrupted_, false) || readable) return;
      TimePoint next = deadline;
      for (const auto& [id, flight] : flights_) next = std::min(next, flight.due);
      for (const auto& [name, asked] : asked_) next = std::min(next, asked.second);
      if (!events_.empty()) next = std::min(next, events_.begin()->first);
      if (next == TimePoint::max()) {
        ADD_FAILURE() << "the engine would wait for ever";
        throw std::logic_error("waits for ever");
      }
      clock_.advance_to(next);
    }
  }

  void cancel_all() override {
    cancelled_ = true;
    flights_.clear();
    in_flight_by_host_.clear();
  }
  std::size_t in_flight() const { return flights_.size(); }
  bool full() override { return flights_.size() >= full_with; }
  void set_backlog(std::size_t bytes) override { backlogs_.push_back(bytes); }
  /// Stays until a wait whose deadline lies ahead: as with a bell that poll() hears.
  void interrupt() noexcept { interrupted_ = true; }

  const std::vector<Record>& records() const { return records_; }
  /// Names that were looked up, and when since the start of the clock.
  const std::vector<std::pair<std::string, Duration>>& lookups() const { return lookups_; }
  /// The most under way at any time.
  std::size_t most_asked() const { return most_asked_; }
  bool cancelled() const { return cancelled_; }
  std::size_t waits() const { return waits_; }
  /// All that it was told, in order.
  const std::vector<std::size_t>& backlogs() const { return backlogs_; }
  /// The most in flight at any time.
  std::size_t peak() const { return peak_; }
  /// The same by Target::host.
  const std::map<std::string, std::size_t>& peak_by_host() const { return peak_by_host_; }
  /// The attempt of a URL; fails the test unless there was exactly one.
  const Record& record_of(const std::string& url) const {
    static const Record none;
    const Record* found = nullptr;
    for (const auto& record : records_) {
      if (record.attempt.target.url != url) continue;
      EXPECT_EQ(found, nullptr) << "a second attempt to " << url;
      found = &record;
    }
    EXPECT_NE(found, nullptr) << "no attempt to " << url;
    return found == nullptr ? none : *found;
  }

 private:
  static constexpr std::size_t kMostWaits = 100'000;

  struct Flight {
    Attempt attempt;
    Reply reply;
    TimePoint due;
  };

  void run_events() {
    while (!events_.empty() && events_.begin()->first <= clock_.now()) {
      auto event = events_.extract(events_.begin());
      event.mapped()();
    }
  }

  bool has_arrivals() const {
    const auto is_due = [this](TimePoint due) { return due <= clock_.now(); };
    return std::any_of(flights_.begin(), flights_.end(),
                       [&](const auto& each) { return is_due(each.second.due); }) ||
           std::any_of(asked_.begin(), asked_.end(),
                       [&](const auto& each) { return is_due(each.second.second); });
  }

  std::vector<Completion> take_done() {
    std::vector<Completion> done;
    for (auto next = flights_.begin(); next != flights_.end();) {
      if (next->second.due > clock_.now()) {
        ++next;
        continue;
      }
      --in_flight_by_host_[next->second.attempt.target.origin.key()];
      done.push_back(complete(std::move(next->second)));
      next = flights_.erase(next);
    }
    return done;
  }

  std::vector<Lookup> take_answers() {
    std::vector<Lookup> answers;
    for (auto next = asked_.begin(); next != asked_.end();) {
      if (next->second.second > clock_.now()) {
        ++next;
        continue;
      }
      answers.push_back(std::move(next->second.first));
      next = asked_.erase(next);
    }
    return answers;
  }

  static Completion complete(Flight flight) {
    Completion completion;
    completion.id = flight.attempt.id;
    completion.timings.total = std::min(flight.reply.latency, flight.attempt.timeout);
    if (flight.reply.latency > flight.attempt.timeout) {
      completion.error = make_error(ErrorCode::timeout, "no answer in time");
      return completion;
    }
    completion.response.status = flight.reply.status;
    completion.response.body_bytes = flight.reply.body.size();
    completion.response.body = std::move(flight.reply.body);
    completion.response.content_type = std::move(flight.reply.content_type);
    completion.response.retry_after = flight.reply.retry_after;
    completion.error = std::move(flight.reply.error);
    completion.redirect = std::move(flight.reply.redirect);
    completion.cookies = std::move(flight.reply.cookies);
    return completion;
  }

  FakeClock& clock_;
  std::map<std::uint64_t, Flight> flights_;
  std::multimap<TimePoint, std::function<void()>> events_;
  std::map<std::string, std::pair<Lookup, TimePoint>> asked_;
  std::vector<std::pair<std::string, Duration>> lookups_;
  std::size_t most_asked_ = 0;
  std::set<int> readable_;
  std::vector<Record> records_;
  std::map<std::string, std::size_t> in_flight_by_host_;
  std::map<std::string, std::size_t> peak_by_host_;
  std::size_t peak_ = 0;
  std::size_t waits_ = 0;
  std::vector<std::size_t> backlogs_;
  bool interrupted_ = false;
  bool cancelled_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_FAKE_TRANSPORT_H_
