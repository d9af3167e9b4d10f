"""A small world for the commands of the pages: a network with nothing but a loopback, where the
hosts that the pages name are one nginx, and a folder with the files that they name.

`enter()` runs the test again in that network; all servers and whatever a page leaves behind end
with it."""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from markdown import ROOT

INSIDE = "PAGES_INSIDE"
HOSTS = """example.com www.example.com staging.example.com api.example.com example.org
 www.example.org shop.example internal.example docker localhost""".split()
ANSWER = ('{"status":"ok","ok":true,"user":{"active":true,"name":"joe","roles":["admin"]},'
          '"items":[{"id":1}],"db":{"lag":1}}')
SITEMAP = ('<?xml version="1.0"?><urlset><url><loc>https://example.com/a</loc></url>'
           "<url><loc>https://example.com/b</loc></url></urlset>")
# What the pages take for granted.
FILES = {
    "urls.txt": "https://example.com/\nhttps://example.com/health name=health\n"
                "https://example.org/ name=home\nhttps://www.example.com/old name=moved\n",
    "smoke.txt": "/health name=health status=200 json:/status=ok\n/v1/items json:/items/0/id=1\n"
                 "/old follow=no status=301\n",
    "ready.txt": "/health\n",
    "hosts.txt": "https://example.com/settings\nhttps://example.org/settings\n",
    "links.csv": "link,type\nhttps://example.com/a,application/json\n",
    "settings.json": '{"on": true}\n',
    "page.html": '<a href="https://example.com/a">a</a>\n<a href="https://example.org/b">b</a>\n',
}
CONFIGURATION = """user root; daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  log_format short '$request_method $scheme://$host$request_uri $status';
  access_log {folder}/access.log short;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  absolute_redirect off; default_type text/plain;
  server {{
    listen 80; listen 443 ssl http2; {listen_8080} listen unix:/run/docker.sock;
    ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
    location = /old {{ return 301 /new; }}
    location = /fast {{ return 200 'here you are\\n'; }}
    location = /nowhere {{ return 404 'no such page\\n'; }}
    location = /gone {{ return 404; }}
    location = /busy {{ return 503; }}
    location = /v1/orders {{ return 201 '{answer}'; }}
    location = /sitemap.xml {{ default_type application/xml; return 200 '{sitemap}'; }}
    location /repository/ {{ alias {root}/; autoindex on; }}
    location / {{ default_type application/json; return 200 '{answer}'; }}
  }}
}}
"""
# A watch only ends when it is stopped: it gets a SIGTERM once the server has been asked. All else
# is urlfan itself.
WRAPPER = """#!/bin/bash
[[ $1 == watch ]] || exec {urlfan} "$@"
asked=$(wc -l < {folder}/access.log)
{urlfan} "$@" & child=$!
for _ in {{1..3000}}; do
  [[ $(wc -l < {folder}/access.log) == "$asked" ]] && kill -0 "$child" || break
  sleep 0.01
done
kill "$child"
wait "$child"
code=$?
[[ $code == 143 ]] || exit $code
"""


def enter():
    """Goes on in a network, with users, mounts and processes of its own. Skips the test where the
    system forbids that."""
    if INSIDE in os.environ:
        return
    missing = [name for name in ("nginx", "openssl", "curl", "jq", "ip") if not found(name)]
    words = ["unshare", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--kill-child",
             "--mount-proc"]
    if not missing and subprocess.run([*words, "true"], check=False).returncode != 0:
        missing = ["user namespaces"]
    if missing:
        print(f"{pathlib.Path(sys.argv[0]).name}: Skipped\nneeds {', '.join(missing)}")
        sys.exit(77)
    os.execvpe(words[0], [*words, sys.executable, "-B", *sys.argv], {**os.environ, INSIDE: "1"})


def found(program):
    return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def run(*words, **options):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **options)


class World:
    """Serves until it is closed; with `listens_8080` also on that port of http."""

    def __init__(self, urlfan, listens_8080=True):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.work = self.folder / "work"
        self.work.mkdir()
        (self.folder / "access.log").touch()
        self.write_certificates()
        for name, text in FILES.items():
            (self.work / name).write_text(text, encoding="utf-8")
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        wrapper = bin_folder / "urlfan"
        wrapper.write_text(WRAPPER.format(folder=self.folder, urlfan=pathlib.Path(urlfan).resolve()),
                           encoding="utf-8")
        wrapper.chmod(0o755)
        # An answer of 400 and more fails a command of curl.
        (self.work / ".curlrc").write_text("fail\n", encoding="ascii")
        self.environment = {
            "PATH": f"{bin_folder}:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(self.work),
            "LANG": "C.UTF-8", "TERM": "dumb", "SSL_CERT_FILE": str(self.work / "ca.pem"),
            "REQUESTS_CA_BUNDLE": str(self.work / "ca.pem"), "PYTHONDONTWRITEBYTECODE": "1"}
        self.mounts = []
        self.make_network()
        configuration = CONFIGURATION.format(
            folder=self.folder, root=ROOT, answer=ANSWER, sitemap=SITEMAP,
            listen_8080="listen 8080;" if listens_8080 else "")
        (self.folder / "nginx.conf").write_text(configuration, encoding="utf-8")
        self.nginx = subprocess.Popen([found("nginx"), "-p", self.folder, "-c",
                                       self.folder / "nginx.conf", "-e", self.folder / "error.log"])
        self.wait_for(80)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.nginx.send_signal(signal.SIGKILL)
        self.nginx.wait()
        for mount in self.mounts:
            run("umount", mount)
        self.temporary.cleanup()

    def write_certificates(self):
        folder, work = self.folder, self.work
        (folder / "names").write_text("subjectAltName=IP:127.0.0.1,"
                                      + ",".join(f"DNS:{host}" for host in HOSTS), encoding="ascii")
        make = ("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        run(*make, "-x509", "-days", "30", "-subj", "/CN=authority of the pages", "-keyout",
            folder / "ca.key", "-out", work / "ca.pem")
        for name, key, to in (("server", folder / "server.key", folder / "server.pem"),
                              ("client", work / "client.key", work / "client.pem")):
            run(*make, "-subj", f"/CN={name}", "-keyout", key, "-out", folder / "request")
            run("openssl", "x509", "-req", "-in", folder / "request", "-days", "30", "-CA",
                work / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial", "-extfile",
                folder / "names", "-out", to)

    def make_network(self):
        run(found("ip"), "link", "set", "lo", "up")
        with contextlib.suppress(subprocess.CalledProcessError):  # a second world of a process
            run(found("ip"), "address", "add", "192.0.2.7/32", "dev", "lo")
        hosts = self.folder / "hosts"
        hosts.write_text(f"127.0.0.1 {' '.join(HOSTS)}\n", encoding="ascii")
        names = self.folder / "nsswitch.conf"
        names.write_text("hosts: files\npasswd: files\n", encoding="ascii")
        for file, to in ((hosts, "/etc/hosts"), (names, "/etc/nsswitch.conf")):
            run("mount", "--bind", file, to)
            self.mounts.append(to)
        run("mount", "-t", "tmpfs", "none", "/run")
        self.mounts.append("/run")

    def wait_for(self, port):
        for _ in range(3000):
            if self.nginx.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return
            time.sleep(0.01)
        raise RuntimeError(f"nothing listens on port {port}: "
                           + (self.folder / "error.log").read_text())

    def asked(self):
        """What the servers were asked since the last call, and answered: "GET URL STATUS"."""
        log = self.folder / "access.log"
        lines = log.read_text(encoding="utf-8").splitlines()
        log.write_text("", encoding="utf-8")
        return sorted(lines)

    def shell(self, script, **environment):
        """Bash in the folder. Its standard input is empty."""
        return subprocess.run(["bash", "-c", script], cwd=self.work, stdin=subprocess.DEVNULL,
                              env={**self.environment, **environment}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False, timeout=300)
