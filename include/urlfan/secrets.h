#ifndef URLFAN_SECRETS_H_
#define URLFAN_SECRETS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

/// Texts that no output may show, and what is shown in their place. Found as they are, in URLs
/// (percent-encoded), in strings of JSON and as base64, whatever the case of their letters, and
/// also where only their beginning is left of them. One thread at a time.
class Secrets {
 public:
  /// Shorter texts are none: they would be found in every number and name.
  static constexpr std::size_t kShortest = 4;

  /// Again and again the same costs little.
  void add(std::string_view text, std::string_view shown = "***");
  /// The password, and what Basic authentication makes of both.
  void add(const Credentials& credentials);
  /// What Authorization and Cookie tell, and the credentials.
  void add(const Message& message);

  bool empty() const noexcept { return texts_.empty(); }

  /// `cut`: the text goes on after its end, and a secret with it.
  std::string hide(std::string text, bool cut = false) const;
  /// In all that a server or a list can have put there.
  void hide(Result& result) const;

 private:
  struct Secret {
    /// In lower case.
    std::string text;
    std::string shown;
  };

  void add_form(std::string text, std::string_view shown);
  void add_base64(std::string_view text, std::string_view shown);
  std::string hide_cut(std::string text, std::size_t end) const;

  /// The longest first: one can be part of another.
  std::vector<Secret> texts_;
};

}  // namespace urlfan

#endif  // URLFAN_SECRETS_H_
