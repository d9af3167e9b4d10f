#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "src/serve/run_store.h"
#include "tests/serve/stores.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

/// How many calls it takes until all is removed.
int trim_all(RunStore& store, const Retention& retention, std::size_t step) {
  int calls = 1;
  while (store.trim(retention, step)) ++calls;
  return calls;
}

class TrimTest : public testing::Test {
 protected:
  std::string file() const { return folder_.path("serve.db"); }
  bool is_there(RunStore& store, std::uint64_t number) {
    return store.find_run(id_of(number)).has_value();
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(TrimTest, RunsThatEndedLongAgoGo) {
  RunStore store(file(), at(0));
  add_ended(store, 1, 5, at(30));
  add_ended(store, 2, 5, at(10));
  add_ended(store, 3, 0, at(20));
  store.add_run(new_run(4));  // long ago, but has not ended
  store.append(id_of(4), results_from(0, 5));
  trim_all(store, {.ended_before = at(30)}, 1000);
  EXPECT_TRUE(is_there(store, 1));
  EXPECT_FALSE(is_there(store, 2));
  EXPECT_FALSE(is_there(store, 3));
  EXPECT_TRUE(is_there(store, 4));
  EXPECT_EQ(all_results(store, 1).size(), 5);
  EXPECT_EQ(all_results(store, 4).size(), 5);
  EXPECT_EQ(store.document_of(id_of(2)), std::nullopt);
  EXPECT_EQ(store.results_kept(), 10);
}

TEST_F(TrimTest, TheOldestGoUntilNoMoreResultsAreKeptThanMayBe) {
  RunStore store(file(), at(0));
  for (int number = 1; number <= 6; ++number) add_ended(store, number, 10, at(100 - number));
  trim_all(store, {.most_results = 30}, 1000);
  for (int number = 1; number <= 6; ++number) EXPECT_EQ(is_there(store, number), number <= 3);
  EXPECT_EQ(store.results_kept(), 30);
  EXPECT_FALSE(store.trim({.most_results = 30}));
}

TEST_F(TrimTest, WithoutALimitAllIsKept) {
  RunStore store(file(), at(0));
  add_ended(store, 1, 5, at(1));
  EXPECT_FALSE(store.trim({}));
  EXPECT_TRUE(is_there(store, 1));
}

TEST_F(TrimTest, ALargeRunIsNotSeenAnyMoreAndGoesStepByStep) {
  RunStore store(file(), at(0));
  add_ended(store, 1, 2500, at(1));
  add_ended(store, 2, 40, at(9));
  EXPECT_TRUE(store.trim({.ended_before = at(5)}, 1000));
  EXPECT_FALSE(is_there(store, 1));
  EXPECT_TRUE(store.results(id_of(1), {}).empty());
  EXPECT_EQ(store.results_kept(), 40);
  EXPECT_EQ(trim_all(store, {.ended_before = at(5)}, 1000), 2);
  EXPECT_EQ(all_results(store, 2).size(), 40);
}

TEST_F(TrimTest, LongResultsMakeItsStepsShorter) {
  RunStore store(file(), at(0));
  store.add_run(new_run(1));
  const std::vector<NewResult> large(20,
                                     {.index = 0, .ok = true, .json = std::string(1 << 20, 'x')});
  store.append(id_of(1), large);
  store.end_run(id_of(1), {.ended_at = at(1)});
  EXPECT_GE(trim_all(store, {.ended_before = at(5)}, 1000), 5);
}

TEST_F(TrimTest, TheFileBecomesSmaller) {
  RunStore store(file(), at(0));
  for (int i = 0; i < 20; ++i) add_ended(store, 100 + i, 10'000, at(1));
  add_ended(store, 2, 1000, at(9));
  trim_all(store, {.ended_before = at(0)}, 10'000);
  const auto before = std::filesystem::file_size(file());
  trim_all(store, {.ended_before = at(5)}, 10'000);
  EXPECT_LT(std::filesystem::file_size(file()), before / 20);
  EXPECT_EQ(all_results(store, 2).size(), 1000);
}

TEST_F(TrimTest, GoesOnWhereTheServerBeforeWasWhenItEnded) {
  {
    RunStore store(file(), at(0));
    add_ended(store, 1, 3000, at(1));
    EXPECT_TRUE(store.trim({.ended_before = at(5)}, 500));
  }
  RunStore store(file(), at(9));
  EXPECT_EQ(store.results_kept(), 0);
  EXPECT_FALSE(is_there(store, 1));
  trim_all(store, {}, 1000);
  EXPECT_LT(std::filesystem::file_size(file()), 100'000);
}

TEST_F(TrimTest, ANewRunHasNoneOfTheResultsThatAreStillToBeRemoved) {
  RunStore store(file(), at(0));
  add_ended(store, 1, 3000, at(1));
  EXPECT_TRUE(store.trim({.ended_before = at(5)}, 500));
  store.add_run(new_run(2));
  EXPECT_TRUE(all_results(store, 2).empty());
  store.append(id_of(2), results_from(0, 7));
  trim_all(store, {.ended_before = at(5)}, 500);
  EXPECT_EQ(all_results(store, 2).size(), 7);
}

TEST_F(TrimTest, AKeyIsFreeAgainWhenItsRunIsGone) {
  RunStore store(file(), at(0));
  NewRun run = new_run(1);
  run.key = {.key = "k", .body_sha256 = "one"};
  store.add_run(run);
  store.append(id_of(1), results_from(0, 3000));
  store.end_run(id_of(1), {.ended_at = at(1)});
  EXPECT_TRUE(store.trim({.ended_before = at(5)}, 500));
  EXPECT_EQ(store.find_run_by_key("k"), std::nullopt);
  run.id = id_of(2);
  store.add_run(run);
}

TEST_F(TrimTest, AScheduleForgetsARunThatIsGone) {
  RunStore store(file(), at(0));
  store.add_schedule({.id = id_of(50), .document = "{}", .created_at = at(0), .next_due = at(9)});
  NewRun run = new_run(1);
  run.schedule = id_of(50);
  store.add_run(run);
  store.end_run(id_of(1), {.ended_at = at(1)});
  trim_all(store, {.ended_before = at(5)}, 500);
  EXPECT_EQ(store.find_schedule(id_of(50))->last_run, "");
}

}  // namespace
}  // namespace urlfan
