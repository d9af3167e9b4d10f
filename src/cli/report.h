#ifndef URLFAN_CLI_REPORT_H_
#define URLFAN_CLI_REPORT_H_

namespace urlfan {

/// `urlfan report RESULTS...`: earlier outputs in, one document and any reports out. Returns the
/// exit code that one run over all would have had. Throws UsageError, OutputError.
int report(int argc, char** argv);

}  // namespace urlfan

#endif  // URLFAN_CLI_REPORT_H_
