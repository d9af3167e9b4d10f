// ListReader with lists that are no lines of text: tables and documents.

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/list/list_reader.h"
#include "src/model/line_problem.h"
#include "tests/support/gzip.h"
#include "tests/support/requests.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::list_format_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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

class ListFormatTest : public testing::Test {
 protected:
  std::vector<std::string> read(InputFormat format, std::string_view text) {
    LineRules rules{.parse_url = any_url};
    rules.format = format;
    rules.parse_document = [](std::string_view document) {
      if (document.starts_with("no")) throw LineProblem{"is none; expected one"};
      return std::vector<ListedUrl>{{std::string(document.substr(0, 5)), 7}, {"bad", 9}};
    };
    reader.emplace(inputs(ListFile(folder.write("list", text)), UrlArgument{"u"}), rules);
    return read_all(*reader);
  }

  TemporaryFolder folder;
  std::optional<ListReader> reader;
};

TEST_F(ListFormatTest, ADocumentIsReadAsAWhole) {
  EXPECT_THAT(read(InputFormat::sitemap, "/a/b/" + std::string(200'000, 'x')),
              ElementsAre("7:/a/b/", "9:bad", "0:u"));
  EXPECT_TRUE(reader->complete());
  EXPECT_THAT(read(InputFormat::sitemap, gzip("/a/b/c")), ElementsAre("7:/a/b/", "9:bad", "0:u"));
}

TEST_F(ListFormatTest, WhatIsNoDocumentIsOneBadLine) {
  EXPECT_THAT(read(InputFormat::sitemap, "none"), ElementsAre("1:bad", "0:u"));
  EXPECT_FALSE(reader->complete());
}

TEST_F(ListFormatTest, ADocumentHasAtMost64MiB) {
  ListReader large(inputs(ListFile("/dev/zero")), [] {
    LineRules rules{.parse_url = any_url};
    rules.format = InputFormat::sitemap;
    return rules;
  }());
  auto next = large.next();
  while (std::holds_alternative<Pending>(next)) next = large.next();
  ASSERT_TRUE(std::holds_alternative<Request>(next));
  const auto& request = std::get<Request>(next);
  EXPECT_EQ(request.where.file, "/dev/zero");
  EXPECT_THAT(request.bad->message, HasSubstr("larger than 64 MiB; expected a sitemap"));
}

TEST_F(ListFormatTest, ATableIsReadRowByRow) {
  EXPECT_THAT(read(InputFormat::csv, "\xEF\xBB\xBFurl,name\r\n/a,b\r\n\"/c\n"),
              ElementsAre("2:/a", "3:bad", "0:u"));
  EXPECT_THAT(read(InputFormat::csv, "url\n" + std::string(70'000, 'x') + "\n/a\n"),
              ElementsAre("2:bad", "3:/a", "0:u"));
}

TEST_F(ListFormatTest, ATableWithoutItsColumnsIsOneBadLine) {
  EXPECT_THAT(read(InputFormat::csv, "link\n/a\n/b\n"), ElementsAre("1:bad", "0:u"));
  EXPECT_FALSE(reader->complete());
}

TEST_F(ListFormatTest, NobodyCountsTheirRowsAhead) {
  const auto all = inputs(ListFile(folder.write("list", "url\n/a\n")));
  EXPECT_FALSE(count_requests(all, InputFormat::csv));
  EXPECT_FALSE(count_requests(all, InputFormat::sitemap));
}

TEST_F(ListFormatTest, ASitemapThatIsTakenForAListIsToldHowToReadIt) {
  ListReader wrong(inputs(ListFile(folder.write("list", "<?xml version=\"1.0\"?>\n<urlset/>\n"))),
                   {.parse_url = any_url});
  EXPECT_THAT(std::get<Request>(wrong.next()).bad->message, HasSubstr("--input-format sitemap"));
  EXPECT_TRUE(std::holds_alternative<Exhausted>(wrong.next()));
}

}  // namespace
}  // namespace urlfan::list_format_test
