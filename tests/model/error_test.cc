#include "urlfan/error.h"

#include <gmock/gmock.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace urlfan::error_test {
namespace {

// The promise to scripts, by its names: codes are added, and none of these changes or goes. A new
// one is promised from the release on that has it.
const std::vector<std::pair<std::string_view, std::string_view>> kPromised{
    {"invalid_input", "input"},
    {"unsupported_scheme", "input"},
    {"dns_failed", "dns"},
    {"dns_timeout", "dns"},
    {"connect_refused", "connect"},
    {"connect_unreachable", "connect"},
    {"connect_timeout", "connect"},
    {"connect_failed", "connect"},
    {"blocked_address", "connect"},
    {"proxy_failed", "connect"},
    {"tls_untrusted", "tls"},
    {"tls_expired", "tls"},
    {"tls_hostname", "tls"},
    {"tls_handshake", "tls"},
    {"timeout", "transfer"},
    {"stalled", "transfer"},
    {"connection_reset", "transfer"},
    {"empty_reply", "transfer"},
    {"truncated_body", "transfer"},
    {"too_many_redirects", "transfer"},
    {"body_too_large", "transfer"},
    {"headers_too_large", "transfer"},
    {"bad_encoding", "transfer"},
    {"protocol_error", "transfer"},
    {"http_status", "check"},
    {"check_failed", "check"},
    {"deadline", "run"},
    {"cancelled", "run"},
    {"skipped", "run"},
    {"local_resources", "local"},
    {"save_failed", "local"},
    {"internal", "local"},
};

TEST(Errors, TheTableIsInTheOrderOfTheCodes) {
  const auto all = all_errors();
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all[i].code), i) << all[i].name;
    EXPECT_EQ(&info(all[i].code), &all[i]);
  }
}

TEST(Errors, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const auto& error : all_errors()) {
    EXPECT_TRUE(names.insert(error.name).second) << error.name;
  }
}

TEST(Errors, EveryPromisedCodeIsThereWithItsPhase) {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  for (const auto& error : all_errors()) all.emplace_back(error.name, to_string(error.phase));
  EXPECT_THAT(all, testing::IsSupersetOf(kPromised));
}

TEST(Errors, EveryCodeIsExplainedInWholeSentences) {
  for (const auto& error : all_errors()) {
    for (const std::string_view text : {error.meaning, error.advice}) {
      EXPECT_GT(text.size(), 10U) << error.name;
      EXPECT_TRUE(text.ends_with('.') || text.ends_with('?')) << error.name << ": " << text;
    }
  }
}

TEST(Errors, NothingInTheListsOwnPhaseIsWorthAnotherTry) {
  for (const auto& error : all_errors()) {
    if (error.phase == Phase::input || error.phase == Phase::tls) {
      EXPECT_FALSE(error.retryable) << error.name;
    }
  }
}

TEST(Errors, AnErrorHasTheFactsOfItsCode) {
  for (const auto& facts : all_errors()) {
    const Error error = make_error(facts.code, "why");
    EXPECT_EQ(error.code, facts.code);
    EXPECT_EQ(error.phase, facts.phase);
    EXPECT_EQ(error.retryable, facts.retryable);
    EXPECT_EQ(error.message, "why");
    EXPECT_FALSE(error.curl_code);
    EXPECT_EQ(to_string(facts.code), facts.name);
  }
}

}  // namespace
}  // namespace urlfan::error_test
