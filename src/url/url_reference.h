#ifndef URLFAN_URL_URL_REFERENCE_H_
#define URLFAN_URL_URL_REFERENCE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace urlfan {

// The grammar of URLs (RFC 3986), as far as it says what is a scheme, what is a host and what is
// relative: libcurl guesses there, and its versions differ. Texts only; nothing is judged.

/// What stands before the first colon where that is a scheme (section 3.1); empty: it has none.
std::string_view scheme_of(std::string_view text) noexcept;

/// The part before the path, query and fragment of a text that has no scheme.
std::string_view first_segment(std::string_view text) noexcept;

/// `name:digits`, and nothing else before the path: a host and its port, as people write it.
bool names_host_and_port(std::string_view text) noexcept;

/// [user@]host[:port] of "scheme://[user@]host[:port]...".
std::string_view authority_of(std::string_view url) noexcept;

/// A reference as a server writes it, with *** for the user information in its authority and in
/// that of a URL in its query; the rest stays, also an @ in a path. In a text that need not be a
/// URL nobody knows where user information would end: there, mask_user_information hides enough.
std::string without_user(std::string_view reference);

/// `reference`, which has no scheme, against the absolute URL `base` (section 5.2). Dot segments
/// stay, and so does what the reference has for a fragment.
std::string resolve_reference(std::string_view base, std::string_view reference);

/// Blanks, quotes and what is not ASCII behind the authority of an absolute URL as %XX.
std::string percent_encoded(std::string_view url);

/// Where the ? of a query without text stands (`http://h/x?`); npos: there is none.
std::size_t empty_query(std::string_view url) noexcept;

}  // namespace urlfan

#endif  // URLFAN_URL_URL_REFERENCE_H_
