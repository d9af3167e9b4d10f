// The programs that show how the library is used, as their readers would run them.

#include <gmock/gmock.h>

#include <string>

#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/process.h"

namespace urlfan::embedding_test {
namespace {

using testing::HasSubstr;

std::string example(const std::string& name) { return URLFAN_EXAMPLES "/urlfan_example_" + name; }

TEST(Embedding, TheExampleOfThePageRuns) {
  const Nginx nginx;
  Process process({.arguments = {URLFAN_EMBED_EXAMPLE, nginx.url("/redirect"),
                                 nginx.url("/missing"), "ftp://127.0.0.1/"}});
  EXPECT_EQ(process.wait(), 1);
  EXPECT_EQ(
      process.out(),
      "200 " + nginx.url("/redirect") +
          "\nhttp_status HTTP 404, expected below 400\n"
          "unsupported_scheme the scheme of this URL is not supported; expected http or https\n");
}

TEST(Embedding, HandlersInSeveralThreadsShareAClient) {
  const Nginx nginx;
  const FaultServer faults;
  Process process({.arguments = {example("fan_out"), nginx.url("/ok"), nginx.url("/ok?2"),
                                 faults.url("/silent")}});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_EQ(process.out(), "8 of 12 answered\n");
}

TEST(Embedding, ARequestOfOneLineArrivesAsItWasMeant) {
  const Nginx nginx;
  Process process({.arguments = {example("json_call"), "t0ken", nginx.url("/headers"),
                                 nginx.url("/echo"), nginx.url("/status/503")}});
  EXPECT_EQ(process.wait(), 0);
  const std::string out = process.out();
  // The token arrived, for nothing else is hidden where the server repeats it.
  EXPECT_THAT(out, HasSubstr("ok method=POST authorization=Bearer *** cookie= agent=urlfan "
                             "type=application/json length=28 "));
  EXPECT_THAT(out, HasSubstr("ok {\"question\": \"how are you?\"}\n"));
  EXPECT_THAT(out, HasSubstr("failed HTTP 503, expected below 400\n"));
  EXPECT_THAT(out, HasSubstr(nginx.url("") + " 3 asked, 0 failed, "));
}

TEST(Embedding, ATokenThatIsMoreThanOneIsNotSent) {
  const Nginx nginx;
  Process process(
      {.arguments = {example("json_call"), "t0ken\r\nX-Key: forged", nginx.url("/ok")}});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_EQ(process.out(),
            "failed headers has a value for authorization with a control character in it; expected "
            "plain text\n");
}

TEST(Embedding, ACallbackStopsWhatIsSuperfluous) {
  const Nginx nginx;
  const FaultServer faults;
  Process process({.arguments = {example("callback"), faults.url("/silent"), nginx.url("/ok")}});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_THAT(process.out(), HasSubstr("ok " + nginx.url("/ok") + "\n"));
  EXPECT_THAT(process.out(), HasSubstr("cancelled " + faults.url("/silent") + "\n"));
}

TEST(Embedding, ATransportOfOnesOwnNeedsNoNetwork) {
  Process process({.arguments = {example("own_transport")}});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_EQ(process.out(), "ok 200 the answer of a.example\nfailed 404 the answer of b.example\n");
}

}  // namespace
}  // namespace urlfan::embedding_test
