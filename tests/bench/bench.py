"""Measures urlfan beside its peers; scripts/bench builds what it needs and starts it in a network
and a /etc/resolv.conf of its own."""

import argparse
import contextlib
import fcntl
import json
import os
import pathlib
import resource
import socket
import struct
import subprocess
import sys
import tempfile

import against
import contenders
import costs
import profiles
import scale
import serve
import tuning
from origins import Origins
from report import Report
from workloads import WORKLOADS, Workloads

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "build/bench"
PROGRAMS = OUTPUT / "tests/bench"
DNS_DELAY_MS = 50
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def own_network(folder):
    """Brings the new namespace's loopback up, and makes the name server of the benchmark its."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
    # Thousands of connections a second need as many ports.
    pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").write_text("10000 65000",
                                                                      encoding="ascii")
    for name, text in {"resolv.conf": "nameserver 127.0.0.1\noptions timeout:5 attempts:3\n",
                       "nsswitch.conf": "hosts: files dns\n"}.items():
        path = folder / name
        path.write_text(text, encoding="ascii")
        subprocess.run(["mount", "--bind", path, "/etc/" + name], check=True)


def raise_descriptors():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def cores():
    """The last core for the origins, the others for the client."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        sys.exit("bench: needs two cores, one for the client and one for the origins")
    return ",".join(map(str, usable[:-1])), usable[-1]


def without_missing(workload, missing):
    present = []
    for contender in workload.contenders:
        why = contenders.missing(contender)
        if why is None:
            present.append(contender)
        elif why not in missing:
            missing.append(why)
            print(f"bench: {contender.name} is missing: {why}", file=sys.stderr)
    workload.contenders = present


def compare(workloads, chosen, rounds, client_cores):
    report = Report(missing=[], curl=contenders.CurlProgram.version())
    for name in chosen:
        for workload in workloads.of(name):
            print(f"bench: {workload.name}: {workload.about}", file=sys.stderr)
            without_missing(workload, report.missing)
            rows = workload.measure(rounds, client_cores)
            report.add(workload, rows, workload.verdicts(rows))
    return report


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measures urlfan beside a bare libcurl loop, curl -Z, "
        "xargs, requests and aiohttp, on lists of different shapes.")
    parser.add_argument("workload", nargs="*", help="some of " + " ".join(WORKLOADS) + "; none: "
                        "all of them. Or scale: how cost grows with list, hosts and threads. Or "
                        "tuning: what more in flight brings. Or "
                        "costs: what a line, a host and a connection cost. Or serve: urlfan serve "
                        "beside endpoints in Python. Or page: the frames of --report html in "
                        "Chromium")
    parser.add_argument("--rounds", type=int, help="whose medians count [3; with --against 9]")
    parser.add_argument("--against", metavar="REV", help="measures the urlfan of this tree beside "
                        "that of an earlier revision, in turns, with the instructions that a line "
                        "takes under callgrind: " + " ".join(against.INSTRUCTIONS))
    parser.add_argument("--profile", action="store_true", help="where the instructions of a line "
                        "go, library by library, under callgrind, for urlfan, the bare loop and "
                        "curl -Z: " + " ".join(profiles.LISTS))
    parser.add_argument("--curl", metavar="PATH", default="curl", help="the curl to measure [curl]")
    parser.epilog = ("Prints Markdown; the same with every single run is in build/bench/bench.json "
                     "(scale: scale.json, and curves in scale.svg; tuning.json; costs.json; "
                     "serve.json; --profile: profile.json, and what callgrind_annotate reads).")
    arguments = parser.parse_args()
    unknown = set(arguments.workload) - set(WORKLOADS)
    if unknown and arguments.workload not in (["scale"], ["tuning"], ["costs"], ["serve"]):
        parser.error(f"no workload {' '.join(unknown)}; there are {' '.join(WORKLOADS)}")
    if arguments.against:
        unknown = set(arguments.workload) - set(against.INSTRUCTIONS)
        if unknown:
            parser.error(f"--against has no workload {' '.join(unknown)}")
    if arguments.profile:
        unknown = set(arguments.workload) - set(profiles.LISTS)
        if unknown:
            parser.error(f"--profile has no workload {' '.join(unknown)}")
    arguments.rounds = arguments.rounds or (9 if arguments.against else 3)
    contenders.CurlProgram.path = arguments.curl
    return arguments


def main():
    arguments = parse_arguments()
    raise_descriptors()
    client_cores, origin_core = cores()
    with tempfile.TemporaryDirectory(prefix="urlfan-bench-") as name:
        folder = pathlib.Path(name)
        own_network(folder)
        with contextlib.closing(Origins(folder, PROGRAMS, origin_core, DNS_DELAY_MS)) as origins:
            workloads = Workloads(folder, PROGRAMS, origins)
            for alone in (scale, tuning, costs, serve):
                if arguments.workload == [alone.__name__]:
                    alone.run(workloads, arguments.rounds, client_cores, OUTPUT)
                    return
            if arguments.profile:
                profiles.run(workloads, arguments.workload, client_cores, OUTPUT)
                return
            if arguments.against:
                report = against.compare(workloads, arguments, ROOT, client_cores)
            else:
                report = compare(workloads, arguments.workload or WORKLOADS,
                                 arguments.rounds, client_cores)
    print(report.markdown(), end="")
    (OUTPUT / "bench.md").write_text(report.markdown(), encoding="utf-8")
    (OUTPUT / "bench.json").write_text(json.dumps(report.json(), indent=1) + "\n",
                                       encoding="utf-8")


if __name__ == "__main__":
    main()
