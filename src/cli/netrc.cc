#include "src/cli/netrc.h"

#include <fstream>
#include <optional>
#include <utility>

#include "src/base/ascii.h"

namespace urlfan {
namespace {

/// The next word of a .netrc; quotes hold blanks together, and a backslash escapes.
std::optional<std::string> netrc_word(std::istream& in) {
  char c = 0;
  if (!(in >> c)) return {};
  std::string word;
  const bool quoted = c == '"';
  if (!quoted) word += c;
  while (in.get(c) && (quoted ? c != '"' : !is_blank_or_line_end(c))) {
    if (quoted && c == '\\') in.get(c);
    word += c;
  }
  return word;
}

}  // namespace

std::vector<Credentials> netrc_credentials(const std::string& file) {
  std::ifstream in(file);
  std::vector<Credentials> all;
  Credentials entry;
  const auto flush = [&] {
    if (entry.password) all.push_back(std::exchange(entry, {}));
  };
  while (const auto key = netrc_word(in)) {
    if (*key == "machine" || *key == "default") flush();
    if (*key == "login") entry.user = netrc_word(in).value_or("");
    if (*key == "password") entry.password = netrc_word(in);
  }
  flush();
  return all;
}

}  // namespace urlfan
