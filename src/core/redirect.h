#ifndef URLFAN_CORE_REDIRECT_H_
#define URLFAN_CORE_REDIRECT_H_

#include <cstddef>
#include <optional>

#include "src/core/job.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Turns `job` to the next hop of its redirect, by the rules of browsers (Fetch standard,
/// HTTP-redirect fetch): 303, and 301 and 302 to a POST, go on as GET; credentials stay with
/// the first host. Returns why not, if it cannot be followed.
std::optional<Error> follow_redirect(Job& job, int status, RedirectTo redirect,
                                     std::size_t max_redirects);

/// Turns `job` to a GET where its HEAD was refused, and that is to be so. False: it is not.
bool turn_to_get(Job& job, const Completion& completion);

/// What is wrong with an answer that redirects, and says nowhere where to, if the line did not
/// expect that. `completion` is of an attempt that follows redirects.
std::optional<Error> leads_nowhere(const Job& job, const Completion& completion);

}  // namespace urlfan

#endif  // URLFAN_CORE_REDIRECT_H_
