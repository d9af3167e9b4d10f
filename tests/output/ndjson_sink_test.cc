#include "src/output/ndjson_sink.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "src/output/result_json.h"
#include "tests/support/flush_counter.h"
#include "tests/support/results.h"

namespace urlfan::ndjson_sink_test {
namespace {

using nlohmann::json;

TEST(NdjsonSink, EveryLineIsAnObjectAndTheLastIsTheSummary) {
  std::ostringstream out;
  NdjsonSink sink(out);
  sink.write(passed(1));
  sink.write(failed(0));
  Summary summary;
  summary.total = 2;
  sink.finish(summary);

  std::vector<json> found;
  std::istringstream stream(out.str());
  for (std::string line; std::getline(stream, line);) found.push_back(json::parse(line));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0], json::parse(to_json(passed(1)))) << "as it completes";
  EXPECT_EQ(found[1], json::parse(to_json(failed(0))));
  EXPECT_EQ(found[2].at("type"), "summary");
  EXPECT_EQ(found[2].at("total"), 2);
  EXPECT_TRUE(out.str().ends_with("}\n"));
}

TEST(NdjsonSink, HasTheFieldsThatAreAskedForUnderTheirPaths) {
  std::ostringstream out;
  NdjsonSink sink(out,
                  {.fields = {"url", "error.code", "timings_ms.total"}, .without_summary = true});
  sink.write(passed(1));
  sink.write(failed(0));
  sink.finish({});
  EXPECT_EQ(out.str(),
            "{\"url\":\"http://a.test/1\",\"error.code\":null,\"timings_ms.total\":12.5}\n"
            "{\"url\":\"http://a.test/0\",\"error.code\":\"connect_refused\","
            "\"timings_ms.total\":12.5}\n");
}

TEST(NdjsonSink, EndsWithTheSummaryAlsoBehindFields) {
  std::ostringstream out;
  NdjsonSink sink(out, {.fields = {"ok"}});
  sink.write(passed(0));
  sink.finish({});
  EXPECT_TRUE(out.str().starts_with("{\"ok\":true}\n{\"type\":\"summary\","));
}

TEST(NdjsonSink, FlushesWhenNothingElseIsWaiting) {
  FlushCounter buffer;
  std::ostream out(&buffer);
  NdjsonSink sink(out);
  sink.write(passed(0));
  sink.write(passed(1));
  EXPECT_EQ(buffer.flushes, 0) << "not for every result";
  sink.idle({});
  EXPECT_EQ(buffer.flushes, 1);
  sink.finish({});
  EXPECT_EQ(buffer.flushes, 2);
}

}  // namespace
}  // namespace urlfan::ndjson_sink_test
