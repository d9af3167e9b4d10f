#include "tests/support/proxies.h"

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "tests/support/certificates.h"
#include "tests/support/fault_server.h"

namespace urlfan {
namespace {

constexpr const char* kStreamModule = "/usr/lib/nginx/modules/ngx_stream_module.so";

std::unique_ptr<Process> launch(std::vector<std::string> command, int port,
                                const std::string& log) {
  const std::string name = command[0];
  auto process = std::make_unique<Process>(Launch{.arguments = std::move(command)});
  for (int i = 0; i < 1000 && !answers(port); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (!answers(port)) throw std::runtime_error(name + " did not start: " + read_file(log));
  return process;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

Proxy::Proxy() : port_(free_port()) { folder_.write("log", ""); }

void Proxy::start(std::vector<std::string> command) {
  process_ = launch(std::move(command), port_, log());
}

std::size_t Proxy::logged(const std::string& text) const { return count(read_file(log()), text); }

Tinyproxy::Tinyproxy(const std::string& user, const std::string& password) {
  const std::string only = user.empty() ? "" : "BasicAuth " + user + " " + password + "\n";
  const std::string file = folder_.write("conf", "Port " + std::to_string(port_) +
                                                     "\nListen 127.0.0.1\nAllow 127.0.0.1\n"
                                                     "MaxClients 100\nTimeout 60\nLogLevel Info\n"
                                                     "DisableViaHeader Yes\nLogFile \"" +
                                                     folder_.path("log") + "\"\n" + only);
  start({"tinyproxy", "-d", "-c", file});
}

TlsFront::TlsFront(int behind) : port_(free_port()) {
  if (!std::filesystem::exists(kStreamModule)) skip_without("the stream module of nginx");
  const Certificate authority = make_authority("urlfan test proxy authority");
  const Certificate own = make_certificate(authority, {.names = "DNS:localhost,IP:127.0.0.1"});
  folder_.write("ca.pem", authority.certificate);
  folder_.write("own.pem", own.certificate);
  folder_.write("own.key", own.key);
  const std::string folder = folder_.path();
  const std::string file = folder_.write(
      "conf", "daemon off; master_process off; pid " + folder +
                  "/pid;\n"
                  "load_module " +
                  kStreamModule +
                  ";\n"
                  "events { worker_connections 256; }\n"
                  "stream { server { listen 127.0.0.1:" +
                  std::to_string(port_) +
                  " ssl;"
                  " ssl_certificate " +
                  folder + "/own.pem; ssl_certificate_key " + folder +
                  "/own.key; proxy_pass 127.0.0.1:" + std::to_string(behind) + "; } }\n");
  const std::string log = folder_.path("log");
  process_ = launch({"nginx", "-p", folder, "-c", file, "-e", log}, port_, log);
}

Dante::Dante() {
  const std::string file = folder_.write(
      "conf", "logoutput: " + log() + "\ninternal: 127.0.0.1 port = " + std::to_string(port_) +
                  "\nexternal: 127.0.0.1\nclientmethod: none\nsocksmethod: none\n" +
                  (geteuid() == 0 ? "user.privileged: root\nuser.unprivileged: root\n" : "") +
                  "client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }\n"
                  "socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 log: connect }\n");
  start({"danted", "-f", file, "-p", folder_.path("pid")});
}

}  // namespace urlfan
