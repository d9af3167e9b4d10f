#include "src/net/easy_message.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "src/net/curl_handles.h"
#include "src/net/easy_values.h"
#include "tests/support/collecting_handle.h"
#include "tests/support/fault_server.h"
#include "urlfan/urlfan.h"

namespace urlfan::easy_message_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A handle that is used again for message after message, and a server that shows what came.
class Sender {
 public:
  explicit Sender(const ClientConfig& config = {}) : config_(config) {
    set_option(easy_.get(), CURLOPT_URL, server_.url("/echo").c_str());
  }

  /// The head of the request that this makes.
  std::string head_of(const std::string& method, const Message& message) {
    return head_of(method, std::make_shared<const Message>(message));
  }
  std::string head_of(const std::string& method, MessagePtr message = {}) {
    Attempt attempt;
    attempt.method = method;
    attempt.message = std::move(message);
    set_message(easy_.get(), config_, attempt, headers_);
    EXPECT_EQ(easy_.perform(), CURLE_OK);
    return easy_.body();
  }

 private:
  ClientConfig config_;
  const FaultServer server_;
  TextList headers_;
  CollectingHandle easy_;
};

Message with_headers(std::vector<Field> headers) {
  Message message;
  message.headers = std::move(headers);
  return message;
}

Message with_body(std::string body, std::vector<Field> headers = {}) {
  Message message = with_headers(std::move(headers));
  message.body = std::make_shared<const std::string>(std::move(body));
  return message;
}

auto has_line(const std::string& line) { return HasSubstr("\r\n" + line + "\r\n"); }
auto has_header(const std::string& name) { return HasSubstr("\r\n" + name + ":"); }

TEST(Message, OfAPlainRequestSaysNothingOfItself) {
  Sender sender;
  const std::string head = sender.head_of("GET");
  EXPECT_THAT(head, StartsWith("GET /echo HTTP/1.1\r\n"));
  for (const char* name : {"Content-Length", "Content-Type", "Transfer-Encoding", "Expect",
                           "Accept-Encoding", "Cookie", "Authorization"}) {
    EXPECT_THAT(head, Not(has_header(name)));
  }
}

TEST(Message, AsksForCodingsWhereTheyAreWantedUnlessItSaysSoItself) {
  Sender sender({.compressed = true});
  EXPECT_THAT(sender.head_of("GET"), has_line("Accept-Encoding: gzip, deflate, br, zstd"));
  EXPECT_THAT(
      sender.head_of("GET", with_headers({{.name = "ACCEPT-encoding", .value = "identity"}})),
      AllOf(has_line("ACCEPT-encoding: identity"), Not(HasSubstr("gzip"))));
  EXPECT_THAT(sender.head_of("GET", with_headers({{.name = "Accept-Encoding", .value = {}}})),
              Not(has_header("Accept-Encoding")));
}

TEST(Message, HasItsHeadersInTheirOrder) {
  Sender sender;
  EXPECT_THAT(
      sender.head_of("GET", with_headers({{.name = "X-3", .value = "a"},
                                          {.name = "X-1", .value = "b"},
                                          {.name = "X-2", .value = ""},
                                          {.name = "X-1", .value = "c"},
                                          {.name = "Accept", .value = {}}})),
      AllOf(HasSubstr("\r\nX-3: a\r\nX-1: b\r\nX-2:\r\nX-1: c\r\n"), Not(has_header("Accept"))));
}

TEST(Message, TellsTheLengthOfItsBodyAndNoTypeThatNobodyNamed) {
  Sender sender;
  const std::string head = sender.head_of("POST", with_body("a=1&b=2"));
  EXPECT_THAT(head, AllOf(StartsWith("POST /echo "), has_line("Content-Length: 7"),
                          Not(has_header("Content-Type")), Not(has_header("Expect"))));
  EXPECT_THAT(sender.head_of("DELETE", with_body("why")),
              AllOf(StartsWith("DELETE /echo "), has_line("Content-Length: 3")));
  const std::string zeros("\0\0\0\0", 4);
  EXPECT_THAT(sender.head_of("PUT", with_body(zeros)), has_line("Content-Length: 4"));
}

TEST(Message, HasTheTypeThatAHeaderSaysElseThatOfItsBody) {
  Sender sender;
  Message message = with_body("{}");
  message.body_type = "application/json";
  EXPECT_THAT(sender.head_of("POST", message), has_line("Content-Type: application/json"));
  message.headers.push_back({.name = "content-type", .value = "text/plain"});
  EXPECT_THAT(sender.head_of("POST", message),
              AllOf(has_line("content-type: text/plain"), Not(HasSubstr("application/json"))));
}

TEST(Message, WaitsForLeaveOnlyWhereItSaysSo) {
  Sender sender;
  EXPECT_THAT(sender.head_of("POST", with_body("a", {{.name = "Expect", .value = "100-continue"}})),
              has_line("Expect: 100-continue"));
}

TEST(Message, WithoutABodyTellsThatWhereServersAskForIt) {
  Sender sender;
  for (const std::string method : {"POST", "PUT", "PATCH"}) {
    EXPECT_THAT(sender.head_of(method),
                AllOf(StartsWith(method + " "), has_line("Content-Length: 0"),
                      Not(has_header("Content-Type"))));
  }
  for (const std::string method : {"DELETE", "OPTIONS"}) {
    EXPECT_THAT(sender.head_of(method),
                AllOf(StartsWith(method + " "), Not(has_header("Content-Length"))));
  }
}

TEST(Message, LeavesNothingToTheNextOne) {
  Sender sender;
  const std::string plain = sender.head_of("GET");
  Message rich = with_body("secret", {{.name = "X-Key", .value = "secret"}});
  rich.cookies = "sid=secret";
  EXPECT_THAT(sender.head_of("POST", rich),
              AllOf(has_line("Cookie: sid=secret"), has_line("X-Key: secret")));
  EXPECT_EQ(sender.head_of("GET"), plain);
  EXPECT_EQ(sender.head_of("HEAD"), "") << "what it asks for has no body";
  EXPECT_EQ(sender.head_of("GET"), plain);
  EXPECT_THAT(sender.head_of("OPTIONS"), StartsWith("OPTIONS /echo "));
  EXPECT_EQ(sender.head_of("GET"), plain);
}

TEST(Message, WithNoCookiesSendsNone) {
  Sender sender;
  Message message;
  message.cookies = "";
  EXPECT_THAT(sender.head_of("GET", message), Not(has_header("Cookie")));
}

}  // namespace
}  // namespace urlfan::easy_message_test
