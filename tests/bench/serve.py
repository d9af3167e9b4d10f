"""urlfan serve beside what people write for it in Python: 64 clients that have ten URLs fetched a
call, from an origin that answers at once."""

import contextlib
import dataclasses
import importlib.util
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

from report import ratio
from workload import Verdict
from workloads import SMALL

SCRIPTS = pathlib.Path(__file__).parent / "serve"
ADDRESS = "127.0.0.1:9000"
ENDPOINT = f"http://{ADDRESS}/v1/fetch"
CLIENTS, URLS = 64, 10
WARM_UP_SECONDS, SECONDS, START_SECONDS = 2, 8, 30
# Of a peer's process to the origin. As many as urlfan has to one host unless told otherwise, and of
# 10, 100 and 640 what is fastest for each peer, since this origin answers at once.
CONNECTIONS = 10


@dataclasses.dataclass
class Load:
    """What a server did in one round: calls and their seconds; the CPU of all its processes for a
    call; the most memory that they had together, each shared page counted once."""
    calls: float
    p50: float
    p99: float
    cpu: float
    memory_kib: float


@dataclasses.dataclass
class Bench:
    """Where it happens."""
    folder: pathlib.Path
    programs: pathlib.Path
    cores: str
    pin_of_clients: list

    def workers(self):
        """As many as there are cores to a server."""
        return len(self.cores.split(","))

    def body(self):
        path = self.folder / "call.json"
        path.write_text(json.dumps({"requests": [{"url": SMALL}] * URLS, "options": {}}),
                        encoding="ascii")
        return path


class Urlfan:
    name = "urlfan"

    def command(self, bench):
        shutil.rmtree(bench.folder / "state", ignore_errors=True)
        (bench.folder / "state").mkdir()
        return [bench.programs / "../../urlfan", "serve", "--listen", ADDRESS, "--allow-private",
                "--state", bench.folder / "state/runs.db"]

    def token(self, bench):
        return (bench.folder / "state/token").read_text(encoding="ascii").strip()

    def missing(self):
        return None


class Python:
    """A server of serve/, by the Python that has Debian's packages."""
    interpreter = "/usr/bin/python3"

    def __init__(self, name, app, modules):
        self.name = name
        self.app = app
        self.modules = modules

    def token(self, bench):
        return None

    def missing(self):
        """Why it cannot take part; None when it can."""
        absent = [f"python3-{each}" for each in self.modules
                  if importlib.util.find_spec(each) is None]
        return f"{self.name}: not installed: {' '.join(absent)}" if absent else None


class Gunicorn(Python):
    def command(self, bench):
        return [self.interpreter, "-m", "gunicorn", "--workers", str(bench.workers()),
                "--worker-class", "gthread", "--threads", str(CLIENTS), "--bind", ADDRESS,
                "--log-level", "warning", "--chdir", SCRIPTS, self.app + ":app"]


class Uvicorn(Python):
    def command(self, bench):
        host, port = ADDRESS.split(":")
        return [self.interpreter, "-m", "uvicorn", "--workers", str(bench.workers()),
                "--host", host, "--port", port, "--log-level", "warning", "--no-access-log",
                "--app-dir", SCRIPTS, self.app + ":app"]


FLASK = Gunicorn("Flask, requests", "flask_requests", ["flask", "requests", "gunicorn"])
AIOHTTP = Uvicorn("FastAPI, aiohttp", "fastapi_aiohttp",
                  ["fastapi", "uvicorn", "uvloop", "httptools", "aiohttp"])
HTTPX = Uvicorn("FastAPI, httpx", "fastapi_httpx",
                ["fastapi", "uvicorn", "uvloop", "httptools", "httpx"])
CONTENDERS = [Urlfan(), FLASK, AIOHTTP, HTTPX]


class Server:
    """A contender that runs, and answers. It has a session of its own, with all its processes."""

    def __init__(self, contender, bench):
        self.contender = contender
        self.bench = bench
        self.log = bench.folder / "server.log"
        environment = {**os.environ, "BENCH_CONNECTIONS": str(CONNECTIONS),
                       "PYTHONDONTWRITEBYTECODE": "1"}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["taskset", "-c", bench.cores, *contender.command(bench)], env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.close()
                sys.exit(f"bench: {contender.name} does not start: {self.said()}")
            time.sleep(0.05)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]

    def cpu(self):
        """Seconds that its processes have had."""
        ticks = sum(int(fields[11]) + int(fields[12]) for _, fields in self._processes())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_kib(self):
        total = 0
        for folder, _ in self._processes():
            text = (folder / "smaps_rollup").read_text(encoding="ascii")
            total += int(re.search(r"^Pss: +(\d+) kB$", text, re.MULTILINE)[1])
        return total

    def wrk(self, seconds, watch=lambda: None):
        """What wrk found in so many seconds. Calls `watch` once in a while."""
        command = [*self.bench.pin_of_clients, "wrk", "--threads", "1", "--connections",
                   str(CLIENTS), "--duration", f"{seconds}s", "--timeout", "60s", "--script",
                   SCRIPTS / "calls.lua", ENDPOINT, "--", self.bench.body(), str(URLS)]
        token = self.contender.token(self.bench)
        with subprocess.Popen(command + ([token] if token else []), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as wrk:
            while wrk.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    wrk.wait(0.5)
                watch()
            out, err = wrk.communicate()
        found = json.loads(out.splitlines()[-1]) if wrk.returncode == 0 else None
        if found is None or found["wrong"] or found["failed"] or not found["calls"]:
            # Who answers wrongly must not win.
            sys.exit(f"bench: {self.contender.name} does not answer as it should: "
                     f"{found or 'wrk failed'}; {err[:1000]}\n{self.said()}")
        return found

    def _answers(self):
        headers = {"Content-Type": "application/json"}
        try:
            token = self.contender.token(self.bench)
            if token:
                headers["Authorization"] = "Bearer " + token
            call = urllib.request.Request(ENDPOINT, self.bench.body().read_bytes(), headers)
            with urllib.request.urlopen(call, timeout=START_SECONDS):
                return True
        except (FileNotFoundError, urllib.error.URLError):  # no token, nobody there
            return False

    def _processes(self):
        """The folder of each in /proc, and the fields of its stat that follow the name."""
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                text = stat.read_text(encoding="utf-8", errors="replace")
                fields = text.rsplit(")", 1)[1].split()
                if int(fields[3]) == self.process.pid and fields[0] != "Z":
                    yield stat.parent, fields


def measure(contender, bench):
    """One round."""
    with contextlib.closing(Server(contender, bench)) as server:
        server.wrk(WARM_UP_SECONDS)
        memory, before = [], server.cpu()
        found = server.wrk(SECONDS, lambda: memory.append(server.memory_kib()))
        return Load(found["calls"] / found["seconds"], found["p50"], found["p99"],
                    (server.cpu() - before) / found["calls"], max(memory))


def median(loads):
    """The median of each figure on its own."""
    return Load(*(statistics.median(getattr(load, field.name) for load in loads)
                  for field in dataclasses.fields(Load)))


def verdicts(loads):
    """`loads` are medians by the name of the contender."""
    ours, found = loads["urlfan"], []
    if FLASK.name in loads:
        flask = loads[FLASK.name]
        found += [Verdict(f"calls of {FLASK.name} / urlfan's", flask.calls / ours.calls, 0.1),
                  Verdict(f"p99 / {FLASK.name}", ours.p99 / flask.p99, 0.1)]
    found += [Verdict(f"calls of {each.name} / urlfan's", loads[each.name].calls / ours.calls, 0.2)
              for each in (AIOHTTP, HTTPX) if each.name in loads]
    return found


def milliseconds(seconds):
    return f"{seconds * 1e3:,.0f} ms" if seconds >= 0.1 else f"{seconds * 1e3:.2g} ms"


def table(loads):
    lines = ["| who | calls a second | p50 | p99 | CPU a call | memory | "
             "urlfan / it: calls | p50 | p99 | CPU | memory |",
             "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    ours = loads["urlfan"]
    for name, load in loads.items():
        ratios = ["" if load is ours else ratio(getattr(ours, field.name) /
                                                getattr(load, field.name))
                  for field in dataclasses.fields(Load)]
        lines.append(f"| {name} | {load.calls:,.0f} | {milliseconds(load.p50)} | "
                     f"{milliseconds(load.p99)} | {milliseconds(load.cpu)} | "
                     f"{load.memory_kib / 1024:.1f} MiB | " + " | ".join(ratios) + " |")
    return "\n".join(lines) + "\n"


def verdict_table(found):
    lines = ["| what must hold | measured | bound | holds |", "|---|--:|--:|---|"]
    lines += [f"| {each.what} | {each.value:.3f} | at most {each.limit:.3g} | "
              f"{'yes' if each.holds() else '**no**'} |" for each in found]
    return "\n".join(lines) + "\n"


def about(bench):
    count = bench.workers()
    return (f"{URLS} x 1 KiB a call from one nginx, {CLIENTS} clients; each server on {count} "
            f"core{'s' * (count > 1)}, as many workers; wrk and nginx on one other  ")


def run(workloads, rounds, cores, output):
    """Measures all in turns, prints two tables and leaves serve.json in `output`."""
    if shutil.which("wrk") is None:
        sys.exit("bench: wrk is not installed")
    bench = Bench(workloads.folder, workloads.programs, cores, workloads.origins.pin)
    missing = [why for why in (each.missing() for each in CONTENDERS) if why]
    present = [each for each in CONTENDERS if each.missing() is None]
    runs = {each.name: [] for each in present}
    for turn in range(rounds):
        for each in present:
            print(f"bench: round {turn + 1} of {rounds}: {each.name}", file=sys.stderr)
            runs[each.name].append(measure(each, bench))
    loads = {name: median(each) for name, each in runs.items()}
    found = verdicts(loads)
    print("\n".join([f"Not measured: {why}  " for why in missing] + [about(bench)]), end="\n\n")
    print(table(loads), verdict_table(found), sep="\n", end="")
    everything = {"missing": missing, "about": about(bench).strip(),
                  "runs": {name: [dataclasses.asdict(load) for load in each]
                           for name, each in runs.items()},
                  "bounds": [{**dataclasses.asdict(each), "holds": each.holds()} for each in found]}
    (output / "serve.json").write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
