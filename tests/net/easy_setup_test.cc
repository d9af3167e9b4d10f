#include "src/net/easy_setup.h"

#include <gmock/gmock.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "src/net/curl_handles.h"
#include "src/net/easy_values.h"
#include "tests/support/attempts.h"
#include "tests/support/collecting_handle.h"
#include "tests/support/fault_server.h"
#include "tests/support/temporary_folder.h"
#include "urlfan/urlfan.h"

namespace urlfan::easy_setup_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A handle that is used again for attempt after attempt.
class Handle {
 public:
  explicit Handle(ClientConfig config = {}) : config_(std::move(config)) {
    set_run_options(easy_.get(), config_);
  }

  CURLcode run(const Attempt& attempt) {
    set_attempt_options(easy_.get(), config_, attempt, before_ ? &*before_ : nullptr, headers_);
    before_ = attempt;
    return easy_.perform();
  }
  std::string body_of(const Attempt& attempt) {
    EXPECT_EQ(run(attempt), CURLE_OK);
    return easy_.body();
  }
  std::string body_of(const std::string& url) { return body_of(attempt_for(url)); }
  long status() const { return get_info<long>(easy_.get(), CURLINFO_RESPONSE_CODE); }

 private:
  ClientConfig config_;
  std::optional<Attempt> before_;
  TextList headers_;
  CollectingHandle easy_;
};

/// Where the server shows the head of the request that came, with this user.
std::string echo(const FaultServer& server, const std::string& user = {}) {
  std::string url = server.url("/echo");
  return user.empty() ? url : url.insert(url.find("://") + 3, user + "@");
}

TEST(Handle, SpeaksHttpAndNothingElse) {
  const TemporaryFolder folder;
  Attempt attempt = attempt_for("http://127.0.0.1:1/");
  for (const std::string& url : {"file://" + folder.write("file", "secret"),
                                 std::string("ftp://127.0.0.1:1/"), std::string("dict://h/d:a")}) {
    attempt.target.url = url;
    EXPECT_EQ(Handle().run(attempt), CURLE_UNSUPPORTED_PROTOCOL) << url;
  }
}

TEST(Handle, LeavesRedirectsToOthers) {
  const FaultServer server;
  Handle handle;
  handle.body_of(server.url("/loop"));
  EXPECT_EQ(handle.status(), 302);
  EXPECT_EQ(server.requests("/loop"), 1);
}

TEST(Handle, SaysWhoItIs) {
  const FaultServer server;
  EXPECT_THAT(Handle({.user_agent = "probe/1"}).body_of(echo(server)),
              HasSubstr("\r\nUser-Agent: probe/1\r\n"));
}

TEST(Handle, KeepsTheQuestionMarkOfAnEmptyQueryForThatRequestOnly) {
  const FaultServer server;
  Handle handle;
  for (const char* url : {"/echo?", "/echo", "/echo?", "/echo?a", "/echo"}) {
    EXPECT_THAT(handle.body_of(server.url(url)), StartsWith("GET " + std::string(url) + " HTTP/"));
  }
}

TEST(Handle, GivesTheCredentialsOfOneAttemptToNoOther) {
  const FaultServer server;
  Handle handle;
  EXPECT_THAT(handle.body_of(echo(server, "joe:s3cret")),
              HasSubstr("\r\nAuthorization: Basic am9lOnMzY3JldA==\r\n"));
  EXPECT_THAT(handle.body_of(echo(server, "ann:t0ken")),
              HasSubstr("\r\nAuthorization: Basic YW5uOnQwa2Vu\r\n"));
  EXPECT_THAT(handle.body_of(echo(server, "ann")),
              HasSubstr("\r\nAuthorization: Basic YW5uOg==\r\n"))
      << "without the password of the one before";
  EXPECT_THAT(handle.body_of(echo(server)), Not(HasSubstr("Authorization")));
}

TEST(Handle, TellsNoPasswordBeforeItIsAskedByDigest) {
  const FaultServer server;
  EXPECT_THAT(Handle({.digest = true}).body_of(echo(server, "joe:s3cret")),
              Not(HasSubstr("Authorization")));
}

TEST(Handle, GivesWhatNetrcSaysOnlyToTheHostOfTheLine) {
  const FaultServer server;
  const TemporaryFolder folder;
  Handle handle({.netrc_file = folder.write("netrc",
                                            "machine 127.0.0.1 login joe password s3cret\n"
                                            "machine 127.0.0.1 login ann password t0ken\n")});
  Attempt attempt = attempt_for(echo(server));
  for (const bool at_home : {true, false, true}) {
    attempt.at_home = at_home;
    const auto known = HasSubstr("\r\nAuthorization: Basic am9lOnMzY3JldA==\r\n");
    const std::string head = handle.body_of(attempt);
    if (at_home) {
      EXPECT_THAT(head, known);
    } else {
      EXPECT_THAT(head, Not(HasSubstr("Authorization")));
    }
  }
  EXPECT_THAT(handle.body_of(echo(server, "ann")),
              HasSubstr("\r\nAuthorization: Basic YW5uOnQwa2Vu\r\n"));
  attempt = attempt_for(echo(server, "ann"));
  attempt.at_home = false;
  EXPECT_THAT(handle.body_of(attempt), HasSubstr("\r\nAuthorization: Basic YW5uOg==\r\n"))
      << "the name, and no password";
}

TEST(Handle, SendsTheCookiesOfTheRun) {
  const FaultServer server;
  Handle handle({.cookies = {"127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tc00kie",
                             "other.test\tFALSE\t/\tFALSE\t0\tsid\tother"}});
  EXPECT_THAT(handle.body_of(echo(server)),
              AllOf(HasSubstr("\r\nCookie: sid=c00kie\r\n"), Not(HasSubstr("other"))));
}

// To libcurl, no milliseconds are no limit.
TEST(Handle, HasALimitHoweverShort) {
  const FaultServer server;
  Attempt attempt = attempt_for(server.url("/drip"));
  attempt.timeout = std::chrono::microseconds(1);
  EXPECT_EQ(Handle().run(attempt), CURLE_OPERATION_TIMEDOUT);
}

TEST(Handle, HasTheLimitOfItsAttemptAndNotOfTheOneBefore) {
  const FaultServer server;
  Handle handle;
  handle.body_of(server.url("/ok"));
  Attempt attempt = attempt_for(server.url("/drip"));
  attempt.timeout = std::chrono::milliseconds(10);
  EXPECT_EQ(handle.run(attempt), CURLE_OPERATION_TIMEDOUT);
}

TEST(Http2, IsSpokenOverTlsUnlessOneOneIsWanted) {
  const Origin secure("https", "a.test", 443);
  EXPECT_TRUE(may_speak_http2({.http = HttpVersion::http2}, secure));
  EXPECT_FALSE(may_speak_http2({.http = HttpVersion::http2}, Origin("http", "a.test", 80)));
  EXPECT_FALSE(may_speak_http2({.http = HttpVersion::http1_1}, secure));
}

}  // namespace
}  // namespace urlfan::easy_setup_test
