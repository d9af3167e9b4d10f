#include "src/core/request_size.h"

#include <string>
#include <variant>

namespace urlfan {
namespace {

std::size_t size_of(const MessagePtr& message) {
  if (!message || message.use_count() > 1) return 0;
  std::size_t bytes = sizeof(Message) + (message->cookies ? message->cookies->size() : 0);
  for (const auto& header : message->headers) {
    bytes += sizeof header + header.name.size() + (header.value ? header.value->size() : 0);
  }
  const bool own_body = message->body && message->body.use_count() == 1;
  return bytes + (own_body ? message->body->size() : 0);
}

std::size_t size_of(const Checks& checks) {
  std::size_t bytes = 0;
  for (const auto& text : checks.contains) bytes += sizeof(std::string) + text.size();
  for (const auto& pattern : checks.matches) bytes += sizeof pattern + pattern.own_bytes();
  for (const auto& header : checks.headers) {
    const auto* text = std::get_if<std::string>(&header.value);
    bytes += sizeof header + header.name.size() +
             (text != nullptr ? text->size() : std::get<Pattern>(header.value).own_bytes());
  }
  for (const auto& json : checks.json) {
    bytes += sizeof json + json.pointer.size() + json.value.size();
  }
  if (checks.status) {
    bytes += checks.status->text.size() + checks.status->ranges.size() * sizeof(StatusSet::Range);
  }
  return bytes;
}

}  // namespace

std::size_t own_bytes(const Request& request) {
  return request.target.url.size() + request.target.origin.key().size() +
         (request.name ? request.name->size() : 0) +
         (request.bad ? request.bad->message.size() : 0) + size_of(request.message) +
         size_of(request.checks);
}

}  // namespace urlfan
