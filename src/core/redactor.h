#ifndef URLFAN_CORE_REDACTOR_H_
#define URLFAN_CORE_REDACTOR_H_

#include <optional>

#include "urlfan/request.h"
#include "urlfan/result.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// Takes out of results what they must not show: the secrets of the run, and those of the line.
class Redactor {
 public:
  /// May be null; must outlive this one.
  explicit Redactor(const Secrets* of_run) : of_run_(of_run) {}

  void hide(const Request& request, Result& result);

 private:
  const Secrets* of_run_;
  /// Most lines have the message of the one before, if any.
  MessagePtr message_;
  /// Of that; made when there is one, since that takes time.
  std::optional<Secrets> of_message_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_REDACTOR_H_
