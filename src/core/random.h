#ifndef URLFAN_CORE_RANDOM_H_
#define URLFAN_CORE_RANDOM_H_

#include <functional>
#include <random>

namespace urlfan {

/// A number in [0, 1), evenly spread.
using Random = std::function<double()>;

inline Random seeded_random() {
  return [engine = std::minstd_rand(std::random_device()()),
          uniform = std::uniform_real_distribution<double>()]() mutable { return uniform(engine); };
}

}  // namespace urlfan

#endif  // URLFAN_CORE_RANDOM_H_
