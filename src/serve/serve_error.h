#ifndef URLFAN_SERVE_SERVE_ERROR_H_
#define URLFAN_SERVE_SERVE_ERROR_H_

#include <stdexcept>

namespace urlfan {

/// The server cannot begin; the message says what to change.
class ServeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_SERVE_ERROR_H_
