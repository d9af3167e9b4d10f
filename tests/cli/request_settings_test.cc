#include "src/cli/request_settings.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <functional>
#include <string>

#include "src/cli/settings.h"
#include "tests/cli/complaint.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RequestFlags with(const std::function<void(RequestFlags&)>& change) {
  RequestFlags flags;
  change(flags);
  return flags;
}

TEST(RequestMessage, IsNoneWhenNothingIsSaid) { EXPECT_EQ(request_message({}), nullptr); }

TEST(RequestMessage, HeadersComeFromTheCommandLineAndFromFiles) {
  const TemporaryFolder folder;
  const std::string file = folder.write("headers", "X-B: 2\r\n\nX-C;\nAccept:");
  const auto message = request_message(with([&](auto& flags) {
    flags.headers = {"X-A: 1", "@" + file};
  }));
  ASSERT_EQ(message->headers.size(), 4U);
  EXPECT_EQ(message->headers[0].value, "1");
  EXPECT_EQ(message->headers[1].value, "2");
  EXPECT_EQ(message->headers[2].value, "");
  EXPECT_EQ(message->headers[3].value, std::nullopt);
}

TEST(RequestMessage, PartsOfTheBodyAreJoinedAndFilesLoseTheirLineEnds) {
  const TemporaryFolder folder;
  const std::string file = folder.write("data", "{\n \"a\": 1\r\n}\n");
  const auto message = request_message(with([&](auto& flags) {
    flags.data = {"a=1", "@" + file, "b=2"};
  }));
  EXPECT_EQ(*message->body, "a=1&{ \"a\": 1}&b=2");
  EXPECT_EQ(message->body_type, "application/x-www-form-urlencoded");
}

TEST(RequestMessage, AnEmptyBodyIsABody) {
  EXPECT_EQ(*request_message(with([](auto& flags) { flags.data = {""}; }))->body, "");
}

TEST(RequestMessage, SaysWhoAsks) {
  const auto user = request_message(with([](auto& flags) { flags.user = "joe:a:b"; }));
  EXPECT_EQ(user->credentials->user, "joe");
  EXPECT_EQ(user->credentials->password, "a:b");
  const auto bearer = request_message(with([](auto& flags) { flags.bearer = "abc"; }));
  EXPECT_EQ(bearer->headers.at(0).value, "Bearer abc");
  const auto cookies = request_message(with([](auto& flags) {
    flags.cookies = {"a=1; b=2", "c=3", "a-file"};
  }));
  EXPECT_EQ(cookies->cookies, "a=1; b=2; c=3");
}

TEST(RequestMessage, RefusesWhatItCannotMean) {
  EXPECT_THAT(complaint([] { request_message(with([](auto& f) { f.headers = {"X-A 1"}; })); }),
              HasSubstr("expected \"Name: value\""));
  EXPECT_THAT(complaint([] { request_message(with([](auto& f) { f.headers = {"@/no/file"}; })); }),
              HasSubstr("cannot read /no/file"));
  EXPECT_THAT(complaint([] { request_message(with([](auto& f) { f.data = {"@/tmp"}; })); }),
              HasSubstr("cannot read /tmp"));
  EXPECT_THAT(complaint([] { request_message(with([](auto& f) { f.user = "joe"; })); }),
              HasSubstr("expected USER:PASSWORD"));
  EXPECT_THAT(complaint([] {
                request_message(with([](auto& f) {
                  f.data = {"x"};
                  f.method = "HEAD";
                }));
              }),
              HasSubstr("--method HEAD has no body"));
}

TEST(RequestMessage, AFileThatCannotBeReadToItsEndIsRefused) {
  // It opens, and reading gives EIO.
  const char* const broken = "/proc/self/mem";
  RequestFlags body;
  body.data = {std::string("@") + broken};
  EXPECT_THROW(request_message(body), UsageError);
  RequestFlags header;
  header.headers = {std::string("@") + broken};
  EXPECT_THROW(request_message(header), UsageError);
  RequestFlags cookies;
  cookies.cookies = {broken};
  ClientConfig transport;
  EXPECT_THROW(apply(cookies, transport), UsageError);
}

TEST(Cookies, OfAFileGoToTheTransport) {
  const TemporaryFolder folder;
  const std::string file =
      folder.write("jar", "# Netscape HTTP Cookie File\na.test\tFALSE\t/\tFALSE\t0\tsid\t1234\n");
  ClientConfig transport;
  apply(with([&](auto& flags) { flags.cookies = {file}; }), transport);
  ASSERT_EQ(transport.cookies.size(), 1U);
  EXPECT_TRUE(transport.cookies[0].ends_with("sid\t1234")) << transport.cookies[0];
  EXPECT_THAT(complaint([&] { apply(with([](auto& f) { f.cookies = {"sid"}; }), transport); }),
              HasSubstr("expected NAME=VALUE or a file"));
}

TEST(ConfigurationSecrets, AreThoseOfProxiesNetrcKeysAndCookieFiles) {
  const TemporaryFolder folder;
  ClientConfig transport;
  transport.proxy = "http://joe:pr0xy%21@p.test:3128";
  transport.netrc_file = folder.write(
      "netrc",
      "machine a.test\n password n3trc\n login ann\ndefault login x password \"y0 \\\"y0\"");
  transport.client_certificate =
      ClientCertificate{.file = "c", .key_file = "", .password = "k3ypw"};
  transport.cookies = {"a.test\tFALSE\t/\tFALSE\t0\tsid\tc00kie-c00kie"};
  Secrets secrets;
  add_secrets(transport, secrets);
  EXPECT_EQ(secrets.hide("pr0xy! pr0xy%21 n3trc y0 \"y0 k3ypw c00kie-c00kie ann joe"),
            "*** *** *** *** *** *** ann joe");
}

TEST(Environment, WhatAListTakesFromItIsSecret) {
  setenv("URLFAN_TEST_KEY", "v4lue-of-it", 1);
  Flags flags;
  flags.inputs = {"urls.txt"};
  const Settings settings = interpret(flags);
  EXPECT_EQ(settings.secrets->hide("v4lue-of-it"), "v4lue-of-it") << "not yet taken";
  const auto request = parse_line("https://a.test/?k=${URLFAN_TEST_KEY}", settings.rules);
  ASSERT_TRUE(request && !request->bad);
  EXPECT_EQ(request->target.url, "https://a.test/?k=v4lue-of-it");
  EXPECT_EQ(settings.secrets->hide(request->target.url), "https://a.test/?k=${URLFAN_TEST_KEY}");
}

TEST(Insecure, IsSaidAloud) {
  Flags flags;
  flags.inputs = {"urls.txt"};
  flags.insecure = true;
  EXPECT_THAT(interpret(flags).warnings, ElementsAre(HasSubstr("certificates are not checked")));
}

}  // namespace
}  // namespace urlfan
