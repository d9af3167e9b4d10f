// Results by a callback, as they come; the first that is ok makes the others superfluous.
//   callback URL...

#include <clocale>
#include <cstdio>
#include <latch>
#include <stop_token>

#include "urlfan/urlfan.h"

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for host names that are not ASCII
  std::stop_source enough;
  std::latch all_told(argc - 1);
  urlfan::Client client;
  for (int i = 1; i < argc; ++i) {
    // Called in the client's thread, one at a time: it must not wait.
    const auto done = [&](const urlfan::Request& request, const urlfan::Result& result) {
      const char* what = result.ok() ? "ok" : to_string(result.error->code).data();
      std::printf("%s %s\n", what, request.target.display_url().c_str());
      if (result.ok()) enough.request_stop();
      all_told.count_down();
    };
    client.fetch(urlfan::make_request(argv[i]), done, {}, enough.get_token());
  }
  all_told.wait();
}
