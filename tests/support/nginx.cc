#include "tests/support/nginx.h"

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/certificates.h"
#include "tests/support/fault_server.h"

namespace urlfan {
namespace {

constexpr const char* kEchoModule = "/usr/lib/nginx/modules/ngx_http_echo_module.so";

std::string tls_server(int port, const std::string& folder, const std::string& name,
                       const std::string& more = {}) {
  std::ostringstream text;
  text << "server { listen 127.0.0.1:" << port << " ssl http2; listen [::1]:" << port
       << " ssl http2;"
       << " ssl_certificate " << folder << "/" << name << ".pem;"
       << " ssl_certificate_key " << folder << "/" << name << ".key; " << more
       << " location / { default_type text/plain; return 200 'secure\\n'; } }\n";
  return text.str();
}

}  // namespace

Nginx::Nginx()
    : port_(free_port()),
      tls_port_(free_port()),
      expired_port_(free_port()),
      wrong_name_port_(free_port()),
      untrusted_port_(free_port()),
      asking_port_(free_port()),
      leaving_port_(free_port()) {
  write_certificates();
  write_configuration();
  process_ = std::make_unique<Process>(
      Launch{.arguments = {"nginx", "-p", folder_.path(), "-c", folder_.path("nginx.conf"), "-e",
                           folder_.path("error.log")}});
  for (int i = 0; i < 500 && !answers(port_); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (!answers(port_)) {
    throw std::runtime_error("nginx did not start: " + read_file(folder_.path("error.log")));
  }
}

std::string Nginx::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::string Nginx::tls_url(int port) { return "https://localhost:" + std::to_string(port) + "/ok"; }

std::vector<std::string> Nginx::log() const {
  std::istringstream text(read_file(folder_.path("access.log")));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> Nginx::log_of(std::size_t requests) const {
  for (int i = 0; i < 1000 && log().size() < requests; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return log();
}

std::vector<double> Nginx::times() const {
  std::istringstream text(read_file(folder_.path("times.log")));
  std::vector<double> all;
  for (std::string line; std::getline(text, line);) all.push_back(std::stod(line) * 1000);
  return all;
}

void Nginx::write_certificates() const {
  const auto save = [this](const std::string& name, const Certificate& certificate) {
    folder_.write(name + ".pem", certificate.certificate);
    folder_.write(name + ".key", certificate.key);
  };
  const Certificate authority = make_authority("urlfan test authority");
  const std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  save("ca", authority);
  save("good", make_certificate(authority, {.names = names}));
  save("expired", make_certificate(authority, {.names = names,
                                               .not_before = -std::chrono::hours(48),
                                               .not_after = -std::chrono::hours(24)}));
  save("wrong", make_certificate(authority, {.names = "DNS:other.test"}));
  save("client", make_certificate(authority, {.names = "DNS:client.test"}));
  save("untrusted", make_certificate(make_authority("nobody trusts this"), {.names = names}));
}

void Nginx::write_configuration() const {
  const std::string folder = folder_.path();
  std::filesystem::create_directory(folder + "/html");
  folder_.write("html/file", std::string(1024, 'f'));
  folder_.write("html/big", std::string(std::size_t{10} << 20U, 'b'));
  folder_.write("html/gzip", std::string(4096, 'z'));
  std::ostringstream text;
  text << "daemon off; master_process off; worker_processes 1; pid " << folder << "/pid;\n"
       << "load_module " << kEchoModule << ";\n"
       << "events { worker_connections 4096; }\n"
       << "http {\n"
       << "  log_format short '$request_method $request_uri $connection'; access_log " << folder
       << "/access.log short;\n"
       << "  log_format times '$msec'; access_log " << folder << "/times.log times;\n"
       << "  client_body_temp_path " << folder << "/t1; proxy_temp_path " << folder
       << "/t2; fastcgi_temp_path " << folder << "/t3; uwsgi_temp_path " << folder
       << "/t4; scgi_temp_path " << folder << "/t5;\n"
       << "  keepalive_requests 1000000; root " << folder << "/html; default_type text/plain;\n"
       << "  server {\n    listen 127.0.0.1:" << port_ << "; listen [::1]:" << port_
       << "; listen unix:" << folder << "/socket;\n"
       << "    location = /ok { return 200 'fine\\n'; }\n"
       << "    location = /slow { echo_sleep 0.2; echo slow; }\n"
       << "    location = /redirect { return 301 /ok; }\n"
       << "    location = /to-other-host { return 302 http://localhost:" << port_ << "/headers; }\n"
       << "    location = /same-host { return 302 /headers; }\n"
       << "    location = /see-other { return 303 /headers; }\n"
       << "    location = /temporary { return 307 /headers; }\n"
       << "    location = /headers { return 200 'method=$request_method "
          "authorization=$http_authorization cookie=$http_cookie agent=$http_user_agent "
          "type=$http_content_type length=$http_content_length key=$http_x_key host=$http_host "
          "accept=$http_accept\\n'; }\n"
       << "    location = /echo { echo_read_request_body; echo_request_body; }\n"
       << "    location = /set-cookie { add_header Set-Cookie \"sid=c00kie; Path=/\"; return 302 "
          "/headers; }\n"
       << "    location = /cookie-elsewhere { add_header Set-Cookie \"sid=c00kie; Path=/\"; return "
          "302 http://localhost:"
       << port_ << "/headers; }\n"
       << "    location ~ ^/status/(?<code>\\d+)$ {\n";
  for (const int code : {204, 301, 304, 400, 403, 404, 429, 500, 502, 503}) {
    text << "      if ($code = " << code << ") { return " << code << "; }\n";
  }
  text << "      return 404;\n    }\n"
       << "    location = /json { add_header X-Answer yes; default_type application/json; return "
          "200 "
          "'{\"user\":{\"active\":true,\"name\":\"joe\"},\"items\":[1,2,3]}'; }\n"
       << "    location = /health { default_type application/json; return 200 "
          "'{\"status\":\"ok\"}'; }\n"
       // As most frameworks send it.
       << "    location = /v1/items { default_type 'application/json; charset=utf-8'; return 200 "
          "'{\"items\":[{\"id\":1}],\"next\":null}'; }\n"
       << "    location = /login { default_type 'text/html; charset=utf-8'; return 200 "
          "'<form action=\"/login\"><button>Sign in</button></form>'; }\n"
       << "    location = /old { return 301 /v1/items; }\n"
       << "    location = /gzip { gzip on; gzip_min_length 1; gzip_types *; }\n"
       << "    location = /big-packed { gzip on; gzip_types *; try_files /big =404; }\n"
       << "    location = /drop { return 444; }\n"
       << "  }\n"
       << tls_server(tls_port_, folder, "good") << tls_server(expired_port_, folder, "expired")
       << tls_server(wrong_name_port_, folder, "wrong")
       << tls_server(untrusted_port_, folder, "untrusted")
       << tls_server(leaving_port_, folder, "good", "keepalive_requests 3;")
       << "  server { listen 127.0.0.1:" << asking_port_ << " ssl; listen [::1]:" << asking_port_
       << " ssl; ssl_certificate " << folder << "/good.pem; ssl_certificate_key " << folder
       << "/good.key; ssl_client_certificate " << folder << "/ca.pem; ssl_verify_client on;\n"
       << "    location / { return 200 'serial=$ssl_client_serial verify=$ssl_client_verify\\n'; } "
          "}\n"
       << "}\n";
  folder_.write("nginx.conf", text.str());
}

}  // namespace urlfan
