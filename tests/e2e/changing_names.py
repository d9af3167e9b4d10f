#!/usr/bin/python3
"""Runs a command where a name server changes its mind. Only inside
`unshare --map-root-user --mount --net`:

  changing_names.py COMMAND...

Every name of .test has the address 9.9.9.9 the first time it is asked for and 127.0.0.1 from then
on; first.test keeps the first, private.test has the second from the start. On both addresses a web
server listens on port 8080; it sends /to/URL to URL. How many requests came to each is told on
standard error when the command has ended.
"""

import fcntl
import http.server
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading

PUBLIC, PRIVATE = "9.9.9.9", "127.0.0.1"
SIOCSIFADDR, SIOCSIFFLAGS = 0x8916, 0x8914
IFF_UP = 0x1


def raise_interfaces():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
        address = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(PUBLIC))
        fcntl.ioctl(control, SIOCSIFADDR, struct.pack("16s16s", b"lo:1", address))


def serve_names(server):
    asked = set()
    while True:
        query, client = server.recvfrom(512)
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode("ascii").lower())
            at += query[at] + 1
        name, kind = ".".join(labels), struct.unpack("!H", query[at + 1:at + 3])[0]
        address = PUBLIC
        if name == "private.test" or (name in asked and name != "first.test"):
            address = PRIVATE
        answer = b""
        if kind == 1:  # A
            asked.add(name)
            answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 0, 4) + socket.inet_aton(address)
        header = query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if answer else 0, 0, 0)
        server.sendto(header + query[12:at + 5] + answer, client)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests += 1
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def main():
    raise_interfaces()
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind((PRIVATE, 53))
    threading.Thread(target=serve_names, args=(names,), daemon=True).start()
    servers = [http.server.ThreadingHTTPServer((address, 8080), Handler)
               for address in (PUBLIC, PRIVATE)]
    for server in servers:
        server.requests = 0
        threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"resolv.conf": f"nameserver {PRIVATE}\n",
                           "nsswitch.conf": "hosts: dns\n"}.items():
            path = os.path.join(folder, name)
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
            subprocess.run(["mount", "--bind", path, "/etc/" + name], check=True)
        code = subprocess.run(sys.argv[1:], check=False).returncode
        for name in ("resolv.conf", "nsswitch.conf"):
            subprocess.run(["umount", "/etc/" + name], check=True)
    for server in servers:
        print(f"requests that came to {server.server_address[0]}: {server.requests}",
              file=sys.stderr)
    return code


sys.exit(main())
