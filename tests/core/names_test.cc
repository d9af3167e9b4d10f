#include "src/core/names.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::names_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(NameToLookUp, IsThatOfAHost) {
  for (const char* name : {"www.example.com", "h1", "1.example"}) {
    EXPECT_TRUE(has_name_to_look_up({"https", name, 8080})) << name;
  }
}

TEST(NameToLookUp, IsNoneForAddressesAndForLocalhost) {
  for (const char* name : {"127.0.0.1", "[::1]", "[fe80::1]", "localhost", "api.localhost", ""}) {
    EXPECT_FALSE(has_name_to_look_up({"http", name, 80})) << name;
  }
}

class NamesTest : public testing::Test {
 protected:
  static constexpr Duration kPatience = std::chrono::seconds(5);

  void add(std::uint64_t index, const std::string& host, Duration patience = kPatience) {
    Job& job = jobs.emplace_back();
    job.index = index;
    job.request = request("http://" + host + "/");
    names.add(job, patience, clock.now());
  }

  /// All names that may be looked up now.
  std::vector<std::string> asked() {
    std::vector<std::string> all;
    while (auto name = names.next_lookup(clock.now())) all.push_back(*name);
    return all;
  }

  void answer(const std::string& name, const std::string& addresses = "192.0.2.1") {
    Lookup lookup;
    lookup.name = name;
    lookup.addresses = addresses;
    names.answer(std::move(lookup), clock.now());
  }

  void fail(const std::string& name) {
    Lookup lookup;
    lookup.name = name;
    lookup.error = make_error(ErrorCode::dns_failed, "no such name");
    names.answer(std::move(lookup), clock.now());
  }

  std::vector<std::uint64_t> known() {
    std::vector<std::uint64_t> indices;
    for (const auto& job : names.take_known()) indices.push_back(job->index);
    return indices;
  }

  /// Starts a line of the name: its addresses, if they can be used.
  std::optional<std::string> use(const std::string& name) {
    Job job;
    job.request = request("http://" + name + "/");
    return names.use(job, clock.now());
  }

  std::vector<std::uint64_t> unreachable() {
    std::vector<std::uint64_t> indices;
    for (const auto& each : names.take_unreachable()) indices.push_back(each.job->index);
    return indices;
  }

  /// Twenty names of one domain, which does not answer the first eight in time.
  void give_up_on_slow_domain() {
    for (std::uint64_t i = 0; i < 20; ++i) {
      add(i, "h" + std::to_string(i) + ".slow.test", i < 8 ? ms(2000) : kPatience);
    }
    asked();
    clock.advance(ms(2000));
    names.give_up(clock.now());
    unreachable();
  }

  FakeClock clock;
  std::list<Job> jobs;
  Names names{/*ahead=*/10, /*lookups=*/8};
};

TEST_F(NamesTest, ANameIsLookedUpOnceForAllItsLines) {
  add(0, "a.test");
  add(1, "b.test");
  add(2, "a.test:8080");
  EXPECT_THAT(asked(), ElementsAre("a.test", "b.test"));
  add(3, "a.test");
  EXPECT_THAT(asked(), IsEmpty());
  EXPECT_THAT(known(), IsEmpty());
  answer("a.test");
  EXPECT_THAT(known(), ElementsAre(0, 2, 3));
  EXPECT_EQ(names.size(), 1U);
}

TEST_F(NamesTest, AKnownNameIsNotLookedUpAgainForAMinute) {
  add(0, "a.test");
  asked();
  answer("a.test");
  known();
  clock.advance(std::chrono::seconds(59));
  add(1, "a.test");
  EXPECT_THAT(known(), ElementsAre(1));
  EXPECT_TRUE(use("a.test"));
  clock.advance(std::chrono::seconds(1));
  EXPECT_FALSE(use("a.test")) << "too old to connect to";
  add(2, "a.test");
  EXPECT_THAT(known(), IsEmpty());
  EXPECT_THAT(asked(), ElementsAre("a.test"));
}

TEST_F(NamesTest, TheFirstLineThatStartsCarriesWhatItWaited) {
  add(0, "a.test");
  asked();
  clock.advance(ms(70));
  add(1, "a.test");
  clock.advance(ms(30));
  answer("a.test", "192.0.2.7,[2001:db8::7]");
  auto ready = names.take_known();
  ASSERT_THAT(ready, SizeIs(2));
  EXPECT_EQ(names.use(*ready[1], clock.now()), "192.0.2.7,[2001:db8::7]");
  EXPECT_EQ(ready[1]->lookup_time, ms(30));
  names.use(*ready[0], clock.now());
  EXPECT_EQ(ready[0]->lookup_time, ms(0)) << "it waited for its turn anyway";
}

TEST_F(NamesTest, AFailureIsSharedForFiveSeconds) {
  add(0, "a.test");
  add(1, "a.test");
  asked();
  clock.advance(ms(50));
  fail("a.test");
  const auto failed = names.take_unreachable();
  ASSERT_THAT(failed, SizeIs(2));
  EXPECT_EQ(failed[1].error.code, ErrorCode::dns_failed);
  EXPECT_EQ(failed[1].took, ms(50));
  clock.advance(ms(4999));
  add(2, "a.test");
  const auto at_once = names.take_unreachable();
  ASSERT_THAT(at_once, SizeIs(1));
  EXPECT_EQ(at_once[0].took, ms(0));
  clock.advance(ms(1));
  add(3, "a.test");
  EXPECT_THAT(unreachable(), IsEmpty());
  EXPECT_THAT(asked(), ElementsAre("a.test"));
}

TEST_F(NamesTest, NoMoreLookupsThanAllowedAreUnderWay) {
  for (std::uint64_t i = 0; i < 20; ++i) add(i, "h" + std::to_string(i) + ".test");
  EXPECT_THAT(asked(), SizeIs(8));
  fail("h3.test");
  EXPECT_THAT(asked(), ElementsAre("h8.test"));
}

TEST_F(NamesTest, NoMoreNamesAreKnownAheadThanAllowed) {
  for (std::uint64_t i = 0; i < 30; ++i) add(i, "h" + std::to_string(i) + ".test");
  for (int i = 0; i < 10; ++i) {
    asked();
    answer("h" + std::to_string(i) + ".test");
  }
  EXPECT_THAT(asked(), IsEmpty()) << "ten are known and none has started";
  use("h4.test");
  EXPECT_THAT(asked(), SizeIs(1));
}

TEST_F(NamesTest, WithNothingInFlightMoreNamesAreLookedUp) {
  for (std::uint64_t i = 0; i < 30; ++i) add(i, "h" + std::to_string(i) + ".test");
  for (int i = 0; i < 10; ++i) {
    asked();
    answer("h" + std::to_string(i) + ".test");
  }
  EXPECT_FALSE(names.next_lookup(clock.now()));
  EXPECT_TRUE(names.next_lookup(clock.now(), /*idle=*/true));
}

TEST_F(NamesTest, ALineGivesUpWhenItsPatienceIsOver) {
  add(0, "a.test", ms(300));
  add(1, "a.test", ms(900));
  add(2, "later.test", ms(300));
  clock.advance(ms(100));
  asked();
  EXPECT_EQ(names.next_give_up(), clock.now() + ms(300)) << "counted from the lookup's start";
  clock.advance(ms(299));
  names.give_up(clock.now());
  EXPECT_THAT(unreachable(), IsEmpty());
  clock.advance(ms(1));
  names.give_up(clock.now());
  auto given_up = names.take_unreachable();
  ASSERT_THAT(given_up, SizeIs(2));
  for (const auto& each : given_up) {
    EXPECT_EQ(each.error.code, ErrorCode::dns_timeout);
    EXPECT_EQ(each.took, ms(300));
  }
  answer("a.test");
  EXPECT_THAT(known(), ElementsAre(1)) << "the patient line still gets the late answer";
}

TEST_F(NamesTest, ALineThatJoinsARunningLookupHasItsOwnClock) {
  add(0, "a.test", ms(300));
  asked();
  clock.advance(ms(200));
  add(1, "a.test", ms(300));
  clock.advance(ms(100));
  names.give_up(clock.now());
  EXPECT_THAT(unreachable(), ElementsAre(0));
  EXPECT_EQ(names.next_give_up(), clock.now() + ms(200));
}

TEST_F(NamesTest, AfterATimeoutTheNameFailsForFiveSecondsMore) {
  add(0, "a.test", ms(300));
  asked();
  clock.advance(ms(300));
  names.give_up(clock.now());
  unreachable();
  add(1, "a.test", ms(300));
  const auto at_once = names.take_unreachable();
  ASSERT_THAT(at_once, SizeIs(1));
  EXPECT_EQ(at_once[0].error.code, ErrorCode::dns_timeout);
  add(2, "a.test", ms(301));
  EXPECT_THAT(unreachable(), IsEmpty()) << "more patient: the lookup may still end for it";
  answer("a.test");
  EXPECT_THAT(known(), ElementsAre(2));
}

TEST_F(NamesTest, ALateAnswerEndsThat) {
  add(0, "a.test", ms(300));
  asked();
  clock.advance(ms(300));
  names.give_up(clock.now());
  unreachable();
  answer("a.test");
  add(1, "a.test");
  EXPECT_THAT(known(), ElementsAre(1));
}

TEST_F(NamesTest, LookupsThatNobodyWaitsForMakeRoomForOthersUpToAsManyAgain) {
  for (std::uint64_t i = 0; i < 40; ++i) add(i, "h" + std::to_string(i) + ".test", ms(300));
  EXPECT_THAT(asked(), SizeIs(8));
  clock.advance(ms(300));
  names.give_up(clock.now());
  EXPECT_THAT(unreachable(), SizeIs(8));
  EXPECT_THAT(asked(), SizeIs(8));
  clock.advance(ms(300));
  names.give_up(clock.now());
  unreachable();
  EXPECT_THAT(asked(), IsEmpty()) << "sixteen cannot be taken back";
  answer("h0.test");
  EXPECT_THAT(asked(), SizeIs(1));
}

TEST_F(NamesTest, ADomainThatTimesOutHasASmallShareOfTheLookups) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    add(i, "h" + std::to_string(i) + ".dead.test", ms(2000));
  }
  EXPECT_THAT(asked(), SizeIs(8));
  clock.advance(ms(2000));
  names.give_up(clock.now());
  EXPECT_THAT(unreachable(), SizeIs(8));
  for (int i = 0; i < 8; ++i) fail("h" + std::to_string(i) + ".dead.test");

  add(20, "www.alive.test");
  EXPECT_THAT(asked(), ElementsAre("h8.dead.test", "h9.dead.test", "h10.dead.test", "h11.dead.test",
                                   "www.alive.test"));
  answer("www.alive.test");
  EXPECT_THAT(known(), ElementsAre(20));
}

TEST_F(NamesTest, WhatWaitsForItsTurnInADeadDomainGivesUpTooAndSaysSo) {
  for (std::uint64_t i = 0; i < 13; ++i) {
    add(i, "h" + std::to_string(i) + ".dead.test", ms(2000));
  }
  asked();
  clock.advance(ms(2000));
  names.give_up(clock.now());
  unreachable();
  EXPECT_THAT(asked(), SizeIs(4)) << "the domain's share; the last name is held";
  EXPECT_EQ(names.next_give_up(), clock.now() + ms(2000));
  clock.advance(ms(2000));
  names.give_up(clock.now());
  std::string why;
  for (const auto& each : names.take_unreachable()) {
    EXPECT_EQ(each.error.code, ErrorCode::dns_timeout);
    if (each.job->index == 12) why = each.error.message;
  }
  EXPECT_THAT(why, HasSubstr("other names of its domain"));
  EXPECT_EQ(names.next_give_up(), TimePoint::max());
  EXPECT_EQ(names.size(), 0U);
}

TEST_F(NamesTest, ANameThatWasHeldIsLookedUpWhenItIsWantedAgain) {
  for (std::uint64_t i = 0; i < 40; ++i) {
    add(i, "h" + std::to_string(i) + ".dead.test", ms(2000));
  }
  for (int round = 0; round < 3; ++round) {
    asked();
    clock.advance(ms(2000));
    names.give_up(clock.now());
  }
  unreachable();
  EXPECT_EQ(names.size(), 0U);
  for (int i = 0; i < 16; ++i) fail("h" + std::to_string(i) + ".dead.test");
  add(40, "h39.dead.test");
  EXPECT_THAT(asked(), ElementsAre("h39.dead.test"));
}

TEST_F(NamesTest, ThatThereIsNoSuchNameIsAnAnswerOfTheDomain) {
  give_up_on_slow_domain();
  EXPECT_THAT(asked(), SizeIs(4));
  fail("h8.slow.test");
  EXPECT_THAT(asked(), SizeIs(5)) << "no longer held back: all lookups but the three under way";
}

TEST_F(NamesTest, AnAnswerOfTheDomainLetsAllOfItGo) {
  give_up_on_slow_domain();
  EXPECT_THAT(asked(), SizeIs(4));
  answer("h0.slow.test");
  EXPECT_THAT(asked(),
              ElementsAre("h12.slow.test", "h13.slow.test", "h14.slow.test", "h15.slow.test"));
}

TEST_F(NamesTest, OneImpatientLineMakesNoDomainSlow) {
  add(0, "h0.fine.test", ms(20));
  asked();
  clock.advance(ms(20));
  names.give_up(clock.now());
  unreachable();
  for (std::uint64_t i = 1; i < 8; ++i) add(i, "h" + std::to_string(i) + ".fine.test");
  EXPECT_THAT(asked(), SizeIs(7));
}

TEST_F(NamesTest, ADeadNameOfTwoLabelsSaysNothingOfItsNeighbours) {
  add(0, "dead.test", ms(2000));
  asked();
  clock.advance(ms(2000));
  names.give_up(clock.now());
  unreachable();
  for (std::uint64_t i = 1; i < 8; ++i) add(i, "h" + std::to_string(i) + ".test");
  EXPECT_THAT(asked(), SizeIs(7));
}

TEST_F(NamesTest, ARedirectGoesBeforeLinesThatHaveNotBegun) {
  add(0, "a.test");
  Job& turned = jobs.emplace_back();
  turned.index = 1;
  turned.request = request("http://b.test/");
  turned.redirects.push_back({.status = 302, .location = "http://c.test/"});
  turned.redirected = target("http://c.test/");
  turned.goes_on = true;
  names.add(turned, kPatience, clock.now());
  EXPECT_THAT(asked(), ElementsAre("c.test", "a.test"));
}

TEST_F(NamesTest, ForgetsEveryLineOfARun) {
  add(0, "a.test");
  add(1, "b.test");
  add(2, "c.test");
  add(3, "d.test");
  asked();
  answer("a.test");
  fail("b.test");
  EXPECT_TRUE(names.has_news());
  EXPECT_EQ(names.size(), 4U);
  names.forget(nullptr);
  EXPECT_FALSE(names.has_news());
  EXPECT_EQ(names.size(), 0U);
}

TEST_F(NamesTest, WhatIsRememberedIsBounded) {
  constexpr std::uint64_t kMany = 12'000;
  for (std::uint64_t i = 0; i < kMany; ++i) {
    const std::string name = "h" + std::to_string(i) + ".test";
    add(i, name);
    asked();
    answer(name);
    known();
    use(name);
  }
  EXPECT_FALSE(use("h0.test")) << "the oldest is forgotten";
  EXPECT_TRUE(use("h11999.test"));
}

}  // namespace
}  // namespace urlfan::names_test
