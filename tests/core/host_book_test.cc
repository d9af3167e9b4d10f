#include "src/core/host_book.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/requests.h"

namespace urlfan::host_book_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> closed(const HostBook& book) {
  std::vector<std::string> all;
  for (const auto& host : book.closed()) all.push_back(host.origin);
  return all;
}

TEST(HostBook, ForgetsOfThoseThatAreClosedTheOneThatWasSoFirst) {
  HostBook book(2);
  for (const char* origin : {"a", "b", "c"}) book.close(book.open(origin));
  EXPECT_THAT(closed(book), ElementsAre("c", "b"));
}

TEST(HostBook, ForgetsNoneThatIsOpen) {
  HostBook book(1);
  const auto kept = book.open("a");
  kept->requests = 7;
  for (const char* origin : {"b", "c", "d"}) book.close(book.open(origin));
  EXPECT_EQ(kept->requests, 7U);
  book.close(kept);
  EXPECT_THAT(closed(book), ElementsAre("a"));
}

TEST(HostBook, GivesAPageBackThatWasClosed) {
  HostBook book(2);
  const auto first = book.open("a");
  first->requests = 7;
  book.close(first);
  book.close(book.open("b"));
  const auto again = book.open("a");
  EXPECT_EQ(again->requests, 7U);
  EXPECT_THAT(closed(book), ElementsAre("b"));
  book.close(again);
  EXPECT_THAT(closed(book), ElementsAre("a", "b")) << "the one used last first";
}

TEST(HostBook, RemembersNothingWhereNothingMayStay) {
  HostBook book(0);
  book.close(book.open("a"));
  EXPECT_THAT(closed(book), IsEmpty());
  EXPECT_EQ(book.open("a")->requests, 0U);
}

Completion answer(int status, Duration total, std::uint64_t bytes = 0) {
  Completion completion;
  completion.response.status = status;
  completion.response.body_bytes = bytes;
  completion.timings.total = total;
  return completion;
}

TEST(HostStatistics, CountsAnswersByTheirClass) {
  HostStatistics host;
  for (const int status : {200, 204, 404, 503, 999}) count(host, answer(status, ms(1)), {});
  EXPECT_THAT(host.by_class, ElementsAre(0, 0, 2, 0, 1, 1, 0, 0, 0, 1));
  EXPECT_EQ(host.requests, 5U);
  EXPECT_EQ(host.failed, 0U);
}

TEST(HostStatistics, AStatusThatCannotBeIsCountedSomewhere) {
  HostStatistics host;
  for (const int status : {12'345, -5, 0}) count(host, answer(status, ms(1)), {});
  EXPECT_EQ(host.by_class[9], 1U);
  EXPECT_EQ(host.requests, 3U);
}

TEST(HostStatistics, AFailureIsToldUntilTheNext) {
  HostStatistics host;
  const TimePoint now = TimePoint() + std::chrono::hours(1);
  Completion failed;
  failed.error = make_error(ErrorCode::connect_refused, "");
  failed.timings.total = ms(500);
  count(host, failed, now);
  count(host, failed, now + ms(1));
  EXPECT_EQ(host.failed_in_a_row, 2U);
  count(host, answer(503, ms(10)), now + ms(2));
  EXPECT_EQ(host.failed, 2U);
  EXPECT_EQ(host.failed_in_a_row, 0U) << "it has answered, whatever it said";
  EXPECT_EQ(host.last_error, ErrorCode::connect_refused);
  EXPECT_EQ(host.last_error_at, now + ms(1));
  EXPECT_EQ(host.answer_time, ms(10)) << "what failed says nothing of how fast it answers";
}

TEST(HostStatistics, AnAnswerThatBrokeOffIsBoth) {
  HostStatistics host;
  Completion broken = answer(200, ms(1), 17);
  broken.error = make_error(ErrorCode::truncated_body, "");
  count(host, broken, {});
  EXPECT_EQ(host.by_class[2], 1U);
  EXPECT_EQ(host.failed, 1U);
  EXPECT_EQ(host.answered(), 0U);
  EXPECT_EQ(host.body_bytes, 17U);
}

TEST(HostStatistics, AConnectionCountsWhereItWasMade) {
  HostStatistics host;
  Completion first = answer(200, ms(1));
  first.timings.connect = Duration(0);
  count(host, first, {});
  count(host, answer(200, ms(1)), {});
  EXPECT_EQ(host.connections, 1U);
}

TEST(HostStatistics, TheMeanIsThatOfWholeAnswers) {
  HostStatistics host;
  EXPECT_EQ(host.mean_answer_time(), Duration(0));
  count(host, answer(200, ms(10)), {});
  count(host, answer(500, ms(30)), {});
  EXPECT_EQ(host.mean_answer_time(), ms(20));
}

}  // namespace
}  // namespace urlfan::host_book_test
