#include "src/output/request_json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/requests.h"

namespace urlfan::request_json_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

TEST(RequestJson, ShowsWhatALineMeans) {
  Request line = request("https://joe:secret@a.test/x");
  line.where = {.file = "-", .line = 3};
  line.name = "web";
  line.method = "HEAD";
  line.timeout = ms(1500);
  own_checks(line).status = StatusSet{.ranges = {{200, 299}}, .text = "2xx"};
  line.retries = 2;
  own_checks(line).max_time = Duration(500);
  own_checks(line).contains = {{.value = "a"}, {.value = "b"}};
  own_checks(line).matches = {
      {.op = Operator::matches, .value = std::get<Pattern>(Pattern::compile("c+"))}};
  own_checks(line).headers = {{.name = "x-a", .value = "1"},
                              {.name = "x-b",
                               .op = Operator::matches_not,
                               .value = std::get<Pattern>(Pattern::compile("2"))}};
  own_checks(line).json = {{.name = "/d", .value = "[1, true]"},
                           {.name = "/e", .op = Operator::absent}};
  own_checks(line).lengths = {{.name = "/d", .op = Operator::greater, .value = "1"}};
  own_checks(line).size = {{.op = Operator::at_most, .value = "1024"}};
  own_checks(line).cert_days = 14;
  line.follow_redirects = false;
  own_checks(line).sha256 = "ab";
  EXPECT_EQ(json::parse(to_json(line, 7)), json::parse(R"({
    "type":"request","index":7,"shard":null,"file":"-","line":3,"name":"web","method":"HEAD",
    "url":"https://joe:***@a.test/x","headers":[],"body_bytes":null,"timeout_ms":1500,"connect_timeout_ms":null,
    "retries":2,"follow":false,"get_if_refused":false,"expect":{"status":"2xx",
    "contains":[{"op":"=","value":"a"},{"op":"=","value":"b"}],
    "matches":[{"op":"=~","value":"c+"}],"max_ms":0.5,
    "headers":[{"name":"x-a","op":"=","value":"1"},{"name":"x-b","op":"!~","value":"2"}],
    "json":[{"pointer":"/d","op":"=","value":[1,true]},{"pointer":"/e","op":"absent","value":null}],
    "length":[{"pointer":"/d","op":">","value":"1"}],"url":[],"redirects":[],
    "size":[{"op":"<=","value":"1024"}],"cert_days":14,"sha256":"ab","http":[],"tls":[]},
    "error":null})"));
}

TEST(RequestJson, TellsTheShard) {
  EXPECT_EQ(json::parse(to_json(request("http://a.test/"), 7, {}, 3)).at("shard"), 3);
}

TEST(RequestJson, ABadLineShowsItsErrorAndNoUrl) {
  const json bad = json::parse(to_json(bad_request("what was expected"), 0));
  EXPECT_TRUE(bad.at("url").is_null());
  EXPECT_TRUE(bad.at("method").is_null());
  EXPECT_EQ(bad.at("error").at("code"), "invalid_input");
  EXPECT_EQ(bad.at("error").at("message"), "what was expected");
  EXPECT_EQ(bad.at("expect"), json::parse(R"({"status":null,"contains":[],"matches":[],
    "max_ms":null,"headers":[],"json":[],"length":[],"url":[],"redirects":[],"size":[],
    "cert_days":null,"sha256":null,"http":[],"tls":[]})"));
}

TEST(RequestJson, HidesASecretWhereverItIs) {
  Secrets secrets;
  secrets.add("my \"key\"");
  secrets.add("x-key");
  secrets.add("200-299");
  secrets.add(std::string(64, 'a'));
  Request line = request("http://a.test/my \"key\"");
  line.name = "my \"key\"";
  own_checks(line).contains = {{.value = "my \"key\""}};
  own_checks(line).headers = {{.name = "x-key", .value = "my \"key\""}};
  own_checks(line).json = {{.name = "/my \"key\"", .value = R"({"a":"my \"key\""})"}};
  own_checks(line).status = StatusSet{.ranges = {{200, 299}}, .text = "200-299"};
  own_checks(line).sha256 = std::string(64, 'a');
  const std::string text = to_json(line, 0, secrets);
  EXPECT_THAT(text, Not(HasSubstr("key")));
  const json expect = json::parse(text).at("expect");
  EXPECT_EQ(expect.at("headers").at(0).at("name"), "***");
  EXPECT_EQ(expect.at("status"), "***");
  EXPECT_EQ(expect.at("sha256"), "***");
  EXPECT_EQ(expect.at("json").at(0).at("value"), R"({"a":"***"})") << "as text, not as JSON";
}

TEST(RequestJson, WithoutChecksThereIsNothingToExpect) {
  Request line = request("http://a.test/");
  own_checks(line).none = true;
  EXPECT_TRUE(json::parse(to_json(line, 0)).at("expect").is_null());
}

}  // namespace
}  // namespace urlfan::request_json_test
