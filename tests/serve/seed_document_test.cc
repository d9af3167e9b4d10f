#include "src/serve/seed_document.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>

namespace urlfan {
namespace {

TEST(SeedDocument, TellsOfEachUrlWhatCameOrWhyNothingDid) {
  std::ostringstream out;
  SeedDocument document({"a", "b", "c"}, out);
  Result found;
  found.response.status = 200;
  found.response.body = "text";
  document.write(found);
  Result missing;
  missing.index = 1;
  missing.response.status = 404;
  missing.error = make_error(ErrorCode::http_status, "404 Not Found");
  document.write(missing);
  Result refused;
  refused.index = 2;
  refused.error = make_error(ErrorCode::connect_refused, "nobody listens");
  document.write(refused);
  Summary summary;
  summary.wall = std::chrono::milliseconds(1500);
  document.finish(summary);
  EXPECT_EQ(nlohmann::json::parse(out.str()),
            nlohmann::json::parse(R"({"results":[{"url":"a","status":200,"content":"text"},)"
                                  R"({"url":"b","status":404,"content":""},)"
                                  R"({"url":"c","error":"nobody listens"}],"total_time":1.5})"));
}

}  // namespace
}  // namespace urlfan
