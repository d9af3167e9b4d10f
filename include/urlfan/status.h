#ifndef URLFAN_STATUS_H_
#define URLFAN_STATUS_H_

namespace urlfan {

/// Whether a status leads elsewhere by itself (Fetch standard): 300 leaves it open where, 304 is no
/// redirect.
constexpr bool is_redirect(int status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace urlfan

#endif  // URLFAN_STATUS_H_
