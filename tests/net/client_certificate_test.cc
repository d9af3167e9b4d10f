#include "src/net/client_certificate.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

#include "tests/support/certificates.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::client_certificate_test {
namespace {

/// What was wrong with it; empty: nothing.
std::string refusal(const std::string& file, const std::string& key = {},
                    const std::string& password = {}) {
  try {
    require_usable({.file = file, .key_file = key, .password = password});
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return {};
}

class ClientCertificateTest : public testing::Test {
 protected:
  const Certificate root_ = make_authority("root");
  const Certificate own_ = make_certificate(root_, {.subject = "client"});
  const TemporaryFolder folder_;
  const std::string certificate_ = folder_.write("own.pem", own_.certificate);
  const std::string key_ = folder_.write("own.key", own_.key);

  std::string no_key(const std::string& key) const {
    return key + " holds no key (PEM) of " + certificate_ + ", or it has another password";
  }
};

TEST_F(ClientCertificateTest, MayHaveItsKeyInItsFileOrInAnother) {
  EXPECT_EQ(refusal(certificate_, key_), "");
  const std::string both = folder_.write("both.pem", own_.certificate + own_.key);
  EXPECT_EQ(refusal(both), "");
  const std::string chain =
      folder_.write("chain.pem", own_.certificate + root_.certificate + own_.key);
  EXPECT_EQ(refusal(chain), "");
}

TEST_F(ClientCertificateTest, ThatIsNotThereIsRefusedByName) {
  const std::string start = "the client certificate or key ";
  EXPECT_EQ(refusal("/no/own.pem", key_), start + "/no/own.pem cannot be read");
  EXPECT_EQ(refusal(certificate_, "/no/own.key"), start + "/no/own.key cannot be read");
}

TEST_F(ClientCertificateTest, ThatIsNoneIsRefusedByName) {
  for (const std::string& text : {std::string(), std::string("no certificate\n"), own_.key}) {
    const std::string file = folder_.write("none.pem", text);
    EXPECT_EQ(refusal(file, key_), file + " holds no certificate (PEM)");
  }
}

TEST_F(ClientCertificateTest, NeedsAKeyThatIsItsOwn) {
  EXPECT_EQ(refusal(certificate_), no_key(certificate_));
  const std::string foreign = folder_.write("root.key", root_.key);
  EXPECT_EQ(refusal(certificate_, foreign), no_key(foreign));
  const std::string none = folder_.write("none.key", "no key\n");
  EXPECT_EQ(refusal(certificate_, none), no_key(none));
}

TEST_F(ClientCertificateTest, NeedsThePasswordOfItsKeyAndNeverShowsOne) {
  const std::string locked = folder_.path("locked.key");
  Process lock({.arguments = {"openssl", "pkey", "-in", key_, "-out", locked, "-aes256", "-passout",
                              "pass:s3cret"}});
  ASSERT_EQ(lock.wait(), 0) << lock.err();
  EXPECT_EQ(refusal(certificate_, locked, "s3cret"), "");
  for (const std::string& wrong :
       {std::string(), std::string("s3cre"), std::string("s3cret2"), std::string(5000, 's')}) {
    EXPECT_EQ(refusal(certificate_, locked, wrong), no_key(locked));
  }
}

}  // namespace
}  // namespace urlfan::client_certificate_test
