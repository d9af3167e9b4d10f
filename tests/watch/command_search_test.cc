#include "src/watch/command_search.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.h"

namespace urlfan::command_search_test {
namespace {

using testing::HasSubstr;

class CommandSearch : public testing::Test {
 protected:
  std::string file(const std::string& name, bool may_be_run) const {
    std::string path = folder.write(name, "#!/bin/sh\n");
    if (may_be_run) std::filesystem::permissions(path, std::filesystem::perms(0755));
    return path;
  }

  TemporaryFolder folder;
};

TEST_F(CommandSearch, TakesAFileThatMayBeRun) {
  EXPECT_EQ(why_not_runnable(file("notify.sh", true), "/none"), "");
}

TEST_F(CommandSearch, SaysHowAFileIsMadeExecutable) {
  const std::string plain = file("notify.sh", false);
  EXPECT_EQ(why_not_runnable(plain, ""), plain + " is not executable (chmod +x " + plain + ")");
}

TEST_F(CommandSearch, KnowsNoCommandThatIsNotThere) {
  EXPECT_EQ(why_not_runnable(folder.path("none"), folder.path("")),
            "no such command: " + folder.path("none"));
  EXPECT_THAT(why_not_runnable(folder.path(""), ""), HasSubstr("is no file"));
  EXPECT_THAT(why_not_runnable("", "/bin"), HasSubstr("expected a program"));
}

TEST_F(CommandSearch, LooksInAllOfPath) {
  std::filesystem::create_directory(folder.path("one"));
  std::filesystem::create_directory(folder.path("two"));
  const std::string path = folder.path("one") + ":" + folder.path("two");
  EXPECT_EQ(why_not_runnable("notify.sh", path),
            "no such command: notify.sh is in no folder of PATH");
  const std::string plain = file("one/notify.sh", false);
  EXPECT_THAT(why_not_runnable("notify.sh", path), HasSubstr("chmod +x " + plain));
  file("two/notify.sh", true);
  EXPECT_EQ(why_not_runnable("notify.sh", path), "") << "the next one is taken, as by execvp()";
}

TEST_F(CommandSearch, TellsOfTheOneInThisFolder) {
  const auto before = std::filesystem::current_path();
  file("notify.sh", true);
  std::filesystem::current_path(folder.path(""));
  EXPECT_THAT(why_not_runnable("notify.sh", "/none"), HasSubstr("write ./notify.sh"));
  EXPECT_EQ(why_not_runnable("notify.sh", "/none:"), "") << "what is empty in PATH is this folder";
  EXPECT_EQ(why_not_runnable("./notify.sh", "/none"), "");
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace urlfan::command_search_test
