#include "src/model/message.h"

#include <gmock/gmock.h>

#include <string>

namespace urlfan::message_test {
namespace {

using testing::HasSubstr;

TEST(Method, IsAToken) {
  for (const char* good : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}) {
    EXPECT_FALSE(refuse_method(good)) << good;
  }
  for (const std::string bad : {"", "CONNECT", "GET /x HTTP/1.1\r\nA: b", "G T"}) {
    EXPECT_THAT(refuse_method(bad).value_or(""), HasSubstr("method cannot be sent")) << bad;
  }
}

TEST(Method, MayBeRegisteredOrOnesOwn) {
  for (const char* good : {"PROPFIND", "QUERY", "VERSION-CONTROL", "PURGE", "BAN", "FROB", "m-1"}) {
    EXPECT_FALSE(refuse_method(good)) << good;
  }
  EXPECT_TRUE(is_method("PURGE"));
  EXPECT_FALSE(is_method("FROB"));
}

TEST(Method, ThatLooksLikeASlipIsRefused) {
  EXPECT_THAT(refuse_method("PSOT").value_or(""), HasSubstr("did you mean POST?"));
  EXPECT_THAT(refuse_method("get").value_or(""), HasSubstr("did you mean GET?"));
  EXPECT_THAT(refuse_method("PROFIND").value_or(""), HasSubstr("did you mean PROPFIND?"));
}

TEST(Method, ThatNobodyKnowsIsNotIdempotent) {
  for (const char* method : {"GET", "PUT", "PROPFIND", "BASELINE-CONTROL", "VERSION-CONTROL"}) {
    EXPECT_TRUE(is_idempotent(method)) << method;
  }
  for (const char* method : {"POST", "PATCH", "LOCK", "PURGE", "BAN", "FROB", "get"}) {
    EXPECT_FALSE(is_idempotent(method)) << method;
  }
}

TEST(Header, ThatIsRefusedIsNotAdded) {
  for (const Field& bad :
       {Field{"", "x"}, Field{"A B", "x"}, Field{"A:", "x"}, Field{"A\r\nB", "x"},
        Field{"A", "x\r\nB: y"}, Field{"A", std::string("x\0y", 3)}, Field{"Content-Length", "5"},
        Field{"transfer-encoding", {}}, Field{"cookie", "a=b\n"}}) {
    Message message;
    EXPECT_TRUE(put_header(message, "headers", bad)) << bad.name;
    EXPECT_TRUE(message.headers.empty());
    EXPECT_FALSE(message.cookies);
  }
}

TEST(Header, TheValueOfARefusedOneIsNotTold) {
  Message message;
  EXPECT_EQ(put_header(message, "headers", {"Authorization", "Bearer secret\n"}),
            "headers has a value for authorization with a control character in it; expected plain "
            "text");
  EXPECT_THAT(
      put_header(message, "headers", {"Authorization: Bearer secret", {}}).value_or("secret"),
      testing::Not(HasSubstr("secret")));
}

TEST(Header, MayHaveATabAndWhatIsNotAscii) {
  Message message;
  EXPECT_FALSE(put_header(message, "headers", {"A", "x\ty \xC3\xBC"}));
  EXPECT_EQ(message.headers.at(0).value, "x\ty \xC3\xBC");
}

}  // namespace
}  // namespace urlfan::message_test
