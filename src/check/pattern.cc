#include <re2/re2.h>
#include <re2/stringpiece.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "urlfan/checks.h"

namespace urlfan {

namespace {

// Of one pattern: a list of ten thousand of them must fit, too. Ordinary ones take some 10 KiB.
constexpr std::int64_t kMostMemory = std::int64_t{1} << 20U;

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(std::string_view text, const re2::RE2::Options& options)
      : source(text), expression(source, options) {}

  std::string source;
  re2::RE2 expression;
};

std::variant<Pattern, std::string> Pattern::compile(std::string_view text) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMostMemory);
  auto compiled = std::make_shared<const Compiled>(text, options);
  if (!compiled->expression.ok()) return compiled->expression.error();
  return Pattern(std::move(compiled));
}

const std::string& Pattern::text() const noexcept { return compiled_->source; }

std::optional<std::string_view> Pattern::find_in(std::string_view subject) const {
  re2::StringPiece found;
  const re2::StringPiece whole(subject.data(), subject.size());
  if (!compiled_->expression.Match(whole, 0, whole.size(), re2::RE2::UNANCHORED, &found, 1))
    return {};
  return std::string_view(found.data(), found.size());
}

std::size_t Pattern::own_bytes() const noexcept {
  // As measured before its first search.
  constexpr std::size_t at_least = 1024;
  constexpr std::size_t for_each_step = 32;
  if (compiled_.use_count() > 1) return 0;
  const auto steps = static_cast<std::size_t>(std::max(compiled_->expression.ProgramSize(), 0));
  return at_least + 2 * compiled_->source.size() + for_each_step * steps;
}

}  // namespace urlfan
