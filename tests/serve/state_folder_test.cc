#include "src/serve/state_folder.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <optional>
#include <string>
#include <utility>

#include "src/base/environment.h"
#include "tests/serve/stores.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

/// As it was before, when the test is over.
class Variable {
 public:
  explicit Variable(std::string name)
      : name_(std::move(name)), before_(environment_variable(name_)) {}
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { set(before_); }
  void set(const std::optional<std::string>& value) const {
    if (value) {
      setenv(name_.c_str(), value->c_str(), 1);
    } else {
      unsetenv(name_.c_str());
    }
  }

 private:
  std::string name_;
  std::optional<std::string> before_;
};

TEST(StateFolder, IsWhereTheSpecificationOfXdgSays) {
  const Variable state("XDG_STATE_HOME");
  const Variable home("HOME");
  home.set("/home/me");
  state.set("/var/mine");
  EXPECT_EQ(default_state_folder(), "/var/mine/urlfan");
  EXPECT_EQ(state_file_in(default_state_folder()), "/var/mine/urlfan/serve.db");
  for (const auto& none : {std::optional<std::string>(), std::optional<std::string>(""),
                           std::optional<std::string>("mine")}) {
    state.set(none);
    EXPECT_EQ(default_state_folder(), "/home/me/.local/state/urlfan");
  }
}

TEST(StateFolder, OfNobodyIsToBeNamed) {
  const Variable state("XDG_STATE_HOME");
  const Variable home("HOME");
  state.set({});
  home.set({});
  const auto error = error_of([] { default_state_folder(); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->problem(), StoreProblem::unavailable);
  EXPECT_THAT(error->what(), testing::HasSubstr("--state FILE"));
}

TEST(StateFolder, IsMadeForItsOwnerAlone) {
  const TemporaryFolder folder;
  const mode_t mask = umask(0);
  create_state_folder(folder.path("a/b/urlfan"));
  create_state_folder(folder.path("a/b/urlfan"));
  umask(mask);
  for (const char* name : {"a", "a/b", "a/b/urlfan"}) {
    struct stat facts {};
    ASSERT_EQ(stat(folder.path(name).c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777, 0700) << name;
  }
}

TEST(StateFolder, ThatCannotBeMadeIsNamed) {
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "");
  const auto error = error_of([&] { create_state_folder(file + "/state/urlfan"); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->problem(), StoreProblem::unavailable);
  EXPECT_THAT(error->what(), testing::HasSubstr("cannot use " + file + "/state (Not a directory)"));
}

}  // namespace
}  // namespace urlfan
