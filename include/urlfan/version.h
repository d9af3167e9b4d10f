#ifndef URLFAN_VERSION_H_
#define URLFAN_VERSION_H_

namespace urlfan {

/// Of the command line, the JSON and the library: a semantic version (https://semver.org). The
/// build reads it here.
inline constexpr const char* kVersion = "0.1.0";

/// The day of that version, which its man page bears.
inline constexpr const char* kVersionDate = "2026-11-26";

}  // namespace urlfan

#endif  // URLFAN_VERSION_H_
