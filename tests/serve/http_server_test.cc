#include "src/serve/http_server.h"

#include <gmock/gmock.h>
#include <poll.h>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "src/serve/listening.h"
#include "tests/support/fake_clock.h"
#include "tests/support/http_connection.h"

namespace urlfan::http_server_test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Keeps what it is asked, for the test to answer.
class Handler final : public HttpHandler {
 public:
  std::unique_ptr<HttpAnswer> refuse(const HttpRequest& head) override {
    if (head.path != "/refused") return nullptr;
    return std::make_unique<HttpAnswer>(HttpAnswer{.status = 403, .body = "no"});
  }
  void handle(const std::shared_ptr<HttpExchange>& exchange) override {
    if (exchange->request().path == "/throws") throw std::runtime_error("oops");
    asked.push_back(exchange);
    exchange->when_gone([this] { ++gone; });
  }

  void answers(const HttpRequest& request, int status) override {
    told.push_back(status);
    last_method = request.method;
  }

  std::vector<std::shared_ptr<HttpExchange>> asked;
  std::vector<int> told;
  std::string last_method;
  int gone = 0;
};

/// Has what the test gives it.
class Pieces final : public BodyStream {
 public:
  explicit Pieces(std::deque<std::optional<std::string>>& pieces) : pieces_(pieces) {}
  Next next(std::string& piece) override {
    if (pieces_.empty()) return Next::wait;
    const auto next = std::move(pieces_.front());
    pieces_.pop_front();
    if (!next) return Next::end;
    piece = *next;
    return Next::piece;
  }

 private:
  std::deque<std::optional<std::string>>& pieces_;
};

class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    Listening listening = listen_at_address("127.0.0.1:0");
    port_ = std::stoi(listening.name.substr(listening.name.rfind(':') + 1));
    server_.emplace(std::move(listening.socket), HttpLimits{.body = 100}, handler_, clock_);
  }

  /// Lets it go on until that holds; whether it does within some seconds.
  bool go_on_until(const std::function<bool()>& what) {
    for (int i = 0; i < 500 && !what(); ++i) {
      server_->go_on();
      pollfd readable{server_->wait_fd(), POLLIN, 0};
      poll(&readable, 1, what() ? 0 : 10);
    }
    return what();
  }
  std::shared_ptr<HttpExchange> asked() {
    const auto before = handler_.asked.size();
    EXPECT_TRUE(go_on_until([&] { return handler_.asked.size() > before; }));
    return handler_.asked.empty() ? nullptr : handler_.asked.back();
  }
  /// What comes to a client while it goes on.
  std::string read(HttpConnection& client, const std::string& until) {
    std::string text;
    go_on_until([&] {
      text = client.there();
      return text.find(until) != std::string::npos;
    });
    return text;
  }
  bool is_cut(HttpConnection& client) {
    return go_on_until([&] { return client.is_closed(0); });
  }

  FakeClock clock_;
  Handler handler_;
  int port_ = 0;
  std::optional<HttpServer> server_;
};

const std::string kGet = "GET /a%20b?x=1&y=%26&x=2 HTTP/1.1\r\nHost: h\r\nX-Name: Value\r\n\r\n";

TEST_F(HttpServerTest, HandsARequestOverAsItWasMeant) {
  HttpConnection client(port_);
  client.send(
      "POST /a%20b?x=1&y=%26&x=2 HTTP/1.1\r\nHost: h\r\nX-Name: Value\r\n"
      "Content-Length: 4\r\n\r\nbody");
  const auto exchange = asked();
  ASSERT_TRUE(exchange);
  const HttpRequest& request = exchange->request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/a b");
  EXPECT_EQ(request.body, "body");
  EXPECT_EQ(*request.header("x-name"), "Value");
  EXPECT_EQ(*request.parameter("y"), "&");
  EXPECT_EQ(request.query.size(), 3U);
}

TEST_F(HttpServerTest, AnswersLaterAndOnTheSameConnection) {
  HttpConnection client(port_);
  client.send(kGet);
  const auto first = asked();
  ASSERT_TRUE(first);
  EXPECT_EQ(server_->under_way(), 1U);
  first->answer({.status = 202, .body = "first"});
  EXPECT_THAT(read(client, "first"), HasSubstr("HTTP/1.1 202"));
  client.send(kGet);
  const auto second = asked();
  ASSERT_TRUE(second);
  second->answer({.body = "second"});
  EXPECT_THAT(read(client, "second"), HasSubstr("nosniff"));
  EXPECT_EQ(handler_.gone, 0);
}

TEST_F(HttpServerTest, StreamsAsThereIsMore) {
  std::deque<std::optional<std::string>> pieces = {"one"};
  HttpConnection client(port_);
  client.send(kGet);
  const auto exchange = asked();
  ASSERT_TRUE(exchange);
  HttpAnswer answer;
  answer.stream = std::make_unique<Pieces>(pieces);
  exchange->answer(std::move(answer));
  EXPECT_THAT(read(client, "one"), HasSubstr("chunked"));
  pieces = {"two", std::nullopt};
  exchange->wake();
  EXPECT_THAT(read(client, "0\r\n\r\n"), HasSubstr("two"));
}

TEST_F(HttpServerTest, TellsOnceOfAClientThatHasGone) {
  std::deque<std::optional<std::string>> none;
  for (const bool streams : {false, true}) {
    HttpConnection client(port_);
    client.send(kGet);
    const auto exchange = asked();
    ASSERT_TRUE(exchange);
    if (streams) {
      HttpAnswer answer;
      answer.stream = std::make_unique<Pieces>(none);
      exchange->answer(std::move(answer));
      read(client, "\r\n\r\n");
    }
    client.close();
    EXPECT_TRUE(go_on_until([&] { return handler_.gone == (streams ? 2 : 1); }));
    exchange->wake();
    EXPECT_TRUE(go_on_until([&] { return server_->connections() == 0; }));
    EXPECT_EQ(server_->under_way(), 0U);
    exchange->wake();
  }
  EXPECT_EQ(handler_.gone, 2);
}

TEST_F(HttpServerTest, CutsClientsThatTakeTooLongToAsk) {
  HttpConnection idle(port_);
  HttpConnection slow_head(port_);
  slow_head.send("GET / HT");
  HttpConnection slow_body(port_);
  slow_body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nbody");
  HttpConnection waiting(port_);
  waiting.send(kGet);
  ASSERT_TRUE(asked());
  ASSERT_TRUE(
      go_on_until([&] { return server_->connections() == 4 && server_->under_way() == 2; }));
  clock_.advance(std::chrono::seconds(62));
  EXPECT_TRUE(is_cut(idle));
  EXPECT_TRUE(is_cut(slow_head));
  EXPECT_TRUE(is_cut(slow_body));
  EXPECT_TRUE(go_on_until([&] { return server_->connections() == 1; }));
  EXPECT_EQ(server_->under_way(), 1U) << "who waits for an answer is not cut for that";
}

TEST_F(HttpServerTest, RefusesByTheHeadAndReadsASmallBodyFirst) {
  HttpConnection client(port_);
  client.send("POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n");
  go_on_until([&] { return server_->under_way() == 1; });
  client.send("body");
  EXPECT_THAT(read(client, "no"), HasSubstr("403"));
  HttpConnection large(port_);
  large.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n");
  EXPECT_THAT(read(large, "}"), HasSubstr("413"));
  EXPECT_TRUE(handler_.asked.empty());
}

TEST_F(HttpServerTest, MakesAProblemOfABodyThatItCannotRead) {
  for (const auto& [framing, status] :
       {std::pair("Transfer-Encoding: gzip", "501"),
        std::pair("Transfer-Encoding: gzip, chunked", "501"),
        std::pair("Transfer-Encoding: chunked\r\nContent-Length: 4", "400")}) {
    HttpConnection client(port_);
    client.send("POST / HTTP/1.1\r\nHost: h\r\n" + std::string(framing) + "\r\n\r\n4\r\nbody\r\n");
    const std::string text = read(client, "}");
    EXPECT_THAT(text, StartsWith("HTTP/1.1 " + std::string(status))) << framing;
    EXPECT_THAT(text, HasSubstr("application/problem+json")) << framing;
    EXPECT_TRUE(is_cut(client)) << framing;
  }
  EXPECT_TRUE(handler_.asked.empty());
  EXPECT_THAT(handler_.told, testing::ElementsAre(501, 501, 400));
}

TEST_F(HttpServerTest, MakesAProblemOfAHeadThatIsTooLarge) {
  const std::string lots(20'000, 'x');
  for (const auto& head : {"GET / HTTP/1.1\r\nHost: h\r\nX-Lots: " + lots + "\r\n\r\n",
                           "GET /refused HTTP/1.1\r\nHost: h\r\nX-Lots: " + lots + "\r\n\r\n"}) {
    HttpConnection client(port_);
    client.send(head);
    const std::string text = read(client, "}");
    EXPECT_THAT(text, StartsWith("HTTP/1.1 431"));
    EXPECT_THAT(text, HasSubstr("application/problem+json"));
  }
  EXPECT_TRUE(handler_.asked.empty());
}

TEST_F(HttpServerTest, MakesAProblemOfATargetThatIsTooLong) {
  const std::string most = "/" + std::string((8U << 10U) - 2, 'x');
  HttpConnection fits(port_);
  fits.send("GET " + most + "x HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(asked());
  // What is decoded from it would be short enough, and what is refused by its path is so later.
  for (const auto& target : {most + "xx", "/?a=" + std::string(8U << 10U, 'x'),
                             "/refused?a=" + std::string(8U << 10U, 'x'), [] {
                               std::string coded = "/";
                               for (int i = 0; i < 3000; ++i) coded += "%41";
                               return coded;
                             }()}) {
    HttpConnection client(port_);
    client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string text = read(client, "}");
    EXPECT_THAT(text, StartsWith("HTTP/1.1 414 ")) << target.substr(0, 20);
    EXPECT_THAT(text, HasSubstr("application/problem+json")) << target.substr(0, 20);
  }
  EXPECT_THAT(handler_.told, testing::ElementsAre(414, 414, 414, 414));
  // It is of each request by itself.
  HttpConnection again(port_);
  again.send("GET /" + most + "x HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(read(again, "}"), StartsWith("HTTP/1.1 414 "));
  again.send(kGet);
  EXPECT_TRUE(asked());
}

/// These never get so far that anybody but libmicrohttpd could answer.
TEST_F(HttpServerTest, IsDoneWithWhatIsNoHttpAndTellsOfIt) {
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (const auto& [text, status] :
       {std::pair<std::string, int>("GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505),
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"GET / HTTQ/1.1\r\nHost: h\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: h\r\nno header\r\n\r\n", 400},
        {post + "Content-Length: -1\r\n\r\n", 400},
        {post + "Content-Length: 1x\r\n\r\n", 400},
        {post + "Content-Length: 99999999999999999999\r\n\r\n", 413},
        {post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: h\r\nX-Lots: " + std::string(70'000, 'x') + "\r\n\r\n", 431},
        {"GET /" + std::string(70'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414}}) {
    handler_.told.clear();
    HttpConnection client(port_);
    client.send(text);
    EXPECT_THAT(read(client, "\r\n\r\n"), StartsWith("HTTP/1.1 " + std::to_string(status)))
        << text.substr(0, 80);
    EXPECT_TRUE(is_cut(client)) << text.substr(0, 80);
    EXPECT_THAT(handler_.told, testing::ElementsAre(status)) << text.substr(0, 80);
    EXPECT_EQ(handler_.last_method, "") << text.substr(0, 80);
  }
  EXPECT_TRUE(handler_.asked.empty());
}

TEST_F(HttpServerTest, MakesAProblemOfWhatIsThrown) {
  HttpConnection client(port_);
  client.send("GET /throws HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string text = read(client, "oops");
  EXPECT_THAT(text, HasSubstr("500"));
  EXPECT_THAT(text, HasSubstr("application/problem+json"));
}

TEST_F(HttpServerTest, LetsNobodyInAnyMoreAndAnswersTheLastOnes) {
  HttpConnection idle(port_);
  HttpConnection client(port_);
  client.send(kGet);
  const auto exchange = asked();
  ASSERT_TRUE(exchange);
  ASSERT_TRUE(go_on_until([&] { return server_->connections() == 2; }));
  server_->stop_accepting();
  EXPECT_TRUE(is_cut(idle));
  EXPECT_ANY_THROW(HttpConnection{port_});
  exchange->answer({.body = "last"});
  EXPECT_THAT(read(client, "last"), HasSubstr("Connection: close"));
  EXPECT_TRUE(is_cut(client));
}

TEST_F(HttpServerTest, EndsBesideWhatWaits) {
  HttpConnection client(port_);
  client.send(kGet);
  const auto exchange = asked();
  server_.reset();
  EXPECT_EQ(handler_.gone, 1);
  exchange->wake();
}

}  // namespace
}  // namespace urlfan::http_server_test
