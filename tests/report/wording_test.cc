#include "src/report/wording.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/report/samples.h"

namespace urlfan::wording_test {
namespace {

using testing::ElementsAre;

TEST(Wording, AKnownFailureIsNotOneThatCounts) {
  EXPECT_EQ(outcome(passed()), Outcome::passed);
  EXPECT_EQ(outcome(flaky()), Outcome::flaky);
  EXPECT_EQ(outcome(failed()), Outcome::failed);
  EXPECT_EQ(outcome(known_failure()), Outcome::known_failure);
  Result new_failure = failed();
  new_failure.baseline = BaselineVerdict::new_failure;
  EXPECT_EQ(outcome(new_failure), Outcome::failed);
}

TEST(Wording, OnlyWhatTheRunHeldBackWasNeverStarted) {
  EXPECT_EQ(outcome(never_started()), Outcome::never_started);
  EXPECT_EQ(outcome(unreadable()), Outcome::failed);
  EXPECT_EQ(outcome(failed(0, ErrorCode::deadline)), Outcome::failed) << "it had an attempt";
  Result broken = never_started();
  broken.error = make_error(ErrorCode::internal, "urlfan failed");
  EXPECT_EQ(outcome(broken), Outcome::failed);
}

TEST(Wording, AServiceThatWasWaitedForIsNotFlaky) {
  Result waited = flaky();
  waited.ready = Duration(5);
  EXPECT_EQ(outcome(waited), Outcome::passed);
}

TEST(Wording, HarmlessTextIsOneLineOfCharactersThatXmlAllows) {
  EXPECT_EQ(harmless("a\tb\r\nc"), "a\\x09b\\x0d\\x0ac");
  EXPECT_EQ(harmless(std::string("\0\xFF", 2)), "\\x00\\xff");
  EXPECT_EQ(harmless("\u2028\u202E\u2069\uFEFF\uFFFE"),
            "\\xe2\\x80\\xa8\\xe2\\x80\\xae\\xe2\\x81\\xa9\\xef\\xbb\\xbf\\xef\\xbf\\xbe");
  EXPECT_EQ(harmless("\u2027\u202F\uFFFD\U0001F980é"), "\u2027\u202F\uFFFD\U0001F980é");
}

TEST(Wording, ALineIsCalledByItsNameItsRequestOrItsPlace) {
  Result named = failed();
  named.name = "web\n";
  EXPECT_EQ(subject(named), "web\\x0a");
  EXPECT_EQ(subject(failed(3)), "GET http://a.test/3");
  EXPECT_EQ(subject(unreadable(4)), "urls.txt:5");
}

TEST(Wording, APlaceIsAListOrTheCommandLine) {
  EXPECT_EQ(place({.file = "a.txt", .line = 7}), "a.txt:7");
  EXPECT_EQ(place({.file = "-", .line = 7}), "standard input:7");
  EXPECT_EQ(place({}), "command line");
}

TEST(Wording, AnAccountHasAllThatIsKnownOfAFailure) {
  EXPECT_THAT(
      account(unavailable(11)),
      ElementsAre("http_status: HTTP 503, expected below 400", "at urls.txt:12",
                  "GET http://a.test/11", "check status: expected <400, got 503",
                  "check cert-days: expected >=14, but nothing to judge came", "attempts: 2"));
  EXPECT_THAT(account(unreadable()),
              ElementsAre("invalid_input: not a URL", "at urls.txt:1", "attempts: 0"));
}

TEST(Wording, AFlakyLineTellsWhatWentBefore) {
  EXPECT_EQ(flaky_note(flaky()), "passed on attempt 2 of 2: first http_status 503");
  Result twice = flaky();
  twice.attempts = 3;
  twice.history.push_back({.status = {}, .error = ErrorCode::timeout, .total = {}});
  EXPECT_EQ(flaky_note(twice), "passed on attempt 3 of 3: first http_status 503, then timeout");
}

TEST(Wording, ARunThatWasCutShortSaysWhy) {
  EXPECT_EQ(cut_short_note(whole_run()), "");
  EXPECT_EQ(cut_short_note(cut_short_run(5, 2)),
            "the run was cut short by its deadline; never started: 2 of 5 lines; not all of "
            "the list was read");
  Summary unread = whole_run();
  unread.input_complete = false;
  unread.stop = StopCause::interrupt;
  EXPECT_EQ(cut_short_note(unread),
            "the run was cut short by SIGINT; not all of the list was read");
}

TEST(Wording, EveryCauseHasItsWords) {
  Summary summary = whole_run();
  summary.complete = false;
  for (const auto& [cause, words] : std::vector<std::pair<StopCause, std::string>>{
           {StopCause::none, ""},
           {StopCause::deadline, " by its deadline"},
           {StopCause::failures, " by too many failures"},
           {StopCause::internal, " by an error of urlfan itself"},
           {StopCause::caller, " by its caller"},
           {StopCause::hangup, " by SIGHUP"}}) {
    summary.stop = cause;
    EXPECT_EQ(cut_short_note(summary), "the run was cut short" + words);
  }
}

}  // namespace
}  // namespace urlfan::wording_test
