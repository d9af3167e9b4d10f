#ifndef URLFAN_TESTS_SUPPORT_HTTPBIN_H_
#define URLFAN_TESTS_SUPPORT_HTTPBIN_H_

#include <string>

#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {

/// httpbin under gunicorn on loopback: a server that knows nothing of us.
class Httpbin {
 public:
  Httpbin();

  /// "http://127.0.0.1:PORT"
  std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  int port_;
  TemporaryFolder folder_;
  Process process_;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_HTTPBIN_H_
