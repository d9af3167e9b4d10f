#!/usr/bin/python3
"""Runs a command with names of its own. Only inside `unshare --map-root-user --mount`:

  own_names.py none COMMAND...     no name server at all: every unknown name fails at once
  own_names.py silent COMMAND...   name servers that never answer; needs `unshare --net` as well
  own_names.py ipv4 COMMAND...     the same, but for IPv4 they do: every name is 127.0.0.1

In all, /etc/hosts knows one., two. and both.hosts.test, the last by both families.
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading

SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1


def listen_in_silence():
    """Binds port 53 of a loopback that this new network still has to be given."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.1", 53))
    return silent


def answer_for_ipv4(server):
    """Answers questions of type A, and those of one name each, as all of glibc's are."""
    while True:
        question, client = server.recvfrom(512)
        end = question.index(b"\0", 12) + 5
        if question[end - 4:end - 2] != b"\0\1":
            continue
        header = question[:2] + b"\x81\x80\0\1\0\1\0\0\0\0"
        record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1"
        server.sendto(header + question[12:end] + record, client)


def main():
    mode, command = sys.argv[1], sys.argv[2:]
    server = listen_in_silence() if mode in ("silent", "ipv4") else None
    if mode == "ipv4":
        threading.Thread(target=answer_for_ipv4, args=(server,), daemon=True).start()
    files = {
        "resolv.conf": "nameserver 127.0.0.1\noptions timeout:30 attempts:2\n",
        "nsswitch.conf": "hosts: files dns\n" if server else "hosts: files\n",
        "hosts": "127.0.0.1 localhost one.hosts.test two.hosts.test both.hosts.test\n"
                 "::1 localhost both.hosts.test\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = os.path.join(folder, name)
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
            subprocess.run(["mount", "--bind", path, "/etc/" + name], check=True)
        code = subprocess.run(command, check=False).returncode
        for name in files:
            subprocess.run(["umount", "/etc/" + name], check=True)
    return code


sys.exit(main())
