#include "src/serve/run_store.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/serve/stores.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RunStoreTest : public testing::Test {
 protected:
  std::string file() const { return folder_.path("serve.db"); }
  RunStore& store() { return *store_; }
  /// As the next server does, at that time.
  void open_again(WallTime now) {
    store_.reset();
    store_ = std::make_unique<RunStore>(file(), now);
  }
  StoredRun run(std::uint64_t number) { return store().find_run(id_of(number)).value(); }
  std::vector<std::string> ids(const RunQuery& query) {
    std::vector<std::string> ids;
    for (const auto& run : store().runs(query)) ids.push_back(run.id);
    return ids;
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<RunStore> store_ = std::make_unique<RunStore>(folder_.path("serve.db"), at(0));
};

// --- runs ---

TEST_F(RunStoreTest, ARunIsKeptAsItWasAdded) {
  const std::string document = "{\"requests\":[{\"url\":\"http://ex\xc3\xa4mple/'\\\"\"}]}";
  store().add_run({.id = id_of(1),
                   .key = IdempotencyKey{.key = "order 7", .body_sha256 = "ab12"},
                   .document = document,
                   .created_at = at(1) + std::chrono::nanoseconds(7),
                   .total = 3});
  for (const bool again : {false, true}) {
    if (again) open_again(at(2));
    const StoredRun kept = run(1);
    EXPECT_EQ(kept.id, id_of(1));
    EXPECT_EQ(kept.state, again ? RunState::interrupted : RunState::queued);
    EXPECT_EQ(kept.schedule, "");
    EXPECT_EQ(kept.key, (IdempotencyKey{.key = "order 7", .body_sha256 = "ab12"}));
    EXPECT_TRUE(kept.resumable);
    EXPECT_EQ(kept.created_at, at(1) + std::chrono::nanoseconds(7));
    EXPECT_EQ(kept.started_at, std::nullopt);
    EXPECT_EQ(kept.total, 3);
    EXPECT_EQ(kept.done, 0);
    EXPECT_EQ(kept.exit_code, std::nullopt);
    EXPECT_EQ(kept.summary, std::nullopt);
    EXPECT_EQ(store().document_of(id_of(1)), document);
  }
}

TEST_F(RunStoreTest, ARunWithoutADocumentCannotBeResumed) {
  NewRun secret = new_run(1);
  secret.document = {};
  store().add_run(secret);
  EXPECT_FALSE(run(1).resumable);
  EXPECT_EQ(store().document_of(id_of(1)), std::nullopt);
}

TEST_F(RunStoreTest, ARunTellsHowFarItIsAndHowItEnded) {
  store().add_run(new_run(1));
  store().start_run(id_of(1), at(1));
  EXPECT_EQ(run(1).state, RunState::running);
  EXPECT_EQ(run(1).started_at, at(1));
  store().append(id_of(1), results_from(0, 4));
  EXPECT_EQ(run(1).done, 4);
  EXPECT_EQ(run(1).failed, 2);
  EXPECT_EQ(run(1).ended_at, std::nullopt);
  store().end_run(id_of(1), {.state = RunState::cancelled,
                             .ended_at = at(9),
                             .exit_code = 143,
                             .summary = R"({"total":10})"});
  open_again(at(20));
  EXPECT_EQ(run(1).state, RunState::cancelled);
  EXPECT_EQ(run(1).ended_at, at(9));
  EXPECT_EQ(run(1).exit_code, 143);
  EXPECT_EQ(run(1).summary, R"({"total":10})");
  EXPECT_EQ(run(1).done, 4);
}

TEST_F(RunStoreTest, ARunIsFoundByItsIdempotencyKey) {
  NewRun keyed = new_run(1);
  keyed.key = {.key = "k", .body_sha256 = "one"};
  store().add_run(keyed);
  store().add_run(new_run(2));
  store().add_run(new_run(3));
  EXPECT_EQ(store().find_run_by_key("k")->id, id_of(1));
  EXPECT_EQ(store().find_run_by_key("k")->key->body_sha256, "one");
  EXPECT_EQ(store().find_run_by_key("another"), std::nullopt);
  EXPECT_EQ(store().find_run_by_key(""), std::nullopt);
}

TEST_F(RunStoreTest, AnIdOrAKeyIsOfOneRun) {
  NewRun keyed = new_run(1);
  keyed.key = {.key = "k", .body_sha256 = "one"};
  store().add_run(keyed);
  EXPECT_THROW(store().add_run(new_run(1)), std::logic_error);
  keyed.id = id_of(2);
  EXPECT_THROW(store().add_run(keyed), std::logic_error);
  EXPECT_EQ(store().find_run(id_of(2)), std::nullopt);
  keyed.key->key = "another";
  store().add_run(keyed);
}

TEST_F(RunStoreTest, NothingIsKeptOfARunThatIsNotKnown) {
  EXPECT_EQ(store().find_run(id_of(1)), std::nullopt);
  EXPECT_EQ(store().document_of(id_of(1)), std::nullopt);
  EXPECT_THAT(store().results(id_of(1), {}), IsEmpty());
  EXPECT_THAT(store().done_indices(id_of(1)), IsEmpty());
  EXPECT_THROW(store().start_run(id_of(1), at(0)), std::logic_error);
  EXPECT_THROW(store().end_run(id_of(1), {.ended_at = at(0)}), std::logic_error);
  EXPECT_THROW(store().requeue_run(id_of(1)), std::logic_error);
  EXPECT_THROW(store().append(id_of(1), results_from(0, 1)), std::logic_error);
  EXPECT_EQ(store().results_kept(), 0);
}

TEST_F(RunStoreTest, RunsAreListedNewestFirstPageByPage) {
  for (const int number : {4, 2, 9, 7}) store().add_run(new_run(number));
  EXPECT_THAT(ids({}), ElementsAre(id_of(7), id_of(9), id_of(2), id_of(4)));
  EXPECT_THAT(ids({.most = 3}), ElementsAre(id_of(7), id_of(9), id_of(2)));
  EXPECT_THAT(ids({.before = id_of(2), .most = 3}), ElementsAre(id_of(4)));
  EXPECT_THAT(ids({.before = id_of(4)}), IsEmpty());
  EXPECT_THAT(ids({.before = id_of(77)}), IsEmpty());
}

TEST_F(RunStoreTest, WhatTheServerLeftUnderWayIsInterrupted) {
  store().add_run(new_run(1));
  store().add_run(new_run(2));
  store().start_run(id_of(2), at(1));
  store().append(id_of(2), results_from(0, 4));
  add_ended(store(), 3, 2, at(2));
  open_again(at(60));
  for (const int number : {1, 2}) {
    EXPECT_EQ(run(number).state, RunState::interrupted);
    EXPECT_EQ(run(number).ended_at, at(60));
    EXPECT_EQ(run(number).exit_code, std::nullopt);
  }
  EXPECT_EQ(run(2).done, 4);
  EXPECT_EQ(run(3).state, RunState::finished);
  EXPECT_EQ(run(3).ended_at, at(2));
  open_again(at(90));
  EXPECT_EQ(run(2).ended_at, at(60)) << "this was known before";
}

TEST_F(RunStoreTest, AnInterruptedRunGoesOnWithTheResultsThatItHas) {
  store().add_run(new_run(1));
  store().start_run(id_of(1), at(1));
  store().append(id_of(1), results_from(6, 3));
  store().append(id_of(1), results_from(1, 2));
  open_again(at(60));
  EXPECT_THAT(store().done_indices(id_of(1)), ElementsAre(1, 2, 6, 7, 8));
  store().requeue_run(id_of(1));
  EXPECT_EQ(run(1).state, RunState::queued);
  EXPECT_EQ(run(1).ended_at, std::nullopt);
  store().start_run(id_of(1), at(61));
  EXPECT_EQ(run(1).started_at, at(1));
  EXPECT_EQ(store().append(id_of(1), results_from(0, 1)), 6);
  EXPECT_EQ(run(1).done, 6);
}

// --- results ---

TEST_F(RunStoreTest, ResultsHaveNumbersInTheOrderInWhichTheyCame) {
  store().add_run(new_run(1));
  EXPECT_EQ(store().append(id_of(1), results_from(7, 2)), 2);
  EXPECT_EQ(store().append(id_of(1), {}), 2);
  EXPECT_EQ(store().append(id_of(1), results_from(3, 1)), 3);
  const auto all = all_results(store(), 1);
  ASSERT_EQ(all.size(), 3);
  const std::vector<std::uint64_t> indices{7, 8, 3};
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].number, i + 1);
    EXPECT_EQ(all[i].index, indices[i]);
    EXPECT_EQ(all[i].ok, indices[i] % 3 != 0);
    EXPECT_EQ(all[i].json, R"({"index":)" + std::to_string(indices[i]) + "}");
  }
  EXPECT_EQ(store().results_kept(), 3);
  open_again(at(1));
  EXPECT_EQ(store().results_kept(), 3);
}

TEST_F(RunStoreTest, ResultsOfRunsThatGoOnTogetherAreKeptApart) {
  for (const int number : {1, 2, 3}) store().add_run(new_run(number));
  for (int round = 0; round < 5; ++round) {
    for (const std::uint64_t number : {2, 1, 3}) {
      store().append(id_of(number), results_from(number * 100 + round, 1));
    }
  }
  for (const std::uint64_t number : {1, 2, 3}) {
    const auto all = all_results(store(), number);
    ASSERT_EQ(all.size(), 5);
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].index, number * 100 + i);
  }
}

TEST_F(RunStoreTest, APageOfResultsIsLimitedByTheirNumberAndTheirLength) {
  store().add_run(new_run(1));
  store().append(id_of(1), results_from(0, 20));
  const auto sizes = [&](const ResultQuery& query) {
    const auto page = store().results(id_of(1), query);
    return std::pair(page.size(), page.empty() ? 0 : page.front().number);
  };
  EXPECT_EQ(sizes({.after = 0, .most = 8}), std::pair(8UL, 1UL));
  EXPECT_EQ(sizes({.after = 15, .most = 8}), std::pair(5UL, 16UL));
  EXPECT_EQ(sizes({.after = 20}), std::pair(0UL, 0UL));
  EXPECT_EQ(sizes({.after = ~0ULL}), std::pair(0UL, 0UL));
  EXPECT_EQ(sizes({.after = 0, .most_bytes = 3 * 11}), std::pair(3UL, 1UL));
  EXPECT_EQ(sizes({.after = 0, .most_bytes = 1}), std::pair(1UL, 1UL)) << "or nobody would get on";
}

TEST_F(RunStoreTest, ManyResultsAreReadPageByPageWhileMoreCome) {
  constexpr std::uint64_t kBatch = 500;
  constexpr std::uint64_t kBatches = 100;
  store().add_run(new_run(1));
  std::uint64_t last = 0;
  for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
    store().append(id_of(1), results_from(batch * kBatch, kBatch));
    if (batch % 2 == 0) continue;  // slower than they come
    for (const auto& result : store().results(id_of(1), {.after = last, .most = kBatch})) {
      ASSERT_EQ(result.number, ++last);
      ASSERT_EQ(result.index, last - 1);
    }
  }
  EXPECT_EQ(last, kBatch * kBatches / 2);
  EXPECT_EQ(all_results(store(), 1).size(), kBatch * kBatches);
  EXPECT_EQ(store().done_indices(id_of(1)).size(), kBatch * kBatches);
}

TEST_F(RunStoreTest, WhatLiesBesideTheFileStaysShortHoweverSlowlyResultsAreRead) {
  store().add_run(new_run(1));
  auto batch = results_from(0, 10);
  for (auto& result : batch) result.json.append(5000, ' ');
  std::uint64_t last = 0;
  for (int i = 0; i < 1000; ++i) {
    store().append(id_of(1), batch);
    last = store().results(id_of(1), {.after = last, .most = 1}).back().number;
  }
  EXPECT_EQ(last, 1000);
  EXPECT_GT(std::filesystem::file_size(file()), 40'000'000);
  EXPECT_LT(std::filesystem::file_size(file() + "-wal"), 10'000'000);
}

// --- schedules ---

NewSchedule new_schedule(std::uint64_t number) {
  return {.id = id_of(number),
          .every = std::chrono::milliseconds(30'500),
          .document = R"({"run":1})",
          .created_at = at(1),
          .next_due = at(30)};
}

TEST_F(RunStoreTest, AScheduleIsKeptUntilItIsRemoved) {
  store().add_schedule(new_schedule(8));
  store().add_schedule(new_schedule(5));
  open_again(at(2));
  const auto all = store().schedules();
  ASSERT_EQ(all.size(), 2);
  EXPECT_EQ(all[0].id, id_of(8));
  EXPECT_EQ(all[0].every, std::chrono::milliseconds(30'500));
  EXPECT_EQ(all[0].document, R"({"run":1})");
  EXPECT_EQ(all[0].created_at, at(1));
  EXPECT_EQ(all[0].next_due, at(30));
  EXPECT_EQ(all[0].last_run, "");
  EXPECT_EQ(all[1].id, id_of(5));
  EXPECT_TRUE(store().remove_schedule(id_of(8)));
  EXPECT_FALSE(store().remove_schedule(id_of(8)));
  EXPECT_EQ(store().find_schedule(id_of(8)), std::nullopt);
  EXPECT_EQ(store().find_schedule(id_of(5))->id, id_of(5));
}

TEST_F(RunStoreTest, ARunOfAScheduleIsAddedTogetherWithTheNextTime) {
  store().add_schedule(new_schedule(50));
  store().add_schedule(new_schedule(51));
  for (const int number : {1, 2, 3}) {
    NewRun run = new_run(number);
    run.schedule = number == 2 ? id_of(51) : id_of(50);
    run.next_due = at(30 + number);
    store().add_run(run);
  }
  open_again(at(40));
  EXPECT_EQ(store().find_schedule(id_of(50))->last_run, id_of(3));
  EXPECT_EQ(store().find_schedule(id_of(50))->next_due, at(33));
  EXPECT_EQ(store().find_schedule(id_of(51))->next_due, at(32));
  EXPECT_THAT(ids({.schedule = id_of(50)}), ElementsAre(id_of(3), id_of(1)));
  EXPECT_THAT(ids({.schedule = id_of(50), .before = id_of(3)}), ElementsAre(id_of(1)));
  store().put_off(id_of(50), at(99));
  EXPECT_EQ(store().find_schedule(id_of(50))->next_due, at(99));
  EXPECT_TRUE(store().remove_schedule(id_of(50)));
  EXPECT_EQ(run(1).schedule, id_of(50));
}

TEST_F(RunStoreTest, ARunOfAScheduleThatIsNotThereIsNotAddedEither) {
  NewRun run = new_run(1);
  run.schedule = id_of(50);
  run.next_due = at(30);
  EXPECT_THROW(store().add_run(run), std::logic_error);
  EXPECT_EQ(store().find_run(id_of(1)), std::nullopt);
  EXPECT_THROW(store().put_off(id_of(50), at(1)), std::logic_error);
}

}  // namespace
}  // namespace urlfan
