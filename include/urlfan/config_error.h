#ifndef URLFAN_CONFIG_ERROR_H_
#define URLFAN_CONFIG_ERROR_H_

#include <stdexcept>

namespace urlfan {

/// A configuration that cannot be carried out. The message is a sentence that says which value, why
/// and what was expected.
class ConfigError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

}  // namespace urlfan

#endif  // URLFAN_CONFIG_ERROR_H_
