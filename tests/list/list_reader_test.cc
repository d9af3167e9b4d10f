#include "src/list/list_reader.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tests/support/gzip.h"
#include "tests/support/requests.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::list_reader_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

template <typename... Each>
std::vector<Input> inputs(Each... each) {
  std::vector<Input> all;
  (all.emplace_back(std::move(each)), ...);
  return all;
}

/// "line:url" or "line:bad", and how it ended if not with the end.
std::vector<std::string> read_all(ListReader& reader) {
  std::vector<std::string> all;
  while (true) {
    auto next = reader.next();
    if (std::holds_alternative<Exhausted>(next)) return all;
    if (std::holds_alternative<Pending>(next)) {
      all.emplace_back("pending");
      return all;
    }
    const auto& request = std::get<Request>(next);
    all.push_back(std::to_string(request.where.line) + ":" +
                  (request.bad ? "bad" : request.target.url));
  }
}

class ListReaderTest : public testing::Test {
 protected:
  std::vector<std::string> read(std::string_view text) {
    ListReader reader(inputs(ListFile(folder.write("list", text))), {.parse_url = any_url});
    return read_all(reader);
  }

  TemporaryFolder folder;
};

TEST_F(ListReaderTest, AnArgumentThatCannotPassItsChecksIsABadLine) {
  Checks checks;
  checks.json = {{.name = "/a", .value = "1"}, {.name = "/a", .value = "2"}};
  ListReader reader(inputs(UrlArgument{"http://x.test/"}),
                    {.parse_url = any_url,
                     .format = InputFormat::automatic,
                     .checks = std::make_shared<const Checks>(checks)});
  EXPECT_THAT(read_all(reader), ElementsAre("0:bad"));
}

TEST_F(ListReaderTest, EveryLineHasItsNumber) {
  EXPECT_THAT(read("a\nb\nc\n"), ElementsAre("1:a", "2:b", "3:c"));
}

TEST_F(ListReaderTest, BlankLinesAndCommentsAreCountedInLineNumbersOnly) {
  EXPECT_THAT(read("# top\n\n  \t\na\n\n# more\nb # tail\n\n"), ElementsAre("4:a", "7:b"));
}

TEST_F(ListReaderTest, ABomCrlfAndAMissingLastNewlineAreFine) {
  EXPECT_THAT(read("\xEF\xBB\xBF"
                   "a\r\n\r\nb"),
              ElementsAre("1:a", "3:b"));
  EXPECT_THAT(read("\xEF\xBB\xBF# a comment\nb"), ElementsAre("2:b"));
  EXPECT_THAT(read("\xEF\xBB\xBF"), IsEmpty());
}

TEST_F(ListReaderTest, ABomMayStartEveryLine) {
  EXPECT_THAT(read("a\n\xEF\xBB\xBFz\n\xEF\xBB\xBF\n\xEF\xBB\xBF# a comment\n"),
              ElementsAre("1:a", "2:z"));
  EXPECT_THAT(read("a\xEF\xBB\xBF\n"), ElementsAre("1:bad")) << "elsewhere it cannot be seen";
}

using namespace std::string_view_literals;

TEST_F(ListReaderTest, WhatIsNoListIsSaidOnceAndByName) {
  const struct {
    std::string_view text;
    const char* name;
  } rows[] = {
      {"\xFF\xFEh\0\n\0h\0\n\0"sv, "UTF-16"},
      {"\xFE\xFF\0h\0\n\0h\0\n"sv, "UTF-16"},
      {"h\0t\0t\0p\0\n\0h\0\n\0"sv, "UTF-16"},
      {"\0h\0t\0t\0p\0\n\0h\0\n"sv, "UTF-16"},
      {"\xFF\xFE\0\0h\0\0\0\n\0\0\0"sv, "UTF-32"},
      {"\x28\xB5\x2F\xFD\x24\n\n"sv, "zstd"},
      {"BZh91AY&SY\n\n"sv, "bzip2"},
      {"\xFD\x37zXZ\0\n\n"sv, "xz"},
      {"PK\x03\x04\n\n"sv, "zip"},
  };
  for (const auto& row : rows) {
    for (const bool packed : {false, true}) {
      const std::string text = packed ? gzip(row.text) : std::string(row.text);
      const std::string file = folder.write("list", text);
      ListReader reader(inputs(ListFile(file), UrlArgument{"after"}), {.parse_url = any_url});
      const auto first = std::get<Request>(reader.next());
      ASSERT_TRUE(first.bad) << row.name;
      EXPECT_THAT(first.bad->message, HasSubstr(row.name));
      EXPECT_THAT(read_all(reader), ElementsAre("0:after")) << row.name;
      EXPECT_FALSE(reader.complete());
      if (packed) continue;  // not counted beforehand
      EXPECT_EQ(count_requests(inputs(ListFile(file))), 1U);
    }
  }
  EXPECT_THAT(read("BZh9\nPK\n"), ElementsAre("1:BZh9", "2:PK"));
}

TEST_F(ListReaderTest, JunkBehindAPackedListLosesNothingOfIt) {
  EXPECT_THAT(read(gzip("a\nb\n") + "junk"), ElementsAre("1:a", "2:b", "3:bad"));
}

TEST_F(ListReaderTest, AnEmptyListHasNothing) { EXPECT_THAT(read(""), IsEmpty()); }

TEST_F(ListReaderTest, ABadLineIsAResultAndTheRestIsRead) {
  EXPECT_THAT(read("a\nbad\nb oops\nc\n"), ElementsAre("1:a", "2:bad", "3:bad", "4:c"));
}

TEST_F(ListReaderTest, ALineMayHave64KiB) {
  const std::string fits = "a?" + std::string(65'534, 'x');
  EXPECT_THAT(read(fits + "\nb\n"), ElementsAre("1:" + fits, "2:b"));
  EXPECT_THAT(read(fits + "x\nb\n"), ElementsAre("1:bad", "2:b"));
}

TEST_F(ListReaderTest, ATooLongLineSaysSoAndShowsItsStart) {
  ListReader reader(inputs(ListFile(folder.write("list", "start" + std::string(300'000, 'x')))),
                    {.parse_url = any_url});
  auto next = reader.next();
  // A line without end must not keep the engine: it may ask again.
  for (int i = 0; i < 100 && std::holds_alternative<Pending>(next); ++i) next = reader.next();
  const auto& request = std::get<Request>(next);
  ASSERT_TRUE(request.bad);
  EXPECT_EQ(request.bad->code, ErrorCode::invalid_input);
  EXPECT_THAT(request.bad->message, HasSubstr("64 KiB"));
  EXPECT_THAT(request.bad->message, HasSubstr("startxxx"));
  EXPECT_THAT(request.bad->message, testing::EndsWith("x...")) << "and that there was more, once";
  EXPECT_TRUE(std::holds_alternative<Exhausted>(reader.next()));
}

TEST_F(ListReaderTest, ATooLongLineShowsNoSecret) {
  // The @ that tells user information stands beyond what is kept of the line.
  for (const char* start : {"https://joe:", "HEAD https://", "joe:", "https://joe:s/"}) {
    const std::string line =
        std::string(start) + std::string(400, 's') + "@a.test/" + std::string(70'000, 'x');
    ListReader reader(inputs(ListFile(folder.write("list", line))), {.parse_url = any_url});
    const auto next = reader.next();
    ASSERT_TRUE(std::holds_alternative<Request>(next));
    EXPECT_THAT(std::get<Request>(next).bad->message, testing::Not(HasSubstr("ssss"))) << start;
  }
}

TEST_F(ListReaderTest, InputsAreReadInTheirOrderEachWithItsNumbers) {
  const std::string first = folder.write("first", "a\nb");
  const std::string second = folder.write("second", "\nc\n");
  ListReader reader(inputs(ListFile(first), UrlArgument{"http://x.test/"}, ListFile(second)),
                    {.parse_url = any_url});
  std::vector<Location> where;
  std::vector<std::string> urls;
  for (int i = 0; i < 4; ++i) {
    const auto request = std::get<Request>(reader.next());
    where.push_back(request.where);
    urls.push_back(request.target.url);
  }
  EXPECT_TRUE(std::holds_alternative<Exhausted>(reader.next()));
  EXPECT_THAT(urls, ElementsAre("a", "b", "http://x.test/", "c"));
  EXPECT_EQ(where[0].file, first);
  EXPECT_EQ(where[1].line, 2U);
  EXPECT_EQ(where[2].file, "") << "the command line has no name";
  EXPECT_EQ(where[2].line, 0U);
  EXPECT_EQ(where[3].file, second);
  EXPECT_EQ(where[3].line, 2U);
}

TEST_F(ListReaderTest, AUrlOfTheCommandLineIsTakenWhole) {
  ListReader reader(inputs(UrlArgument{"http://x.test/a b#c name=d"}, UrlArgument{"bad://"}),
                    {.parse_url = any_url});
  EXPECT_EQ(std::get<Request>(reader.next()).target.url, "http://x.test/a b#c name=d");
  EXPECT_TRUE(std::get<Request>(reader.next()).bad);
}

/// A pipe, as standard input often is one.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe2(ends_.data(), O_CLOEXEC), 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(ends_[0]);
    end();
  }

  std::string name() const { return "/dev/fd/" + std::to_string(ends_[0]); }
  void put(std::string_view text) const {
    EXPECT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void end() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

TEST_F(ListReaderTest, APipeThatHasNothingYetIsPending) {
  Pipe pipe;
  ListReader reader(inputs(ListFile(pipe.name())), {.parse_url = any_url});
  EXPECT_THAT(read_all(reader), ElementsAre("pending"));
  EXPECT_GE(reader.wait_fd(), 0) << "and tells what to wait for";
  pipe.put("a\nb\nhal");
  EXPECT_THAT(read_all(reader), ElementsAre("1:a", "2:b", "pending"));
  pipe.put("f\r");
  EXPECT_THAT(read_all(reader), ElementsAre("pending"));
  pipe.put("\nlast");
  EXPECT_THAT(read_all(reader), ElementsAre("3:half", "pending"));
  pipe.end();
  EXPECT_THAT(read_all(reader), ElementsAre("4:last"));
  EXPECT_EQ(reader.wait_fd(), -1);
}

TEST_F(ListReaderTest, ALongListOfCommentsDoesNotKeepTheEngine) {
  std::string comments;
  while (comments.size() < 8'000'000) comments += "# nothing but comments\n";
  ListReader reader(inputs(ListFile(folder.write("list", comments + "a\n"))),
                    {.parse_url = any_url});
  int pauses = 0;
  auto next = reader.next();
  for (; std::holds_alternative<Pending>(next) && pauses < 1000; ++pauses) next = reader.next();
  EXPECT_GT(pauses, 0);
  ASSERT_TRUE(std::holds_alternative<Request>(next));
  EXPECT_EQ(std::get<Request>(next).target.url, "a");
}

TEST_F(ListReaderTest, WhatCannotBeOpenedIsSaidBeforeAnythingIsRead) {
  EXPECT_THROW(ListFile(folder.path("absent")), std::system_error);
  try {
    ListFile directory(folder.path());
    FAIL() << "a directory was opened as a list";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::is_a_directory);
  }
}

TEST_F(ListReaderTest, AListThatCannotBeReadOnIsAResultAndTheNextListIsRead) {
  // This file can be opened, but nothing can be read from its start.
  ListReader reader(
      inputs(ListFile("/proc/self/mem"), ListFile(folder.write("list", "a")), UrlArgument{"b"}),
      {.parse_url = any_url});
  EXPECT_THAT(read_all(reader), ElementsAre("1:bad", "1:a", "0:b"));
}

TEST_F(ListReaderTest, StandardInputIsNotClosed) {
  {
    const ListFile standard_input("-");
    EXPECT_EQ(standard_input.fd(), STDIN_FILENO);
    EXPECT_EQ(standard_input.name(), "-");
  }
  EXPECT_GE(fcntl(STDIN_FILENO, F_GETFD), 0);
}

TEST_F(ListReaderTest, TheRequestsOfFilesAndUrlsCanBeCounted) {
  const std::string text =
      "\n# c\na\n  # c\n\t\nb # c\nbad\r\n\r\n" + std::string(70'000, 'x') + "\nd";
  const std::string list = folder.write("list", text);
  const auto all = inputs(ListFile(list), UrlArgument{"http://x.test/"});
  EXPECT_EQ(count_requests(all), 6U);
  EXPECT_EQ(count_requests(all), 6U) << "without reading the list away";
  EXPECT_EQ(read(text).size(), 5U);
}

TEST_F(ListReaderTest, TheCountIsThatOfTheReader) {
  for (const std::string& text :
       {std::string("\xEF\xBB\xBF# c\na\n"), std::string("\xEF\xBB\xBF\na"), std::string(),
        std::string("\xEF\xBB\xBF"), "# " + std::string(70'000, 'x') + "\na",
        std::string("# \xFF\na\n"), std::string("# \0\na\n", 6)}) {
    const auto all = inputs(ListFile(folder.write("list", text)));
    EXPECT_EQ(count_requests(all), read(text).size()) << text.substr(0, 20);
  }
}

TEST_F(ListReaderTest, APipeCannotBeCounted) {
  const Pipe pipe;
  EXPECT_FALSE(count_requests(inputs(ListFile(folder.write("list", "a")), ListFile(pipe.name()))));
}

TEST_F(ListReaderTest, PackedListsAreReadAsTheyAre) {
  std::string text = "\xEF\xBB\xBFhttp://a.test/\n";
  std::vector<std::string> expected{"1:http://a.test/"};
  for (int i = 2; i < 20'000; ++i) {
    text += "http://b.test/" + std::to_string(i) + "\n";
    expected.push_back(std::to_string(i) + ":http://b.test/" + std::to_string(i));
  }
  EXPECT_EQ(read(gzip(text)), expected);
}

TEST_F(ListReaderTest, PackedAndPlainListsFollowEachOther) {
  ListReader reader(
      inputs(ListFile(folder.write("one", gzip("a"))), ListFile(folder.write("two", "b")),
             UrlArgument{"c"}, ListFile(folder.write("three", gzip("{\"url\":\"d\"}")))),
      {.parse_url = any_url});
  EXPECT_THAT(read_all(reader), ElementsAre("1:a", "1:b", "0:c", "1:d"));
  EXPECT_TRUE(reader.complete());
}

TEST_F(ListReaderTest, APackedListThatIsCutOffIsABadLineAndNotComplete) {
  const std::string packed = gzip("http://a.test/\nhttp://b.test/\n");
  ListReader reader(
      inputs(ListFile(folder.write("list", packed.substr(0, packed.size() - 4))), UrlArgument{"x"}),
      {.parse_url = any_url});
  EXPECT_THAT(read_all(reader),
              ElementsAre("1:http://a.test/", "2:http://b.test/", "3:bad", "0:x"));
  EXPECT_FALSE(reader.complete());
}

TEST_F(ListReaderTest, APackedListComesThroughAPipeInPieces) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const int saved = dup(STDIN_FILENO);
  ASSERT_EQ(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  const std::string packed = gzip("http://a.test/\n");
  ListReader reader(inputs(ListFile("-")), {.parse_url = any_url});
  EXPECT_THAT(read_all(reader), ElementsAre("pending"));
  const auto put = [&](std::size_t from, std::size_t size) {
    ASSERT_EQ(write(ends[1], packed.data() + from, size), static_cast<ssize_t>(size));
  };
  put(0, 10);
  EXPECT_THAT(read_all(reader), ElementsAre("pending"));
  put(10, packed.size() - 10);
  close(ends[1]);
  EXPECT_THAT(read_all(reader), ElementsAre("1:http://a.test/"));
  dup2(saved, STDIN_FILENO);
  close(saved);
  close(ends[0]);
}

TEST_F(ListReaderTest, WhatIsUnpackedAlreadyIsNotWaitedFor) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const int saved = dup(STDIN_FILENO);
  ASSERT_EQ(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  // So many comments that they are not read in one go, in less than a pipe holds.
  std::string text;
  while (text.size() < std::size_t{4} << 20U) text += "# a comment\n";
  const std::string packed = gzip(text + "http://a.test/\n");
  ASSERT_EQ(write(ends[1], packed.data(), packed.size()), static_cast<ssize_t>(packed.size()));
  ListReader reader(inputs(ListFile("-")), {.parse_url = any_url});
  bool found = false;
  for (int i = 0; i < 1000 && !found; ++i) {
    found = std::holds_alternative<Request>(reader.next());
    pollfd ear{reader.wait_fd(), POLLIN, 0};
    if (!found) {
      ASSERT_EQ(poll(&ear, 1, 0), 1) << "the engine would wait";
    }
  }
  EXPECT_TRUE(found);
  dup2(saved, STDIN_FILENO);
  for (const int fd : {saved, ends[0], ends[1]}) close(fd);
}

TEST_F(ListReaderTest, APackedListIsNotCountedBeforehand) {
  EXPECT_EQ(count_requests(inputs(ListFile(folder.write("list", gzip("a\n"))))), std::nullopt);
}

}  // namespace
}  // namespace urlfan::list_reader_test
