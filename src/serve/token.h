#ifndef URLFAN_SERVE_TOKEN_H_
#define URLFAN_SERVE_TOKEN_H_

#include <string>

namespace urlfan {

/// So many random bits of the kernel's, as 32 hex digits: nobody can guess another one's.
std::string random_id();

/// The token that stands in this file, which is made with a new one where there is none, for its
/// owner alone. Throws ServeError, also where others can read it.
std::string token_of(const std::string& file);

}  // namespace urlfan

#endif  // URLFAN_SERVE_TOKEN_H_
