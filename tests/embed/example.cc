#include <clocale>
#include <cstdio>
#include <vector>

#include "urlfan/urlfan.h"

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for host names that are not ASCII
  std::vector<urlfan::Request> requests;
  for (int i = 1; i < argc; ++i) requests.push_back(urlfan::make_request(argv[i]));

  bool all_ok = true;
  for (const auto& result : urlfan::fetch_all(std::move(requests))) {
    if (result.ok()) {
      std::printf("%d %s\n", *result.response.status, result.url.c_str());
    } else {
      std::printf("%s %s\n", to_string(result.error->code).data(), result.error->message.c_str());
      all_ok = false;
    }
  }
  return all_ok ? 0 : 1;
}
