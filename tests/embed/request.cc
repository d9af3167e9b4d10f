// Links the rooms of values and URLs alone.

#include "urlfan/request.h"

#include <cstdlib>

int main() {
  const urlfan::Request good = urlfan::make_request("http://user:secret@example.com/a");
  const urlfan::Request bad = urlfan::make_request("ftp://example.com");
  const bool as_meant = !good.bad && good.target.display_url() == "http://user:***@example.com/a" &&
                        bad.bad && bad.bad->code == urlfan::ErrorCode::unsupported_scheme;
  return as_meant ? EXIT_SUCCESS : EXIT_FAILURE;
}
