// Who sees a body decoded that a server codes, and who sees it as it came.

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/gzip.h"
#include "tests/support/temporary_folder.h"
#include "tests/wire/wire_server.h"

namespace urlfan::coded_body_test {
namespace {

using testing::HasSubstr;

const std::string kText = R"({"state": "all is well", "n": 7})";

/// A server of one answer, at /coded.
class Coded {
 public:
  explicit Coded(const std::string& coding, std::string body, const std::string& status = "200 OK")
      : body_(std::move(body)), server_({answer("HTTP/1.1 " + status, coding)}) {}

  const std::string& body() const { return body_; }

  Json result(std::vector<std::string> options, const std::string& checks = {}) const {
    const std::string url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/coded";
    const Outcome run = run_urlfan(std::move(options), url + " " + checks + "\n");
    return run.document()["results"][0];
  }

 private:
  WireCase answer(const std::string& status_line, const std::string& coding) const {
    WireCase wire;
    wire.name = "coded";
    wire.steps.push_back({.kind = WireStep::Kind::send,
                          .bytes = status_line + "\r\nContent-Encoding: " + coding +
                                   "\r\nContent-Length: " + std::to_string(body_.size()) +
                                   "\r\n\r\n" + body_});
    return wire;
  }

  std::string body_;
  WireServer server_;
};

TEST(CodedBody, UnaskedForIsDecodedForChecksAndTheEye) {
  const Coded coded("gzip", gzip(kText));
  const Json result = coded.result({}, R"(contains="is well" matches=al+ json:/n=7)");
  EXPECT_EQ(result["error"], nullptr);
  EXPECT_EQ(result["body"], kText);
  EXPECT_EQ(result["body_truncated"], false);
}

TEST(CodedBody, UnaskedForIsCountedHashedAndSavedAsItCame) {
  const TemporaryFolder folder;
  const Coded coded("gzip", gzip(kText));
  const Json result = coded.result({"--save-dir", folder.path()});
  EXPECT_EQ(result["body_bytes"], coded.body().size());
  EXPECT_EQ(read_file(result["saved_to"]), coded.body());
  const Coded plain("identity", coded.body());
  EXPECT_EQ(result["sha256"], plain.result({"--hash"})["sha256"]);
}

TEST(CodedBody, AskedForIsDecodedForAll) {
  const TemporaryFolder folder;
  const Coded coded("gzip", gzip(kText));
  const Json result = coded.result({"--compressed", "--save-dir", folder.path()});
  EXPECT_EQ(result["body_bytes"], kText.size());
  EXPECT_EQ(read_file(result["saved_to"]), kText);
}

TEST(CodedBody, APreviewIsTheStartOfTheText) {
  const std::string text(100'000, 'z');
  const Coded coded("gzip", gzip(text));
  const Json result = coded.result({"--body", "10"});
  EXPECT_EQ(result["body"], "zzzzzzzzzz");
  EXPECT_EQ(result["body_truncated"], true);
  EXPECT_EQ(coded.result({"--body", "100000"})["body_truncated"], false);
}

TEST(CodedBody, APartIsNotDecoded) {
  const Coded coded("gzip", "fine\n", "206 Partial Content");
  for (const auto& options : {std::vector<std::string>{}, {"--compressed"}}) {
    EXPECT_EQ(coded.result(options, "contains=fine")["error"], nullptr);
  }
}

TEST(CodedBody, ACodingThatIsNoneIsNamedWhereACheckFails) {
  const Coded coded("aws-chunked", "fine\n");
  EXPECT_EQ(coded.result({}, "contains=fine")["error"], nullptr);
  EXPECT_THAT(coded.result({}, "contains=other")["error"]["message"],
              HasSubstr("its Content-Encoding is aws-chunked, which cannot be undone"));
}

TEST(CodedBody, WhatCannotBeDecodedIsNotShown) {
  const Coded wrong("gzip", "password=hunter2, and no gzip at all");
  const Json shown = wrong.result({});
  EXPECT_EQ(shown["error"], nullptr);
  EXPECT_EQ(shown["body"], nullptr);
  EXPECT_EQ(shown["body_bytes"], wrong.body().size());
  const Json checked = wrong.result({}, "contains=password");
  EXPECT_EQ(checked["error"]["code"], "check_failed");
  EXPECT_THAT(checked["error"]["message"], HasSubstr("is not gzip, as its Content-Encoding says"));
  const Json asked = wrong.result({"--compressed"});
  EXPECT_EQ(asked["error"]["code"], "bad_encoding");
  EXPECT_EQ(asked["body"], nullptr);
}

TEST(CodedBody, WhatIsCutIsNoText) {
  const std::string whole = gzip(kText);
  const Coded cut("gzip", whole.substr(0, whole.size() - 3));
  EXPECT_EQ(cut.result({})["body"], nullptr);
  EXPECT_THAT(cut.result({}, "contains=well")["error"]["message"],
              HasSubstr("ends in the middle of its Content-Encoding"));
  EXPECT_EQ(cut.result({"--compressed"})["error"]["code"], "truncated_body");
}

TEST(CodedBody, ABombIsNoText) {
  const Coded bomb("gzip", gzip(std::string(3'000'000, ' ')));
  const Json result = bomb.result({"--max-body", "1M"}, "contains=x");
  EXPECT_EQ(result["status"], 200);
  EXPECT_THAT(result["error"]["message"], HasSubstr("decoded, it is larger than the limit"));
}

TEST(CodedBody, ALongOneIsWhole) {
  std::string text;
  for (unsigned i = 0; text.size() < 3'000'000; ++i) text += std::to_string(i * 2654435761U) + "\n";
  const Coded coded("gzip", gzip(text));
  const std::string end = text.substr(text.size() - 20, 19);
  EXPECT_EQ(coded.result({}, "contains=" + end)["error"], nullptr);
  EXPECT_EQ(coded.result({"--compressed"}, "contains=" + end)["body_bytes"], text.size());
}

}  // namespace
}  // namespace urlfan::coded_body_test
