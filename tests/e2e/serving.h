#ifndef URLFAN_TESTS_E2E_SERVING_H_
#define URLFAN_TESTS_E2E_SERVING_H_

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/http_connection.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {

/// A test with `urlfan serve` as a process of its own, on a free port of loopback. Whatever it
/// answers to call() is held against its own /openapi.json at the end.
class Serving : public testing::Test {
 public:
  using Headers = std::map<std::string, std::string>;

 protected:
  void TearDown() override;

  /// Starts it, and waits until it is there. `launch`'s own arguments go before the command.
  void serve(std::vector<std::string> options = {"--allow-private"}, Launch launch = {});
  Process& process() { return *process_; }
  int port() const { return port_; }
  std::string token() const { return read_file(folder_.path("token")).substr(0, 64); }
  std::string state() const { return folder_.path("serve.db"); }
  const TemporaryFolder& folder() const { return folder_; }

  /// One request on a connection of its own, with the token and, where it has a body, its type.
  HttpReply call(const std::string& method, const std::string& path, const std::string& body = {},
                 Headers headers = {});
  HttpReply get(const std::string& path) { return call("GET", path); }
  HttpReply post(const std::string& path, const Json& body, Headers headers = {}) {
    return call("POST", path, body.dump(), std::move(headers));
  }
  /// The same as text, to be sent by hand.
  std::string request(const std::string& method, const std::string& path,
                      const std::string& body = {}, Headers headers = {}) const;

  /// Adds a run and returns its id.
  std::string add_run(const Json& body, Headers headers = {});
  Json run(const std::string& id) { return Json::parse(get("/v1/runs/" + id).body); }
  /// Looks at it again and again until it is in this state.
  Json run_in_state(const std::string& id, const std::string& state);
  std::vector<Json> results(const std::string& id, int after = 0);

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Process> process_;
  int port_ = 0;
  bool needs_token_ = true;
  std::string openapi_;
  std::vector<std::string> answers_;
};

/// Whether it comes true within a minute.
bool comes_true(const std::function<bool()>& what);

}  // namespace urlfan

#endif  // URLFAN_TESTS_E2E_SERVING_H_
