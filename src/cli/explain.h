#ifndef URLFAN_CLI_EXPLAIN_H_
#define URLFAN_CLI_EXPLAIN_H_

namespace urlfan {

/// `urlfan explain [CODE...]`: what error codes mean, and what to look at next. Without a code:
/// all of them. Returns the exit code.
int explain(int argc, char** argv);

}  // namespace urlfan

#endif  // URLFAN_CLI_EXPLAIN_H_
