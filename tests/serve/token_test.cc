#include "src/serve/token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "src/serve/serve_error.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

TEST(Token, IsMadeOnceForItsOwnerAlone) {
  const TemporaryFolder folder;
  const std::string file = folder.path("token");
  const std::string token = token_of(file);
  EXPECT_EQ(token.size(), 64U);
  EXPECT_EQ(token_of(file), token);
  struct stat facts {};
  ASSERT_EQ(stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST(Token, IsAnotherOneInAnotherFolder) {
  const TemporaryFolder folder;
  EXPECT_NE(token_of(folder.path("a")), token_of(folder.path("b")));
  EXPECT_NE(random_id(), random_id());
}

TEST(Token, IsRefusedWhereOthersCanReadItOrGuessIt) {
  const TemporaryFolder folder;
  const std::string open = folder.write("open", "0123456789abcdef0123456789abcdef\n");
  std::filesystem::permissions(open, std::filesystem::perms(0640));
  EXPECT_THROW(token_of(open), ServeError);
  const std::string shorter = folder.write("short", "abc\n");
  std::filesystem::permissions(shorter, std::filesystem::perms(0600));
  EXPECT_THROW(token_of(shorter), ServeError);
  EXPECT_THROW(token_of(folder.path("no/such/folder")), ServeError);
}

}  // namespace
}  // namespace urlfan
