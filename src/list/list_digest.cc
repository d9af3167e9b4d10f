#include "src/list/list_digest.h"

#include <concepts>
#include <string_view>
#include <variant>

#include "src/check/kinds.h"

namespace urlfan {
namespace {

constexpr std::uint64_t kPrime = 0x100000001b3U;

/// FNV-1a over numbers and texts, each text behind its length: no two rows of them read alike.
class Mix {
 public:
  Mix(std::uint64_t start, const Secrets& first, const Secrets& second)
      : value_(start), first_(first), second_(second), hides_(!first.empty() || !second.empty()) {}

  void number(std::uint64_t number) noexcept { value_ = (value_ ^ number) * kPrime; }
  void plain(std::string_view text) noexcept {
    number(text.size());
    for (const char c : text) number(static_cast<unsigned char>(c));
  }
  void text(std::string_view text, Secrets::Cut cut = Secrets::Cut::nowhere) {
    if (!hides_) return plain(text);
    plain(Secrets::hide({&first_, &second_}, std::string(text), cut));
  }
  std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_;
  const Secrets& first_;
  const Secrets& second_;
  bool hides_;
};

// The values of checks.
template <std::integral Number>
void add(Mix& mix, Number number) {
  mix.number(static_cast<std::uint64_t>(number));
}
void add(Mix& mix, Duration time) { mix.number(static_cast<std::uint64_t>(time.count())); }
void add(Mix& mix, const std::string& text) { mix.text(text); }
void add(Mix& mix, const Pattern& pattern) { mix.text(pattern.text()); }
void add(Mix& mix, const StatusSet& set) {
  mix.number(set.ranges.size());
  for (const auto& range : set.ranges) {
    add(mix, range.low);
    add(mix, range.high);
  }
}
void add(Mix& mix, const Condition& check) {
  mix.text(check.name);
  mix.number(static_cast<std::uint64_t>(check.op));
  mix.number(check.value.index());
  std::visit([&mix](const auto& value) { add(mix, value); }, check.value);
}

void add(Mix& mix, const Checks& checks) {
  mix.number(checks.none ? 1 : 0);
  for_each_check_kind([&]<typename Kind>(const Kind& kind) {
    if (!kind.is_set(checks)) return;
    const auto& place = checks.*kind.place;
    mix.plain(kind.member);
    if constexpr (Kind::kMany) {
      mix.number(place.size());
      for (const auto& each : place) add(mix, each);
    } else {
      add(mix, *place);
    }
  });
  mix.number(0);  // where the name of another one would begin
}

template <typename Shared>
bool are_same(const std::weak_ptr<const Shared>& one, const std::shared_ptr<const Shared>& other) {
  return !one.owner_before(other) && !other.owner_before(one);
}

}  // namespace

/// `make` is given the secrets of the line only where nobody else has what is `shared`. That is not
/// held here, for others ask whether it is shared.
template <typename Shared, typename Make>
std::uint64_t ListDigest::once(Known<Shared>& known, const std::shared_ptr<const Shared>& shared,
                               const Secrets& filled_in, const Make& make) {
  if (shared.use_count() == 1) return make(filled_in);
  if (!are_same(known.shared, shared)) known = {.shared = shared, .digest = make(none_)};
  return known.digest;
}

std::uint64_t ListDigest::of_message(const Message& message, const Secrets& filled_in) {
  Mix mix(0, secrets_, filled_in);
  mix.number(message.headers.size());
  for (const auto& header : message.headers) {
    mix.text(header.name);
    mix.number(header.value ? 1 : 0);
    if (header.value && may_leave_host(header.name)) mix.text(*header.value);
  }
  mix.number(message.cookies ? 1 : 0);
  mix.number(message.body ? 1 : 0);
  if (message.body) {
    mix.number(once(body_, message.body, filled_in, [&](const Secrets& of_line) {
      Mix body(0, secrets_, of_line);
      body.text(*message.body);
      return body.value();
    }));
  }
  mix.text(message.body_type);
  return mix.value();
}

void ListDigest::add(const Request& line, const Secrets& filled_in) {
  Mix mix(value_, secrets_, filled_in);
  mix.text(line.method);
  mix.text(line.target.url);
  mix.number(line.bad ? 1 : 0);
  if (line.bad) {
    mix.plain(to_string(line.bad->code));
    mix.text(line.bad->message, Secrets::Cut::at_marks);
    value_ = mix.value();
    return;
  }
  const Message* message = line.message.get();
  mix.number(line.target.credentials || (message != nullptr && message->credentials) ? 1 : 0);
  mix.number(message != nullptr ? 1 : 0);
  if (message != nullptr) {
    mix.number(once(message_, line.message, filled_in,
                    [&](const Secrets& of_line) { return of_message(*message, of_line); }));
  }
  mix.number(line.get_if_refused ? 1 : 0);
  mix.number(!line.follow_redirects ? 2 : *line.follow_redirects ? 1 : 0);
  const auto of_checks = [&](const Secrets& of_line) {
    Mix checks(0, secrets_, of_line);
    urlfan::add(checks, line.expected());
    return checks.value();
  };
  mix.number(line.checks ? once(checks_, line.checks, filled_in, of_checks) : of_checks(none_));
  value_ = mix.value();
}

}  // namespace urlfan
