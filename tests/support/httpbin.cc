#include "tests/support/httpbin.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/support/fault_server.h"

namespace urlfan {

Httpbin::Httpbin()
    : port_(free_port()),
      process_({.arguments = {"gunicorn", "--bind", "127.0.0.1:" + std::to_string(port_),
                              "--worker-class", "gthread", "--threads", "16", "--worker-tmp-dir",
                              folder_.path(), "--log-level", "warning", "httpbin:app"},
                .working_folder = folder_.path()}) {
  for (int i = 0; i < 3000 && !answers(port_); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (answers(port_)) return;
  process_.wait();
  skip_without_module("httpbin", process_.err());
  throw std::runtime_error("httpbin did not start: " + process_.err());
}

}  // namespace urlfan
