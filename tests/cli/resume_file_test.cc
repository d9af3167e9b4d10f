#include "src/cli/resume_file.h"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>

#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/settings.h"
#include "src/output/result_json.h"
#include "tests/support/requests.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::resume_file_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::variant<Target, Error> any_target(std::string_view url) { return target(url); }

class ResumeFileTest : public testing::Test {
 protected:
  ResumeFileTest() : source(source_of("http://a.test/0\nhttp://a.test/1\nhttp://a.test/2\n")) {
    source.get_to_know([] {});
  }

  PartOfList source_of(const std::string& text) const {
    std::vector<Input> inputs;
    inputs.emplace_back(ListFile(folder.write("urls.txt", text)));
    return {std::move(inputs), {.parse_url = any_target}, Secrets()};
  }
  std::string record() const { return to_json(*source.list(), source.outline()) + "\n"; }
  /// Writes the file, and reads it as a go does: "index:attempts" of what is kept.
  std::vector<std::string> read(const std::string& text) {
    folder.write("all.ndjson", text);
    std::vector<std::string> kept;
    ResumeFile resume(file);
    resume.require_list(source);
    const auto lines = resume.read(
        [](const Result& result) { return !result.unfinished(); },
        [&](Result&& result) {
          kept.push_back(std::to_string(result.index) + ":" + std::to_string(result.attempts));
        },
        [] {}, log);
    EXPECT_EQ(lines.size(), 3U);
    return kept;
  }
  /// Why it is refused.
  std::string complaint(const std::string& text) {
    try {
      read(text);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "taken";
  }
  static std::string line(std::uint64_t index, unsigned attempts = 1) {
    Result result = passed(index);
    result.attempts = attempts;
    return to_json(result) + "\n";
  }

  TemporaryFolder folder;
  std::string file = folder.path("all.ndjson");
  PartOfList source;
  std::ostringstream told;
  spdlog::logger log{"urlfan", std::make_shared<spdlog::sinks::ostream_sink_st>(told)};
};

TEST_F(ResumeFileTest, AnEmptyFileKeepsNothing) { EXPECT_THAT(read(""), IsEmpty()); }

TEST_F(ResumeFileTest, OfEachLineTheLastResultCounts) {
  EXPECT_THAT(read(record() + line(1, 1) + line(0, 1) + to_json(Summary()) + "\n" + record() +
                   line(1, 2) + line(1, 3)),
              ElementsAre("0:1", "1:3"));
}

TEST_F(ResumeFileTest, WhatWasBrokenOffIsNotDoneAndUndoesNothing) {
  const std::string cancelled = to_json(failed(0, ErrorCode::cancelled)) + "\n";
  EXPECT_THAT(read(record() + cancelled + line(2)), ElementsAre("2:1"));
  EXPECT_THAT(read(record() + line(0) + cancelled + line(2)), ElementsAre("0:1", "2:1"));
}

TEST_F(ResumeFileTest, WhateverIsCutOffAtTheEndIsDropped) {
  const std::string whole = record() + line(0);
  const std::string torn = line(1);
  for (std::size_t size = 1; size < torn.size(); ++size) {
    ASSERT_THAT(read(whole + torn.substr(0, size)), ElementsAre("0:1")) << size;
    ASSERT_EQ(read_file(file), whole) << size;
  }
  EXPECT_THAT(told.str(), HasSubstr(file + ":3: cut off in the middle"));
}

TEST_F(ResumeFileTest, WhereverItsFirstRecordIsCutOffItIsBegunAnew) {
  const std::string first = record();
  for (std::size_t size = 1; size < first.size(); ++size) {
    ASSERT_THAT(read(first.substr(0, size)), IsEmpty()) << size;
    ASSERT_EQ(read_file(file), "") << size;
  }
}

TEST_F(ResumeFileTest, WhatIsNoneIsLeftAsItIs) {
  for (const std::string text : {"a", "a\n", "{}\n", "{\"type\":\"list\",}\n"}) {
    EXPECT_THAT(complaint(text), HasSubstr("was not written by --resume")) << text;
    EXPECT_EQ(read_file(file), text);
  }
  EXPECT_THAT(complaint(line(0)), HasSubstr("was not written by --resume"));
}

TEST_F(ResumeFileTest, ALineInTheMiddleThatIsNoneOfItsOwnIsNamed) {
  EXPECT_THAT(complaint(record() + "torn\n" + line(0)), HasSubstr("line 2 is not as"));
  EXPECT_THAT(complaint(record() + line(3) + line(0)), HasSubstr("line 2 is not as"))
      << "the list has three lines";
  EXPECT_THAT(complaint(record() + "{\"type\":\"result\",\"index\":0,}\n" + line(1)),
              HasSubstr("line 2 is not as"));
}

TEST_F(ResumeFileTest, TwoFilesThatWerePutTogetherAreRefused) {
  PartOfList other = source_of("http://b.test/\n");
  other.get_to_know([] {});
  EXPECT_THAT(
      complaint(record() + line(0) + to_json(*other.list(), other.outline()) + "\n" + line(1)),
      HasSubstr("line 3 begins with results of another list"));
}

TEST_F(ResumeFileTest, ItIsNobodyElsesMeanwhile) {
  const ResumeFile first(file);
  EXPECT_THROW(ResumeFile{file}, UsageError);
}

}  // namespace
}  // namespace urlfan::resume_file_test
