#ifndef URLFAN_LIST_LIST_DIGEST_H_
#define URLFAN_LIST_LIST_DIGEST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "urlfan/request.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// What tells whether two lists ask for the same and expect the same, line by line: 64 bits,
/// FNV-1a. Of each line: method, URL, what is sent and what is checked, and whether redirects are
/// followed; of a bad one its error. Not how it is written, what it is called, and how long it may
/// take.
/// Who asks is not in it: that there are credentials, cookies, and headers that not every host may
/// know (may_leave_host), counts, and not what they are; of secrets the name under which they are
/// hidden. So other secrets make no other list, and nobody can try out here what a secret is. The
/// same for ever, on every machine.
class ListDigest {
 public:
  /// `secrets`: of what all lines share; a copy, since others are found while the list is read.
  explicit ListDigest(Secrets secrets) : secrets_(std::move(secrets)) {}

  /// One line more. `filled_in`: what its variables stand for. Costs some hundred instructions.
  void add(const Request& line, const Secrets& filled_in);
  /// Of the lines so far.
  std::uint64_t value() const noexcept { return value_; }

 private:
  /// Of what many lines share, made once.
  template <typename Shared>
  struct Known {
    std::weak_ptr<const Shared> shared;
    std::uint64_t digest = 0;
  };

  template <typename Shared, typename Make>
  std::uint64_t once(Known<Shared>& known, const std::shared_ptr<const Shared>& shared,
                     const Secrets& filled_in, const Make& make);
  std::uint64_t of_message(const Message& message, const Secrets& filled_in);

  Secrets secrets_;
  Secrets none_;
  // The offset basis.
  std::uint64_t value_ = 0xcbf29ce484222325U;
  Known<Message> message_;
  Known<std::string> body_;
  Known<Checks> checks_;
};

}  // namespace urlfan

#endif  // URLFAN_LIST_LIST_DIGEST_H_
