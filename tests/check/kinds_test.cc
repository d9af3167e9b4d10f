#include "src/check/kinds.h"

#include <gmock/gmock.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "src/output/result_json.h"

namespace urlfan::kinds_test {
namespace {

std::vector<std::string> of_all(
    const std::function<std::string(std::string_view key, std::string_view member)>& name) {
  std::vector<std::string> names;
  for_each_check_kind([&](const auto& kind) { names.push_back(name(kind.key, kind.member)); });
  return names;
}

TEST(CheckKinds, EachHasAKeyAndAMemberOfItsOwn) {
  const auto keys = of_all([](auto key, auto) { return std::string(key); });
  const auto members = of_all([](auto, auto member) { return std::string(member); });
  EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), keys.size());
  EXPECT_EQ(std::set(members.begin(), members.end()).size(), members.size());
}

TEST(CheckKinds, TheSchemaKnowsThemAll) {
  const auto expect =
      nlohmann::json::parse(json_schema())["$defs"]["request"]["properties"]["expect"];
  const auto members = of_all([](auto, auto member) { return std::string(member); });
  EXPECT_EQ(expect["required"].get<std::vector<std::string>>(), members);
  EXPECT_EQ(expect["properties"].size(), members.size());
  for (const auto& member : members) EXPECT_TRUE(expect["properties"].contains(member)) << member;
}

TEST(CheckKinds, AreNamedAsInASentence) {
  EXPECT_EQ(check_names([](const auto& kind) { return kind.member; }),
            "status, contains, matches, max_ms, headers, json, length, url, redirects, size, "
            "cert_days, sha256, http or tls");
}

}  // namespace
}  // namespace urlfan::kinds_test
