#include "src/cli/parse_end.h"

#include <sstream>

#include "src/cli/output_file.h"
#include "src/model/exit_code.h"

namespace urlfan {

int say_parse_end(const CLI::App& app, const CLI::ParseError& error) {
  // --help and --version end the parsing with code 0.
  std::ostringstream out;
  std::ostringstream err;
  const int code = app.exit(error, out, err);
  print(out.str());
  standard_error().say(err.str());
  return code == 0 ? kExitOk : kExitUsage;
}

}  // namespace urlfan
