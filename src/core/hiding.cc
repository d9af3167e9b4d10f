#include "src/core/hiding.h"

namespace urlfan {

void Hiding::hide(const Request& request, Result& result) {
  if (request.message && request.message != message_) {
    message_ = request.message;
    of_message_ = {};
    of_message_.add(*message_);
  }
  if (request.message && !of_message_.empty()) of_message_.hide(result);
  if (request.target.credentials) {
    Secrets of_url;
    of_url.add(*request.target.credentials);
    of_url.hide(result);
  }
  if (of_run_ != nullptr && !of_run_->empty()) of_run_->hide(result);
}

}  // namespace urlfan
