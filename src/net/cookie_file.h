#ifndef URLFAN_NET_COOKIE_FILE_H_
#define URLFAN_NET_COOKIE_FILE_H_

#include <string>
#include <vector>

namespace urlfan {

/// The cookies of a file in the form of Netscape, or of saved headers, for
/// ClientConfig::cookies. Throws ConfigError when it cannot be read.
std::vector<std::string> read_cookie_file(const std::string& file);

}  // namespace urlfan

#endif  // URLFAN_NET_COOKIE_FILE_H_
