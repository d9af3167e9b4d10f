#include "src/watch/event_json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/output/result_json.h"
#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"
#include "tests/support/results.h"

namespace urlfan::event_json_test {
namespace {

using nlohmann::json;
using testing::UnorderedElementsAreArray;

std::vector<std::string> keys(const json& object) {
  std::vector<std::string> all;
  for (const auto& [key, value] : object.items()) all.push_back(key);
  return all;
}

/// Whether it has what the schema says of its type.
void expect_as_in_schema(const std::string& text) {
  const json event = json::parse(text);
  const json schema = json::parse(json_schema());
  const auto& record = schema.at("$defs").at(event.at("type").get<std::string>());
  EXPECT_THAT(keys(event),
              UnorderedElementsAreArray(record.at("required").get<std::vector<std::string>>()));
}

Change outage(const Result& result) {
  return {.round = 7,
          .at = FakeClock::wall_start() + ms(10'000),
          .health = {.was = Health::up, .now = Health::down, .since = FakeClock::wall_start()},
          .error = result.error,
          .result = &result};
}

TEST(EventJson, HasTheKeysOfTheSchema) {
  const Result result = failed();
  expect_as_in_schema(to_json(outage(result)));
  Change of_network = outage(result);
  of_network.result = nullptr;
  expect_as_in_schema(to_json(of_network));
  expect_as_in_schema(to_json(RoundEnd()));
  expect_as_in_schema(to_json(Reload()));
  expect_as_in_schema(to_json(WatchEnd()));
}

TEST(EventJson, AChangeTellsWhatItIsAboutWithItsError) {
  const Result result = failed();
  const json event = json::parse(to_json(outage(result)));
  EXPECT_EQ(event["state"], "down");
  EXPECT_EQ(event["was"], "up");
  EXPECT_EQ(event["since"], "2026-11-21T04:41:28.000Z");
  EXPECT_EQ(event["at"], "2026-11-21T04:41:38.000Z");
  EXPECT_EQ(event["outage_ms"], nullptr);
  EXPECT_EQ(event["error"]["code"], "connect_refused");
  EXPECT_EQ(event["result"], json::parse(to_json(result)));
}

TEST(EventJson, TheEndOfAnOutageTellsItsLengthAndWhatItWas) {
  const Result result = passed();
  Change change = outage(result);
  change.health.was = Health::down;
  change.health.now = Health::up;
  change.health.outage = ms(61'500);
  change.error = make_error(ErrorCode::timeout, "no answer");
  const json event = json::parse(to_json(change));
  EXPECT_EQ(event["state"], "up");
  EXPECT_EQ(event["outage_ms"], 61'500);
  EXPECT_EQ(event["error"]["code"], "timeout");
  EXPECT_EQ(event["result"]["ok"], true);
}

TEST(EventJson, WhatNothingIsKnownOfIsNull) {
  Change change = outage(failed());
  change.result = nullptr;
  change.health.was = Health::unknown;
  EXPECT_EQ(json::parse(to_json(change))["was"], nullptr);
  EXPECT_EQ(json::parse(to_json(RoundEnd()))["own_network"], nullptr);
  EXPECT_EQ(json::parse(to_json(WatchEnd()))["stop"], nullptr);
}

TEST(EventJson, AReloadThatIsRefusedSaysWhy) {
  const json event = json::parse(to_json(Reload{.lines = 3, .problem = "urls.txt:2: not a URL"}));
  EXPECT_EQ(event["ok"], false);
  EXPECT_EQ(event["message"], "urls.txt:2: not a URL");
  EXPECT_EQ(event["lines"], 3);
}

}  // namespace
}  // namespace urlfan::event_json_test
