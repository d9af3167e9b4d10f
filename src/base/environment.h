#ifndef URLFAN_BASE_ENVIRONMENT_H_
#define URLFAN_BASE_ENVIRONMENT_H_

#include <cstdlib>
#include <optional>
#include <string>

namespace urlfan {

/// A variable of the environment; empty when it is not set. Nobody changes the environment, so any
/// thread may ask.
inline std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): never changed
  return value == nullptr ? std::optional<std::string>() : value;
}

}  // namespace urlfan

#endif  // URLFAN_BASE_ENVIRONMENT_H_
