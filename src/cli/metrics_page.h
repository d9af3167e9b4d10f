#ifndef URLFAN_CLI_METRICS_PAGE_H_
#define URLFAN_CLI_METRICS_PAGE_H_

#include <functional>
#include <memory>
#include <string>

#include "src/serve/http_server.h"
#include "src/serve/listening.h"
#include "urlfan/clock.h"

namespace urlfan {

/// Answers Prometheus at http://ADDRESS:PORT/metrics. All of it is of its owner's thread, which
/// sees to server().
class MetricsPage final : public HttpHandler {
 public:
  /// `address` is ADDRESS:PORT, with brackets around one of IPv6; `text` is asked for what is told,
  /// once each time that it has changed. Throws ServeError when it cannot listen there.
  MetricsPage(const std::string& address, std::function<std::string()> text, const Clock& clock);
  MetricsPage(const MetricsPage&) = delete;
  MetricsPage& operator=(const MetricsPage&) = delete;
  ~MetricsPage() override = default;

  /// Where it is.
  std::string url() const { return listening_.name + "/metrics"; }
  HttpServer& server() noexcept { return server_; }
  /// There is something else to be told from now on.
  void change() noexcept { is_current_ = false; }

  std::unique_ptr<HttpAnswer> refuse(const HttpRequest& head) override;
  void handle(const std::shared_ptr<HttpExchange>& exchange) override;

 private:
  std::function<std::string()> make_text_;
  std::string text_;
  bool is_current_ = false;
  Listening listening_;
  HttpServer server_;  // last: it uses the others
};

}  // namespace urlfan

#endif  // URLFAN_CLI_METRICS_PAGE_H_
