"""Who is measured: how each is called with a list, and how its answers are counted."""

import dataclasses
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess

PEERS = pathlib.Path(__file__).parent / "peers"


@dataclasses.dataclass
class Job:
    """What a contender has to do."""
    urls: list
    in_flight: int
    folder: pathlib.Path
    programs: pathlib.Path
    ca_file: pathlib.Path | None = None
    http2: bool = False
    hash: bool = False
    each_host_once: bool = False
    buffer: int | None = None
    per_host: int = 0
    checks: tuple = ()
    threads: int | None = None
    format: str = "json"

    def list_file(self):
        path = self.folder / "list"
        path.write_text("\n".join(self.urls) + "\n", encoding="ascii")
        return path

    def output(self):
        return (self.folder / "out").read_bytes()


class Urlfan:
    name = "urlfan"
    most_lines = None

    def program(self, job):
        return job.programs / "../../urlfan"

    def command(self, job):
        command = [self.program(job), "-c", str(job.in_flight), "--per-host", str(job.per_host),
                   "--timeout", "60s", "--connect-timeout", "30s", "--format", job.format]
        if job.threads:
            command += ["--threads", str(job.threads)]
        if job.ca_file:
            command += ["--cacert", job.ca_file]
        command += ["--http", "2"] * job.http2 + ["--hash"] * job.hash
        return [*command, *self.checks(job), job.list_file()]

    def checks(self, job):
        return job.checks

    def answered(self, job):
        last = job.output().rstrip().rsplit(b"\n", 1)[-1]
        if not last:
            return 0
        summary = json.loads(last.removeprefix(b'],"summary":').removesuffix(b"}")
                             if last.startswith(b"]") else last)
        return summary["by_status"].get("200", 0)


class UrlfanUnchecked(Urlfan):
    name = "urlfan without checks"

    def checks(self, job):
        return []


class Earlier(Urlfan):
    """Another revision of urlfan."""

    def __init__(self, name, path):
        self.name = name
        self.path = path

    def program(self, job):
        return self.path


class Floor:
    name = "floor"
    most_lines = None

    def command(self, job):
        command = [job.programs / "urlfan_bench_floor", job.list_file(), str(job.in_flight)]
        if job.ca_file:
            command += ["--cacert", job.ca_file]
        if job.buffer:
            command += ["--buffer", str(job.buffer)]
        command += ["--http2"] * job.http2 + ["--hash"] * job.hash
        return command + ["--close"] * job.each_host_once

    def answered(self, job):
        return int(job.output().split()[0])


class Calls:
    """Threads that each make one call after another, of a few URLs."""
    most_lines = None

    def __init__(self, name, mode):
        self.name = name
        self.mode = mode

    def command(self, job):
        return [job.programs / "urlfan_bench_calls", self.mode, job.list_file(), str(job.threads),
                str(job.in_flight // job.threads)]

    def answered(self, job):
        return int(job.output().split()[0])

    def connections(self, job):
        return int(job.output().split()[1])


class CurlProgram:
    """The curl that is measured, and asked for what it can."""
    path = "curl"

    @classmethod
    def version(cls):
        """As "8.16.0"; None where there is none."""
        if shutil.which(cls.path) is None:
            return None
        text = subprocess.run([cls.path, "--version"], check=False, capture_output=True,
                              text=True).stdout
        found = re.match(r"curl (\d+\.\d+\.\d+)", text)
        return found[1] if found else None

    @classmethod
    def most_in_flight(cls):
        """What -Z allows."""
        newer = tuple(map(int, cls.version().split("."))) >= (8, 16, 0)
        return 65_535 if newer else 300


class Curl:
    name = "curl -Z"
    most_lines = None

    def command(self, job):
        config = self._config(job)
        command = [CurlProgram.path, "-q", "-s", "-Z", "--parallel-max",
                   str(min(job.in_flight, CurlProgram.most_in_flight())), "-w", "%{json}\n", "-m", "60"]
        if job.ca_file:
            command += ["--cacert", job.ca_file]
        return [*command, "--http2" if job.http2 else "--http1.1", "-K", config]

    @staticmethod
    def _config(job):
        path = job.folder / "curl.conf"
        path.write_text("".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in job.urls),
                        encoding="ascii")
        return path

    def answered(self, job):
        return job.output().count(b'"http_code":200')


class Xargs:
    name = "xargs -P curl"
    most_lines = 1000  # a process each

    def command(self, job):
        command = ["xargs", "-a", job.list_file(), "-P", str(job.in_flight), "-n", "1",
                   CurlProgram.path, "-q", "-s", "-o", "/dev/null", "-w", "%{json}\n", "-m", "60"]
        return command + (["--cacert", job.ca_file] if job.ca_file else [])

    def answered(self, job):
        return job.output().count(b'"http_code":200')


class Python:
    """A script of peers/, by the Python that has Debian's packages."""
    interpreter = "/usr/bin/python3"

    def __init__(self, name, script, module, most_lines):
        self.name = name
        self.script = script
        self.module = module
        self.most_lines = most_lines

    def command(self, job):
        command = [self.interpreter, PEERS / self.script, job.list_file(), str(job.in_flight)]
        return command + ([job.ca_file] if job.ca_file else [])

    def answered(self, job):
        return job.output().count(b'"status": 200')


REQUESTS = Python("requests", "threads.py", "requests", 2000)
AIOHTTP = Python("aiohttp", "aio.py", "aiohttp", 10000)
PEERS_OF_ALL = [Curl(), Xargs(), REQUESTS, AIOHTTP]


def missing(contender):
    """Why a contender cannot take part; None when it can."""
    if isinstance(contender, Python):
        if importlib.util.find_spec(contender.module) is None:
            return f"python3-{contender.module} is not installed"
    elif isinstance(contender, (Curl, Xargs)) and CurlProgram.version() is None:
        return f"{CurlProgram.path} is no curl that runs"
    return None
