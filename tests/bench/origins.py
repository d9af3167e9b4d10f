"""The servers of a benchmark, each on the core that the clients leave free."""

import os
import subprocess
import time

NGINX = """
user root; daemon off; master_process off; pid nginx.pid; error_log error.log crit;
worker_rlimit_nofile {files};
events {{ worker_connections {connections}; }}
http {{
  access_log off; keepalive_requests 100000000; types {{ }} default_type text/plain;
  client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp;
  scgi_temp_path tmp;
  ssl_certificate server.pem; ssl_certificate_key server.key;
  ssl_session_cache off; ssl_session_tickets off;
  server {{ listen 127.0.0.1:8080 backlog=65535; root site; sendfile on; }}
  server {{ listen 127.0.0.1:8443 ssl backlog=65535; root site; keepalive_timeout 0; }}
  server {{ listen 127.0.0.1:8444 ssl http2; root site; http2_max_concurrent_streams 256; }}
  upstream delays {{ server 127.0.0.1:{delay_port}; keepalive 1000; }}
  server {{
    listen 0.0.0.0:8445 ssl backlog=65535;
    location / {{
      proxy_pass http://delays; proxy_http_version 1.1; proxy_set_header Connection "";
    }}
  }}
}}
"""
BIG = 10 << 20


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


class Origins:
    """nginx, the origin with delays and the name server; they end with `close`."""

    def __init__(self, folder, programs, core, dns_delay_ms):
        self.folder = folder
        self.processes = []
        self.pin = ["taskset", "-c", str(core)]
        self._make_certificates()
        self._make_site()
        self.delay_port = int(self._start([programs / "urlfan_bench_origin"]))
        self._start_nginx()
        self._start([programs / "urlfan_bench_names", str(dns_delay_ms)])

    def close(self):
        for process in self.processes:
            process.terminate()
            process.wait()

    def _start(self, command):
        """Starts a server that ends with its standard input; returns its first line."""
        process = subprocess.Popen([*self.pin, *command], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        line = process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{command[0]} does not start")
        return line

    def _make_certificates(self):
        """A CA of our own, a server certificate, and the system's bundle with that CA."""
        path = self.folder.joinpath
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "30"]
        openssl("req", "-x509", *key, "-subj", "/CN=urlfan bench CA", "-keyout", path("ca.key"),
                "-out", path("ca.pem"))
        openssl("req", "-x509", *key, "-subj", "/CN=urlfan bench", "-CA", path("ca.pem"),
                "-CAkey", path("ca.key"),
                "-addext", "subjectAltName=IP:127.0.0.1,DNS:*.bench.test",
                "-addext", "basicConstraints=critical,CA:FALSE",
                "-keyout", path("server.key"), "-out", path("server.pem"))
        with open("/etc/ssl/certs/ca-certificates.crt", encoding="utf-8") as system:
            bundle = system.read()
        self.bundle = path("bundle.pem")
        self.bundle.write_text(bundle + path("ca.pem").read_text(encoding="utf-8"),
                               encoding="utf-8")
        self.ca_file = path("ca.pem")

    def _make_site(self):
        site = self.folder / "site"
        site.mkdir()
        (site / "small").write_bytes(b"x" * 1024)
        (site / "big").write_bytes(os.urandom(BIG))

    def _start_nginx(self):
        files = 15000
        (self.folder / "nginx.conf").write_text(
            NGINX.format(files=files, connections=files - 100, delay_port=self.delay_port),
            encoding="ascii")
        (self.folder / "tmp").mkdir()
        nginx = subprocess.Popen(
            [*self.pin, "nginx", "-p", self.folder, "-c", "nginx.conf", "-e", "error.log"],
            env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"},
            stderr=subprocess.DEVNULL)
        self.processes.append(nginx)
        for _ in range(500):
            if subprocess.run(["curl", "-sfo", "/dev/null", "http://127.0.0.1:8080/small"],
                              check=False).returncode == 0:
                return
            time.sleep(0.01)
        raise RuntimeError("nginx does not start: " +
                           (self.folder / "error.log").read_text(encoding="utf-8"))
