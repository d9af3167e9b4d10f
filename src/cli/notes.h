#ifndef URLFAN_CLI_NOTES_H_
#define URLFAN_CLI_NOTES_H_

#include <array>
#include <string_view>

// What --help and the man page tell beside options.

namespace urlfan {

/// A paragraph each line.
inline constexpr std::string_view kNotes =
    "TIME is 250ms, 10s, 2m, 1h or 1d; SIZE is 100, 64K, 100M or 2G.\n"
    "--help GROUP shows one group, such as --help network.\n"
    "Each option can also be a variable of the environment (URLFAN_MAX_BODY=1G is --max-body 1G) "
    "and stand in the --config file; the command line goes first, then the environment. There, no "
    "list of processes shows a secret.\n"
    "Certificate authorities: --cacert and --capath, else SSL_CERT_FILE and SSL_CERT_DIR, else "
    "the system's.\n";

/// What the program exits with.
struct ExitStatus {
  std::string_view code;
  std::string_view meaning;
};

inline constexpr std::array<ExitStatus, 7> kExitStatuses{{{"0", "all ok"},
                                                          {"1", "a check failed"},
                                                          {"2", "bad usage or a bad line"},
                                                          {"3", "other failures"},
                                                          {"4", "the deadline passed"},
                                                          {"5", "urlfan failed"},
                                                          {"130/143", "stopped"}}};

}  // namespace urlfan

#endif  // URLFAN_CLI_NOTES_H_
