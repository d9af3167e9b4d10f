#ifndef URLFAN_SECRETS_H_
#define URLFAN_SECRETS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

/// Texts that no output may show, and what is shown in their place. Found as they are and as
/// base64, with any of their characters escaped as URLs, JSON or a shell escape them, whatever the
/// case of their letters, and also where only their beginning is left of them. One thread at a
/// time.
class Secrets {
 public:
  /// Shorter texts are none: they would be found in every number and name.
  static constexpr std::size_t kShortest = 4;
  /// The same of the values of cookies, of which many are words.
  static constexpr std::size_t kShortestCookie = 8;

  /// Where a text may have been cut, and a secret with it.
  enum class Cut : std::uint8_t { nowhere, at_end, at_marks };

  /// Again and again the same costs little.
  void add(std::string_view text, std::string_view shown = "***");
  /// The password, and what Basic authentication makes of both.
  void add(const Credentials& credentials);
  /// What Authorization and Cookie tell, and the credentials.
  void add(const Message& message);
  /// The value of one, unless it is so short that it may be a word.
  void add_cookie(std::string_view value);
  /// "name=value; name=value"
  void add_cookies(std::string_view cookies);

  bool empty() const noexcept { return count_ == 0; }

  std::string hide(std::string text, Cut cut = Cut::nowhere) const;
  /// In all that a server or a list can have put there.
  void hide(Result& result) const;

 private:
  struct Secret {
    std::string text;
    std::string shown;
  };

  void add_form(std::string_view text, std::string_view shown);
  void add_base64(std::string_view text, std::string_view shown);
  const Secret* find_at(std::string_view text, std::size_t& length) const;
  std::string hide_cut(std::string text, std::size_t end) const;

  std::size_t count_ = 0;
  /// By their first byte, in lower case; the longest first: one can be part of another.
  std::array<std::vector<Secret>, 256> by_start_;
};

}  // namespace urlfan

#endif  // URLFAN_SECRETS_H_
