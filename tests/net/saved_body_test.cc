#include "src/net/saved_body.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tests/support/temporary_folder.h"

namespace urlfan::saved_body_test {
namespace {

std::size_t files_in(const std::string& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

TEST(SavedBody, GetsTheNameOfItsContentWhenItIsKept) {
  const TemporaryFolder folder;
  {
    SavedBody body(folder.path());
    EXPECT_EQ(body.write("hello ", 6), 0);
    EXPECT_EQ(body.write("world", 5), 0);
    EXPECT_EQ(body.close(), 0);
    EXPECT_EQ(body.keep("abc"), folder.path() + "/abc");
  }
  EXPECT_EQ(read_file(folder.path("abc")), "hello world");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(SavedBody, NothingStaysOfOneThatIsNotKept) {
  const TemporaryFolder folder;
  {
    SavedBody body(folder.path());
    body.write("half", 4);
  }
  EXPECT_EQ(files_in(folder.path()), 0U);
}

TEST(SavedBody, EqualOnesAreOneFile) {
  const TemporaryFolder folder;
  for (int i = 0; i < 2; ++i) {
    SavedBody body(folder.path());
    body.write("same", 4);
    EXPECT_EQ(body.keep("abc"), folder.path() + "/abc");
  }
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(SavedBody, AFolderThatGoesAwayIsAnError) {
  const TemporaryFolder folder;
  const std::string inner = folder.path("inner");
  std::filesystem::create_directory(inner);
  SavedBody body(inner);
  std::filesystem::remove_all(inner);
  EXPECT_THROW(body.keep("abc"), std::system_error);
  EXPECT_THROW(SavedBody other(inner), std::system_error);
}

TEST(RequireFolder, MakesWhatIsNotThere) {
  const TemporaryFolder folder;
  require_folder(folder.path("a/b"));
  EXPECT_TRUE(std::filesystem::is_directory(folder.path("a/b")));
  EXPECT_EQ(files_in(folder.path("a/b")), 0U);
  require_folder(folder.path("a/b"));
}

TEST(RequireFolder, RefusesWhereNothingCanBeMade) {
  const TemporaryFolder folder;
  folder.write("file", "x");
  EXPECT_THROW(require_folder(folder.path("file")), std::invalid_argument);
  EXPECT_THROW(require_folder(folder.path("file/inner")), std::invalid_argument);
}

}  // namespace
}  // namespace urlfan::saved_body_test
