#include "src/cli/output_file.h"

#include <gmock/gmock.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "src/cli/settings.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::output_file_test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class OutputFileTest : public testing::Test {
 protected:
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      all.push_back(entry.path().filename().string());
    }
    return all;
  }
  static mode_t mode(const std::string& path) {
    struct stat facts {};
    EXPECT_EQ(stat(path.c_str(), &facts), 0);
    return facts.st_mode & 07777U;
  }

  TemporaryFolder folder;
  StopSignals signals;
  std::string path = folder.path("out.json");
};

TEST_F(OutputFileTest, AFileAppearsOnlyWhenItIsComplete) {
  OutputFile output(path, signals);
  output.stream() << "half" << std::flush;
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_THAT(names(), SizeIs(1)) << "a temporary one beside it";
  output.stream() << " and half";
  output.commit();
  EXPECT_EQ(read_file(path), "half and half");
  EXPECT_THAT(names(), testing::ElementsAre("out.json"));
}

TEST_F(OutputFileTest, WithoutACommitTheOldFileStaysAndNothingElse) {
  folder.write("out.json", "old");
  {
    OutputFile output(path, signals);
    output.stream() << "new" << std::flush;
  }
  EXPECT_EQ(read_file(path), "old");
  EXPECT_THAT(names(), testing::ElementsAre("out.json"));
}

TEST_F(OutputFileTest, ACommitReplacesTheOldFile) {
  folder.write("out.json", "old and longer");
  OutputFile output(path, signals);
  output.stream() << "new";
  EXPECT_EQ(read_file(path), "old and longer") << "not before";
  output.commit();
  EXPECT_EQ(read_file(path), "new");
}

TEST_F(OutputFileTest, AnOldFileKeepsItsMode) {
  folder.write("out.json", "old");
  for (const mode_t kept : {0600U, 0640U, 0755U}) {
    chmod(path.c_str(), kept);
    OutputFile output(path, signals);
    output.commit();
    EXPECT_EQ(mode(path), kept);
  }
}

TEST_F(OutputFileTest, ANewFileHasTheModeOfTheMask) {
  const mode_t before = umask(027);
  {
    OutputFile output(path, signals);
    output.commit();
  }
  EXPECT_EQ(umask(before), 027U) << "the mask itself is as it was";
  EXPECT_EQ(mode(path), 0640U);
}

TEST_F(OutputFileTest, TheTargetOfALinkIsReplacedAndNotTheLink) {
  std::filesystem::create_directory(folder.path("elsewhere"));
  const std::string real = folder.write("elsewhere/real.json", "old");
  std::filesystem::create_symlink(real, path);
  OutputFile output(path, signals);
  output.stream() << "new";
  output.commit();
  EXPECT_TRUE(std::filesystem::is_symlink(path));
  EXPECT_EQ(read_file(real), "new");
}

TEST_F(OutputFileTest, TheTargetOfALinkIsMadeWhenItIsNotThere) {
  const std::string real = folder.path("real.json");
  std::filesystem::create_symlink("real.json", path);
  OutputFile output(path, signals);
  output.stream() << "new";
  output.commit();
  EXPECT_TRUE(std::filesystem::is_symlink(path));
  EXPECT_TRUE(std::filesystem::exists(real));
}

TEST_F(OutputFileTest, ADeviceStaysADevice) {
  OutputFile output("/dev/null", signals);
  output.stream() << "gone";
  output.commit();
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(OutputFileTest, WhatCannotBeOpenedIsSaidAtOnce) {
  for (const std::string& bad : {folder.path("absent/out.json"), folder.path()}) {
    try {
      const OutputFile output(bad, signals);
      FAIL() << bad << " was opened";
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr("cannot write " + bad + ": "));
    }
  }
}

TEST_F(OutputFileTest, AFullDeviceIsAnErrorThatNamesTheReason) {
  OutputFile output("/dev/full", signals);
  try {
    output.stream() << "text" << std::flush;
    FAIL() << "a full device took it";
  } catch (const OutputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/dev/full: No space left"));
    EXPECT_FALSE(error.broken_pipe());
  }
}

TEST_F(OutputFileTest, AFullDeviceIsNoticedAtTheCommitAtTheLatest) {
  OutputFile output("/dev/full", signals);
  output.stream() << "text";
  EXPECT_THROW(output.commit(), OutputError);
}

TEST_F(OutputFileTest, LargeAndSmallPiecesComeWholeAndInOrder) {
  std::string expected;
  OutputFile output(path, signals);
  for (int i = 0; i < 300; ++i) {
    const std::string piece(static_cast<std::size_t>(i * i), static_cast<char>('a' + i % 26));
    expected += piece + ".";
    output.stream() << piece << '.';
  }
  output.commit();
  EXPECT_EQ(read_file(path), expected);
}

/// The write end of a pipe, as standard output may be one.
class PipeTest : public testing::Test {
 protected:
  void SetUp() override {
    before_ = std::signal(SIGPIPE, SIG_IGN);
    ASSERT_EQ(pipe(ends.data()), 0);
  }
  void TearDown() override {
    for (const int end : ends) close(end);
    std::signal(SIGPIPE, before_);
  }

  std::array<int, 2> ends{};

 private:
  void (*before_)(int) = nullptr;
};

TEST_F(PipeTest, AReaderThatWentAwayIsABrokenPipe) {
  close(ends[0]);
  OutputChannel buffer(ends[1], "standard output");
  std::ostream out(&buffer);
  out.exceptions(std::ios::badbit);
  try {
    out << "text" << std::flush;
    FAIL() << "nobody reads, and nobody noticed";
  } catch (const OutputError& error) {
    EXPECT_TRUE(error.broken_pipe());
    EXPECT_THAT(error.what(), HasSubstr("cannot write standard output: "));
  }
}

TEST_F(PipeTest, NothingIsWrittenBeforeAFlush) {
  OutputChannel buffer(ends[1], "pipe");
  std::ostream out(&buffer);
  const auto written = [this] {
    int bytes = -1;
    ioctl(ends[0], FIONREAD, &bytes);
    return bytes;
  };
  out << "text";
  EXPECT_EQ(written(), 0);
  out.flush();
  EXPECT_EQ(written(), 4);
}

}  // namespace
}  // namespace urlfan::output_file_test
