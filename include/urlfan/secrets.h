#ifndef URLFAN_SECRETS_H_
#define URLFAN_SECRETS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

/// Texts that no output may show, and what is shown in their place. Found as they are, whatever the
/// case of their letters, with any of their characters escaped as URLs, JSON, HTML or a shell
/// escape them; in the base64 of any text that holds them; and also where only their beginning is
/// left of them. One thread at a time.
class Secrets {
 public:
  /// Shorter texts are none: they would be found in every number and name.
  static constexpr std::size_t kShortest = 4;
  /// The same of the values of cookies, of which many are words.
  static constexpr std::size_t kShortestCookie = 8;

  /// Where a text may have been cut, and a secret with it: nowhere, at its end, or before and
  /// behind each mark ("...") of what was left out.
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

  /// Nothing was added that is long enough.
  bool empty() const noexcept { return count_ == 0; }

  /// The text with what is shown in place of each.
  std::string hide(std::string text, Cut cut = Cut::nowhere) const;
  /// What is in any of the sets; each may be null. All at once, since the secret of one set can be
  /// a part of another's.
  static std::string hide(std::initializer_list<const Secrets*> sets, std::string text, Cut cut);
  /// The same in all that a server or a list can have put there.
  static void hide(std::initializer_list<const Secrets*> sets, Result& result);

 private:
  struct Secret {
    std::string text;
    std::string shown;
    /// Of base64 the case of the letters counts.
    bool is_base64 = false;
    /// The character before it, or behind it, holds some of its bits as well.
    bool shares_first = false;
    bool shares_last = false;
  };
  /// A part of a text, and what is to be shown in its place.
  struct Region {
    std::size_t begin = 0;
    std::size_t end = 0;
    const std::string* shown = nullptr;
  };

  void add_form(Secret form);
  void add_base64(std::string_view text, std::string_view shown);
  void find_all(std::string_view text, Cut cut, std::vector<Region>& regions) const;
  std::optional<Region> find_at(std::string_view text, std::size_t at) const;
  std::optional<Region> find_cut(std::string_view text, std::size_t at) const;
  std::optional<Region> find_rest(std::string_view text, std::size_t at) const;
  std::size_t reach_of_cut(std::size_t end) const;
  static Region region_of(const Secret& secret, std::string_view text, std::size_t at,
                          std::size_t length);

  std::size_t count_ = 0;
  /// By their first byte, in lower case; the longest first: one can be part of another.
  std::array<std::vector<Secret>, 256> by_start_;
};

}  // namespace urlfan

#endif  // URLFAN_SECRETS_H_
