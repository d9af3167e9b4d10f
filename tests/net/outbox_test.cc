#include "src/net/outbox.h"

#include <gmock/gmock.h>
#include <poll.h>

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace urlfan::outbox_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool rings(const Wakeup& bell) {
  pollfd ear{bell.fd(), POLLIN, 0};
  return poll(&ear, 1, 0) == 1;
}

Completion completion(std::uint64_t id, const std::string& body = {}) {
  Completion result;
  result.id = id;
  if (!body.empty()) result.response.body = body;
  return result;
}

/// Leaves all of them in one batch.
void put(Outbox& box, std::size_t loop, std::vector<std::uint64_t> ids,
         const std::string& body = {}) {
  std::vector<Completion> batch;
  for (const auto id : ids) batch.push_back(completion(id, body));
  box.put(loop, batch);
  EXPECT_THAT(batch, IsEmpty()) << "for the next to come";
}

std::vector<std::uint64_t> ids(const Outbox::Mail& mail) {
  std::vector<std::uint64_t> all;
  for (const auto& each : mail.done) all.push_back(each.id);
  return all;
}

TEST(Outbox, GivesWhatWasLeftOnceAndInItsOrder) {
  const Wakeup bell;
  Outbox box(2, bell);
  put(box, 1, {7, 8});
  put(box, 0, {3});
  put(box, 1, {9});
  EXPECT_THAT(ids(box.take()), ElementsAre(7, 8, 3, 9));
  const Outbox::Mail nothing = box.take();
  EXPECT_THAT(nothing.done, IsEmpty());
  EXPECT_THAT(nothing.by_loop, ElementsAre(0, 0));
  put(box, 0, {4});
  EXPECT_THAT(ids(box.take()), ElementsAre(4));
}

TEST(Outbox, CountsWhatEachLoopLeftAndItsBodies) {
  const Wakeup bell;
  Outbox box(3, bell);
  put(box, 2, {1, 2}, "12345");
  put(box, 0, {3});
  put(box, 2, {4}, "123");
  const Outbox::Mail mail = box.take();
  EXPECT_THAT(mail.by_loop, ElementsAre(1, 0, 3));
  EXPECT_THAT(mail.bytes_by_loop, ElementsAre(0, 0, 13));
  put(box, 1, {5}, "1");
  EXPECT_THAT(box.take().bytes_by_loop, ElementsAre(0, 1, 0)) << "counted anew";
}

TEST(Outbox, RingsForTheFirstBatchAlone) {
  const Wakeup bell;
  Outbox box(1, bell);
  EXPECT_FALSE(rings(bell));
  put(box, 0, {1});
  EXPECT_TRUE(rings(bell));
  bell.clear();
  put(box, 0, {2});
  EXPECT_FALSE(rings(bell)) << "whoever was called finds this as well";
  box.take();
  put(box, 0, {3});
  EXPECT_TRUE(rings(bell));
}

TEST(Outbox, NothingIsNoMail) {
  const Wakeup bell;
  Outbox box(1, bell);
  put(box, 0, {});
  EXPECT_FALSE(rings(bell));
}

TEST(Outbox, TheFirstFailureOfALoopReachesTheCollectorOnce) {
  const Wakeup bell;
  Outbox box(2, bell);
  put(box, 0, {1});
  bell.clear();
  box.fail(std::make_exception_ptr(std::runtime_error("the first")));
  EXPECT_TRUE(rings(bell)) << "although there was mail";
  box.fail(std::make_exception_ptr(std::runtime_error("the second")));
  try {
    box.take();
    FAIL() << "it was kept quiet";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "the first");
  }
  EXPECT_THAT(ids(box.take()), ElementsAre(1)) << "what was done is not lost";
}

}  // namespace
}  // namespace urlfan::outbox_test
