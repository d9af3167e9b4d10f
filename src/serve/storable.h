#ifndef URLFAN_SERVE_STORABLE_H_
#define URLFAN_SERVE_STORABLE_H_

#include "src/serve/documents.h"

namespace urlfan {

/// What is stored of a schedule is all of it. So throws ProblemError where something in its run
/// says who asks, and is no variable; or where a request is none.
void require_storable(const RunDocument& run);

}  // namespace urlfan

#endif  // URLFAN_SERVE_STORABLE_H_
