#include "src/core/redactor.h"

namespace urlfan {

void Redactor::hide(const Request& request, Result& result) {
  if (request.message && request.message != message_) {
    message_ = request.message;
    of_message_.emplace().add(*message_);
  }
  const bool has_message = request.message && !of_message_->empty();
  const bool has_run = of_run_ != nullptr && !of_run_->empty();
  // Most have nothing to hide, and an empty set of secrets takes time to make.
  if (!has_message && !request.target.credentials && !has_run) return;
  Secrets of_url;
  if (request.target.credentials) of_url.add(*request.target.credentials);
  Secrets::hide({has_message ? &*of_message_ : nullptr, &of_url, of_run_}, result);
}

}  // namespace urlfan
