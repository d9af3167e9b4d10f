#include "src/list/list_digest.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/list/line_parser.h"
#include "tests/support/requests.h"

namespace urlfan::list_digest_test {
namespace {

LineRules rules_with(const std::string& token) {
  LineRules rules{.parse_url = [](std::string_view url) -> std::variant<Target, Error> {
    if (url.starts_with("bad")) return any_url(url);
    return target(url);
  }};
  rules.variables = [token](const std::string& name) {
    return name == "TOKEN" ? std::optional(token) : std::nullopt;
  };
  return rules;
}

/// Of lines, with `token` for their ${TOKEN}.
std::uint64_t digest(const std::vector<std::string>& lines, const std::string& token = "s3cret-1") {
  ListDigest digest{Secrets()};
  for (const auto& line : lines) {
    Secrets filled_in;
    LineRules rules = rules_with(token);
    rules.variables = [&, inner = rules.variables](const std::string& name) {
      auto value = inner(name);
      if (value) filled_in.add(*value, "${" + name + "}");
      return value;
    };
    digest.add(*parse_line(line, rules), filled_in);
  }
  return digest.value();
}

std::uint64_t digest_of(const Request& line) {
  ListDigest digest{Secrets()};
  digest.add(line, {});
  return digest.value();
}

// A file of --resume is read by later versions, and shards are of several machines.
TEST(ListDigest, IsTheSameForEver) {
  EXPECT_EQ(digest(std::vector<std::string>{}), 0xcbf29ce484222325U);
  EXPECT_EQ(digest({"http://a.test/"}), 14159030655198986746U);
  EXPECT_EQ(
      digest({"http://a.test/ status=2xx contains=\"a b\" max=2s follow=no json:/n>=3",
              R"({"url":"http://b.test/","method":"PUT","headers":{"X-A":"1","Cookie":"a=b"},)"
              R"("body":"text"})",
              "bad"}),
      1097106216297133581U);
}

TEST(ListDigest, HowALineIsWrittenDoesNotMatter) {
  EXPECT_EQ(digest({"http://a.test/"}), digest({"  http://a.test/   # a comment"}));
  EXPECT_EQ(digest({"http://a.test/"}), digest({"GET http://a.test/"}));
  EXPECT_EQ(digest({R"(http://a.test/ status=200-299 contains="a b" max=2s follow=no)"}),
            digest({R"({"url":"http://a.test/","follow":false,)"
                    R"("expect":{"status":"2xx","contains":["a b"],"max_ms":2000}})"}));
}

TEST(ListDigest, WhatALineIsCalledAndHowLongItMayTakeDoesNotMatter) {
  EXPECT_EQ(digest({"http://a.test/"}),
            digest({"http://a.test/ name=a timeout=3s connect-timeout=1s retries=3"}));
}

TEST(ListDigest, WhatIsAskedForAndExpectedDoes) {
  const std::vector<std::string> lines{
      "http://a.test/",
      "http://a.test/b",
      "http://b.test/",
      "https://a.test/",
      "HEAD http://a.test/",
      "http://a.test/ status=200",
      "http://a.test/ status=201",
      "http://a.test/ contains=a",
      "http://a.test/ contains!=a",
      "http://a.test/ contains=a contains=b",
      "http://a.test/ contains=ab",
      "http://a.test/ matches=a",
      "http://a.test/ header:a=b",
      "http://a.test/ header:ab=",
      "http://a.test/ json:/a=1",
      "http://a.test/ length:/a=1",
      "http://a.test/ max=2s",
      "http://a.test/ max=3s",
      "http://a.test/ cert-days=2",
      "http://a.test/ follow=yes",
      "http://a.test/ follow=no",
      R"({"url":"http://a.test/","headers":{"Accept":"b"}})",
      R"({"url":"http://a.test/","headers":{"Accept":"c"}})",
      R"({"url":"http://a.test/","headers":{"Accept":null}})",
      R"({"url":"http://a.test/","headers":{"Cookie":"a=b"}})",
      R"({"url":"http://a.test/","method":"PUT","body":"a"})",
      R"({"url":"http://a.test/","method":"PUT","body":"b"})",
      "http://user:pass@a.test/",
      "bad",
      "bad2",
  };
  std::map<std::uint64_t, std::string> seen;
  for (const auto& line : lines) {
    const auto [place, is_new] = seen.emplace(digest({line}), line);
    EXPECT_TRUE(is_new) << line << " reads like " << place->second;
  }
}

TEST(ListDigest, AHeadThatMayBecomeAGetIsAnother) {
  Request head = request("http://a.test/");
  head.method = "HEAD";
  const auto before = digest_of(head);
  head.get_if_refused = true;
  EXPECT_NE(digest_of(head), before);
}

TEST(ListDigest, TheOrderAndTheNumberOfLinesMatter) {
  EXPECT_NE(digest({"http://a.test/", "http://b.test/"}),
            digest({"http://b.test/", "http://a.test/"}));
  EXPECT_NE(digest({"http://a.test/"}), digest({"http://a.test/", "http://a.test/"}));
}

TEST(ListDigest, ASecretOfTheListIsNotInIt) {
  const std::vector<std::string> lines{
      "http://a.test/?key=${TOKEN}", "http://a.test/ contains=${TOKEN}",
      R"({"url":"http://a.test/","headers":{"X-Key":"${TOKEN}"},"method":"PUT","body":"k=${TOKEN}"})"};
  EXPECT_EQ(digest(lines, "s3cret-1"), digest(lines, "other-one-2"));
  EXPECT_NE(digest({"http://a.test/?key=${TOKEN}"}), digest({"http://a.test/"}));
}

// The text of one line may be a secret only behind another; all lines but that read as before.
TEST(ListDigest, ASecretOfALineIsNoneInAnother) {
  EXPECT_NE(digest({"http://a.test/${TOKEN}", "http://a.test/abcd"}, "abcd"),
            digest({"http://a.test/${TOKEN}", "http://a.test/${TOKEN}"}, "abcd"));
}

TEST(ListDigest, WhoAsksIsNotInIt) {
  EXPECT_EQ(digest({"http://user:one@a.test/"}), digest({"http://other:two@a.test/"}));
  const auto with = [](const char* header, const char* value) {
    return std::vector<std::string>{R"({"url":"http://a.test/","headers":{")" +
                                    std::string(header) + R"(":")" + value + R"("}})"};
  };
  EXPECT_EQ(digest(with("Authorization", "Bearer one")),
            digest(with("Authorization", "Bearer two")));
  EXPECT_EQ(digest(with("Cookie", "a=1")), digest(with("Cookie", "a=2")));
  EXPECT_EQ(digest(with("X-Api-Key", "one")), digest(with("X-Api-Key", "two")))
      << "as little as --dry-run shows of it";
  EXPECT_NE(digest(with("X-Api-Key", "one")), digest(with("X-Other", "one")));
}

TEST(ListDigest, SecretsThatAllLinesShareAreNotInIt) {
  const auto of = [](const std::string& token) {
    auto message = std::make_shared<Message>();
    message->headers = {{.name = "X-Key", .value = token}};
    Request line = request("http://a.test/?k=" + token);
    line.message = message;
    Secrets secrets;
    secrets.add(token);
    ListDigest digest(secrets);
    digest.add(line, {});
    return digest.value();
  };
  EXPECT_EQ(of("s3cret-1"), of("other-one-2"));
}

TEST(ListDigest, WhatManyLinesShareReadsLikeWhatEachSays) {
  const auto message_of = [](const char* value) {
    auto message = std::make_shared<Message>();
    message->headers = {{.name = "Accept", .value = value}};
    message->body = body_of("text");
    return message;
  };
  Request line = request("http://a.test/");
  ListDigest shared{Secrets()};
  ListDigest alone{Secrets()};
  const auto common = message_of("1");
  for (int i = 0; i < 3; ++i) {
    line.message = common;
    shared.add(line, {});
    line.message = message_of("1");
    alone.add(line, {});
  }
  EXPECT_EQ(shared.value(), alone.value());
  line.message = message_of("2");
  shared.add(line, {});
  line.message = message_of("1");
  alone.add(line, {});
  EXPECT_NE(shared.value(), alone.value());
}

}  // namespace
}  // namespace urlfan::list_digest_test
