#include "src/cli/metrics_page.h"

#include <utility>

#include "src/base/text.h"
#include "src/serve/problem.h"

namespace urlfan {

MetricsPage::MetricsPage(const std::string& address, std::function<std::string()> text,
                         const Clock& clock)
    : make_text_(std::move(text)),
      listening_(listen_at_address(address)),
      server_(std::move(listening_.socket), {.body = 0}, *this, clock) {}

std::unique_ptr<HttpAnswer> MetricsPage::refuse(const HttpRequest& head) {
  Problem problem;
  if (head.path != "/metrics") {
    problem = {.status = 404,
               .detail = "there is no " + excerpt(head.path, 60) + " here, only /metrics"};
  } else if (head.method != "GET" && head.method != "HEAD") {
    problem = {.status = 405,
               .detail = "what there is can be read alone",
               .headers = {{"Allow", "GET, HEAD"}}};
  } else {
    return nullptr;
  }
  return std::make_unique<HttpAnswer>(to_answer(problem));
}

void MetricsPage::handle(const std::shared_ptr<HttpExchange>& exchange) {
  if (!std::exchange(is_current_, true)) text_ = make_text_();
  exchange->answer({.type = "text/plain; version=0.0.4; charset=utf-8", .body = text_});
}

}  // namespace urlfan
