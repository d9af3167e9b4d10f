#include "src/output/document_sink.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "src/output/result_json.h"
#include "tests/support/flush_counter.h"
#include "tests/support/results.h"

namespace urlfan::document_sink_test {
namespace {

using nlohmann::json;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

std::string document(const std::vector<Result>& results) {
  std::ostringstream out;
  DocumentSink sink(out);
  for (const auto& result : results) sink.write(result);
  Summary summary;
  summary.total = results.size();
  sink.finish(summary);
  return out.str();
}

TEST(DocumentSink, IsOneJsonDocumentWithTheSummaryLast) {
  for (const std::size_t count : {0U, 1U, 2U, 25U}) {
    std::vector<Result> results;
    for (std::size_t i = 0; i < count; ++i) {
      results.push_back(i % 3 == 1 ? failed(i) : passed(i));
    }
    const std::string text = document(results);
    const json found = json::parse(text);
    EXPECT_EQ(found.at("schema"), "urlfan/1");
    ASSERT_EQ(found.at("results").size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(found.at("results")[i], json::parse(to_json(results[i])));
    }
    EXPECT_EQ(found.at("summary").at("total"), count);
    EXPECT_EQ(found.size(), 3U);
    EXPECT_GT(text.find("\"summary\":"), text.rfind("\"type\":\"result\"") + 1);
    EXPECT_TRUE(text.ends_with("}\n"));
  }
}

TEST(DocumentSink, AResultIsOneLine) {
  const auto found = lines(document({passed(0), failed(1), passed(2)}));
  ASSERT_EQ(found.size(), 5U);
  EXPECT_EQ(found[0], R"({"schema":"urlfan/1","results":[)");
  for (std::size_t i = 1; i <= 3; ++i) {
    std::string line = found[i];
    if (line.ends_with(',')) line.pop_back();
    EXPECT_EQ(json::parse(line).at("index"), i - 1);
  }
  EXPECT_TRUE(found[4].starts_with("],\"summary\":{"));
}

TEST(DocumentSink, WritesResultsAsTheyCome) {
  std::ostringstream out;
  DocumentSink sink(out);
  EXPECT_EQ(out.str(), "") << "a list that turns out to be empty prints nothing";
  sink.write(passed(0));
  EXPECT_NE(out.str().find("\"index\":0"), std::string::npos);
}

TEST(DocumentSink, FlushesWhenNothingElseIsWaiting) {
  FlushCounter buffer;
  std::ostream out(&buffer);
  DocumentSink sink(out);
  sink.write(passed(0));
  sink.write(passed(1));
  EXPECT_EQ(buffer.flushes, 0) << "not for every result";
  sink.idle({});
  EXPECT_EQ(buffer.flushes, 1);
  sink.finish({});
  EXPECT_EQ(buffer.flushes, 2);
}

}  // namespace
}  // namespace urlfan::document_sink_test
