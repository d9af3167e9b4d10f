#include "src/core/request_size.h"

#include <concepts>
#include <string>
#include <variant>

#include "src/check/kinds.h"

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

// What a value of a check has beside itself.
template <std::integral Number>
std::size_t size_of(Number /*number*/) {
  return 0;
}
std::size_t size_of(Duration /*time*/) { return 0; }
std::size_t size_of(const std::string& text) { return text.size(); }
std::size_t size_of(const Pattern& pattern) { return pattern.own_bytes(); }
std::size_t size_of(const StatusSet& set) {
  return set.text.size() + set.ranges.size() * sizeof(StatusSet::Range);
}
std::size_t size_of(const Condition& check) {
  return check.name.size() +
         std::visit([](const auto& value) { return size_of(value); }, check.value);
}

std::size_t size_of(const ChecksPtr& checks) {
  if (!checks || checks.use_count() > 1) return 0;
  std::size_t bytes = sizeof(Checks);
  for_each_check_kind([&]<typename Kind>(const Kind& kind) {
    const auto& place = (*checks).*kind.place;
    if constexpr (Kind::kMany) {
      for (const auto& each : place) bytes += sizeof each + size_of(each);
    } else {
      if (place) bytes += size_of(*place);
    }
  });
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
