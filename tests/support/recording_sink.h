#ifndef URLFAN_TESTS_SUPPORT_RECORDING_SINK_H_
#define URLFAN_TESTS_SUPPORT_RECORDING_SINK_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/output/result_writer.h"
#include "urlfan/sink.h"

namespace urlfan {

/// Keeps all results it gets, as a sink or as a writer. Fails the test when the calls come in an
/// order that Sink rules out.
class RecordingSink final : public Sink, public ResultWriter {
 public:
  void write(const Request& request, const Result& result) override {
    if (on_request) on_request(request, result);
    write(result);
  }
  void write(const Result& result) override {
    EXPECT_FALSE(summary) << "a result after the summary";
    if (on_write) on_write(result);
    results.push_back(result);
  }
  void retrying(const Result& attempt, Duration wait) override {
    if (on_retry) on_retry(attempt, wait);
  }
  void resting(const std::string& origin, Duration rest) override {
    if (on_rest) on_rest(origin, rest);
  }
  void idle(const Progress& progress) override {
    EXPECT_FALSE(summary) << "idle after the summary";
    idles.push_back(progress);
    if (on_idle) on_idle(progress);
  }
  void finish(const Summary& end) override {
    EXPECT_FALSE(summary) << "a second summary";
    if (on_finish) on_finish();
    summary = end;
  }
  Backlog backlog() const override { return on_backlog ? on_backlog() : Backlog{}; }
  Unwritten unwritten() const override { return on_unwritten ? on_unwritten() : Unwritten{}; }

  /// The one result of a line; fails the test unless there is exactly one.
  const Result& of(std::uint64_t index) const {
    static const Result none;
    const Result* found = nullptr;
    for (const auto& result : results) {
      if (result.index != index) continue;
      EXPECT_EQ(found, nullptr) << "a second result for line " << index;
      found = &result;
    }
    EXPECT_NE(found, nullptr) << "no result for line " << index;
    return found == nullptr ? none : *found;
  }

  std::vector<Result> results;
  std::vector<Progress> idles;
  std::optional<Summary> summary;

  /// Called with what comes, before it is recorded; may throw.
  std::function<void(const Request&, const Result&)> on_request;
  std::function<void(const Result&)> on_write;
  std::function<void(const Result&, Duration)> on_retry;
  std::function<void(const std::string&, Duration)> on_rest;
  std::function<void(const Progress&)> on_idle;
  std::function<void()> on_finish;
  std::function<Backlog()> on_backlog;
  std::function<Unwritten()> on_unwritten;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_RECORDING_SINK_H_
