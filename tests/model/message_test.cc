#include "src/model/message.h"

#include <gmock/gmock.h>

#include <string>

namespace urlfan {
namespace {

using testing::HasSubstr;

TEST(Method, IsOneOfThoseOfTheRfcInCapitals) {
  for (const char* good : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}) {
    EXPECT_FALSE(refuse_method(good)) << good;
  }
  for (const std::string bad : {"", "get", "CONNECT", "GET /x HTTP/1.1\r\nA: b", "G T"}) {
    EXPECT_THAT(refuse_method(bad).value_or(""), HasSubstr("method is unknown")) << bad;
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
}  // namespace urlfan
