#include "src/output/input_order.h"

#include <utility>
#include <vector>

namespace urlfan {
namespace {

std::size_t memory(const std::vector<Redirect>& redirects) {
  std::size_t bytes = redirects.size() * sizeof(Redirect);
  for (const auto& each : redirects) bytes += each.location.capacity() + each.url.capacity();
  return bytes;
}

/// What the result takes in memory; the texts that are always short are in the flat part.
std::size_t memory(const Result& result) {
  constexpr std::size_t flat = 256;
  std::size_t bytes = sizeof(Result) + flat + result.url.capacity() +
                      result.effective_url.capacity() + result.where.file.capacity();
  if (result.name) bytes += result.name->capacity();
  if (result.response.body) bytes += result.response.body->capacity();
  if (result.response.content_type) bytes += result.response.content_type->capacity();
  if (result.error) bytes += result.error->message.capacity();
  bytes += memory(result.redirects);
  if (result.response.headers) {
    for (const auto& [name, value] : *result.response.headers) {
      bytes += sizeof(std::pair<std::string, std::string>) + name.capacity() + value.capacity();
    }
  }
  if (result.response.saved_to) bytes += result.response.saved_to->capacity();
  for (const auto& past : result.history) {
    bytes += sizeof past + past.effective_url.capacity() + memory(past.redirects);
  }
  for (const auto& check : result.checks) {
    bytes += sizeof check + check.name.capacity() + check.expected.capacity() +
             (check.actual ? check.actual->capacity() : 0) +
             (check.excerpt ? check.excerpt->capacity() : 0);
  }
  if (result.curl_command) bytes += result.curl_command->capacity();
  if (result.drift) bytes += result.drift->size() * sizeof(Drift);
  return bytes;
}

}  // namespace

void InputOrder::write(const Result& result) {
  if (result.sequence != turn_) {
    hold(Result(result));
  } else {
    pass(result);
  }
}

const Result& InputOrder::take(Result&& result) {
  if (result.sequence != turn_) return hold(std::move(result));
  pass(result);
  return result;
}

const Result& InputOrder::hold(Result&& result) {
  const auto held = held_.emplace(result.sequence, std::move(result)).first;
  held_bytes_ += memory(held->second);
  return held->second;
}

/// That one, and all that have waited for it.
void InputOrder::pass(const Result& result) {
  next_(result);
  ++turn_;
  for (auto first = held_.begin(); first != held_.end() && first->first == turn_; ++turn_) {
    next_(first->second);
    held_bytes_ -= memory(first->second);
    first = held_.erase(first);
  }
}

}  // namespace urlfan
