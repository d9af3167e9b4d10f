#include "src/core/redirect.h"

#include <string>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "urlfan/status.h"

namespace urlfan {
namespace {

bool describes_body(const Field& header) { return lower_case(header.name).starts_with("content-"); }

/// What of the message goes along to the next hop.
MessagePtr next_message(const MessagePtr& message, bool leaves_host, bool drops_body) {
  if (!message || !(leaves_host || drops_body)) return message;
  auto next = std::make_shared<Message>(*message);
  if (leaves_host) {
    // A header that is left out tells nothing.
    std::erase_if(next->headers,
                  [](const Field& header) { return header.value && !may_leave_host(header.name); });
    next->cookies.reset();
    next->credentials.reset();
  }
  if (drops_body) {
    next->body.reset();
    next->body_type.clear();
    std::erase_if(next->headers, describes_body);
  }
  return next;
}

}  // namespace

std::optional<Error> follow_redirect(Job& job, int status, RedirectTo redirect,
                                     std::size_t max_redirects) {
  job.redirects.push_back({.status = status, .location = std::move(redirect.location)});
  if (job.redirects.size() > max_redirects) {
    return make_error(ErrorCode::too_many_redirects, "more than " + std::to_string(max_redirects) +
                                                         " redirects, the last to " +
                                                         job.redirects.back().location);
  }
  if (auto* error = std::get_if<Error>(&redirect.to)) {
    // The line is fine; what the server sent is not.
    error->code = error->code == ErrorCode::invalid_input ? ErrorCode::protocol_error : error->code;
    error->phase = Phase::transfer;
    error->message = "redirect that cannot be followed: " + error->message;
    return std::move(*error);
  }
  auto& to = std::get<Target>(redirect.to);
  job.at_home = job.at_home && !redirect.anonymous && to.origin == job.request.target.origin;
  if (job.at_home && !to.credentials) to.credentials = job.request.target.credentials;
  job.redirected = std::move(to);
  const std::string method(method_after_redirect(job.method, status));
  job.message = next_message(job.message, !job.at_home, method != job.method);
  job.method = method;
  return {};
}

bool turn_to_get(Job& job, const Completion& completion) {
  const int status = completion.response.status.value_or(0);
  const auto& expected = job.request.expected().status;
  const bool refused = (status == 405 || status == 501) && !completion.error &&
                       !(expected && expected->contains(status));
  if (!refused || !job.request.get_if_refused || job.method != "HEAD") return false;
  // The next attempt need not hear it again.
  job.request.get_if_refused = false;
  job.request.method = job.method = "GET";
  return true;
}

std::optional<Error> leads_nowhere(const Job& job, const Completion& completion) {
  const auto& status = completion.response.status;
  const auto& expected = job.request.expected().status;
  if (!status || completion.redirect || !is_redirect(*status)) return {};
  if (job.request.expected().none || (expected && expected->contains(*status))) return {};
  return make_error(ErrorCode::protocol_error, "HTTP " + std::to_string(*status) +
                                                   " without a Location: it leads nowhere; expect "
                                                   "that status if it is meant");
}

}  // namespace urlfan
