// The example pipelines of the README, run as they stand against an origin of our own.

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::pipeline_test {
namespace {

using testing::HasSubstr;

class Pipelines : public testing::Test {
 protected:
  Pipelines() {
    const std::string source = URLFAN_SOURCE_DIR;
    std::filesystem::copy(source + "/urls", folder.path("urls"));
    std::filesystem::create_directory(folder.path("bin"));
    std::filesystem::create_symlink(URLFAN_BINARY, folder.path("bin/urlfan"));
  }

  /// Runs all steps of the example, with a service at `base_url`.
  Outcome run(const std::string& kind, const std::string& base_url) const {
    Process steps(
        {.arguments = {"/usr/bin/python3", URLFAN_SOURCE_DIR "/tests/e2e/pipeline_steps.py",
                       URLFAN_SOURCE_DIR "/README.md", kind}});
    const int code = steps.wait();
    skip_without_module("yaml", steps.err());
    EXPECT_EQ(code, 0) << steps.err();
    EXPECT_THAT(steps.out(), HasSubstr("urlfan ")) << "no step runs it";
    return run_program({.arguments = {"bash", "-c", steps.out()},
                        .environment = {{"BASE_URL", base_url},
                                        {"GITHUB_STEP_SUMMARY", folder.path("summary.md")},
                                        {"PATH", folder.path("bin") + ":" + path()}},
                        .working_folder = folder.path()});
  }
  static std::string path() {
    const char* value = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? "/usr/bin:/bin" : value;
  }

  TemporaryFolder folder;
};

TEST_F(Pipelines, OfGitHubPassesAGoodServiceAndTellsOfABadOne) {
  const Nginx nginx;
  const Outcome good = run("github", nginx.url("/"));
  EXPECT_EQ(good.code, 0) << good.err << good.out;
  EXPECT_THAT(read_file(folder.path("summary.md")), HasSubstr("6 lines: 6 ok"));
  EXPECT_THAT(read_file(folder.path("smoke.xml")), HasSubstr("tests=\"6\" failures=\"0\""));
}

TEST_F(Pipelines, OfGitHubFailsOnABadServiceAtTheLineOfTheList) {
  const Nginx nginx;
  const std::string file = folder.path("urls/smoke.txt");
  folder.write("urls/smoke.txt", read_file(file) + "/status/500 name=broken\n");
  const Outcome bad = run("github", nginx.url("/"));
  EXPECT_EQ(bad.code, 1) << bad.err;
  EXPECT_THAT(bad.err, HasSubstr("::error file=urls/smoke.txt,line=10,"));
  EXPECT_THAT(read_file(folder.path("summary.md")), HasSubstr("broken"));
}

TEST_F(Pipelines, OfGitLabPassesAGoodService) {
  const Nginx nginx;
  const Outcome good = run("gitlab", nginx.url("/"));
  EXPECT_EQ(good.code, 0) << good.err << good.out;
  EXPECT_THAT(read_file(folder.path("smoke.xml")), HasSubstr("tests=\"6\" failures=\"0\""));
}

}  // namespace
}  // namespace urlfan::pipeline_test
