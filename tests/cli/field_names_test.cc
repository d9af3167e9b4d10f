#include "src/cli/options/field_names.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "src/output/csv_sink.h"
#include "src/output/result_json.h"
#include "tests/cli/complaint.h"

namespace urlfan::field_names_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string complaint_about(const std::string& fields) {
  return complaint([&fields] { read_fields(fields); });
}

TEST(FieldNames, ArePathsIntoAResult) {
  EXPECT_THAT(read_fields("url"), ElementsAre("url"));
  EXPECT_THAT(read_fields("url,error.code, timings_ms.total"),
              ElementsAre("url", "error.code", "timings_ms.total"));
  EXPECT_THAT(read_fields("checks.0.name,tls.names.1,headers.x-a.0,history.12.error_code,error"),
              testing::SizeIs(5));
}

TEST(FieldNames, AreAllThatAResultHasButWhatNeverChanges) {
  const auto result = nlohmann::json::parse(to_json(Result()));
  for (const auto& [name, value] : result.items()) {
    EXPECT_EQ(complaint_about(name).empty(), name != "type") << name;
  }
}

TEST(FieldNames, ThoseOfCsvAreSome) {
  for (const auto column : csv_columns()) EXPECT_EQ(complaint_about(std::string(column)), "");
}

TEST(FieldNames, AnUnknownOneIsRefusedAndTheNearestNamed) {
  EXPECT_EQ(complaint_about("url,effectiv_url"),
            "--fields: a result has no field \"effectiv_url\"; did you mean effective_url?");
  EXPECT_THAT(complaint_about("error.cod"), HasSubstr("did you mean error.code?"));
  EXPECT_THAT(complaint_about("checks.name"), HasSubstr("did you mean checks.0.name?"));
  EXPECT_THAT(complaint_about("nonsense"), HasSubstr("urlfan --schema has them all"));
  for (const char* wrong : {"", "url,", ",url", "url.x", "error.", ".url", "error..code",
                            "checks.x", "checks.0.x", "headers.a b", "headers.", "type"}) {
    EXPECT_THAT(complaint_about(wrong), HasSubstr("--fields: a result has no field")) << wrong;
  }
}

TEST(FieldNames, OneStandsOnce) {
  EXPECT_THAT(complaint_about("url,ok,url"), HasSubstr("url twice"));
}

}  // namespace
}  // namespace urlfan::field_names_test
