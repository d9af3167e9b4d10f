#ifndef URLFAN_TESTS_SUPPORT_FLUSH_COUNTER_H_
#define URLFAN_TESTS_SUPPORT_FLUSH_COUNTER_H_

#include <sstream>

namespace urlfan {

/// Keeps what is written, and counts how often it was flushed.
class FlushCounter final : public std::stringbuf {
 public:
  int flushes = 0;

 protected:
  int sync() override {
    ++flushes;
    return 0;
  }
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_FLUSH_COUNTER_H_
