"""What the tests of scripts/cluster share: an origin that can hold its answers back, the scripts
with their three places filled in, programs that do not outlive a test, and what is compared."""
import collections
import ctypes
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts/cluster"
URLFAN = pathlib.Path(sys.argv.pop(1)).resolve()
HOSTS = [f"127.0.0.{i}" for i in range(2, 14)]
PAGES = 8  # a host, beside one that is lost and one that is held back
MINUTE = 60
PR_SET_CHILD_SUBREAPER = 36

# Where a run differs from another over the same list; `shards` has times of each.
TIMES = {"started_at", "exchange_started_at", "elapsed_ms", "timings_ms", "latency_ms", "wall_ms", "shards"}


def filled(name, **places):
    """The script with its places filled in, each marked with its number."""
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    for key, value in places.items():
        text, count = re.subn(rf"^{key}=\S+(?= +# [123]\. )", lambda _, new=f"{key}={value}": new,
                              text, flags=re.MULTILINE)
        if count != 1:
            raise ValueError(f"scripts/cluster/{name} has {count} places {key}=")
    return text


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def within_a_minute(what, condition):
    """What `condition` gives, once that is something."""
    end = time.monotonic() + MINUTE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within a minute: {what}")


def need(*programs):
    """Skips the file where one of them is not installed."""
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"  # where Debian keeps daemons
    os.environ["PATH"] = f"{URLFAN.parent}:{path}"
    for program in programs:
        if not shutil.which(program):
            skip(f"{program} is not installed")


def skip(why):
    print(f"{pathlib.Path(sys.argv[0]).name}: Skipped\n{why}")
    sys.exit(77)


class Origin:
    """Answers on all of HOSTS. /held waits for release()."""

    def __init__(self):
        self.asked = collections.Counter()  # by URL
        self._lock = threading.Lock()
        self._held = threading.Event()
        origin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                origin.count(f"http://{self.headers['Host']}{self.path}")
                if self.path == "/held":
                    origin.wait()
                self.send_response(404 if self.path == "/lost" else 200)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", "3")
                self.end_headers()
                self.wfile.write(b"ok\n")

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 1024

            def handle_error(self, *_):
                pass  # who is killed does not take its answers

        self.port = 0  # the first finds one for all
        self._servers = []
        for host in HOSTS:
            self._servers.append(Server((host, self.port), Handler))
            self.port = self._servers[-1].server_port
            threading.Thread(target=self._servers[-1].serve_forever, daemon=True).start()

    def count(self, url):
        with self._lock:
            self.asked[url] += 1

    def wait(self):
        self._held.wait(2 * MINUTE)

    def release(self):
        self._held.set()

    def close(self):
        self.release()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def urls(self, *pages):
        return [f"http://{host}:{self.port}/{page}" for page in pages for host in HOSTS]

    def prompt_urls(self):
        return self.urls(*range(PAGES), "lost")


class ClusterTest(unittest.TestCase):
    """In a folder of its own. What is started, and all that this starts, ends with the test."""

    def setUp(self):
        # Orphans become children of this process.
        if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
        self.folder = pathlib.Path(os.path.realpath(self.enterContext(
            tempfile.TemporaryDirectory())))
        self.started = []
        self.addCleanup(self.end_all)
        self.origin = Origin()
        self.addCleanup(self.origin.close)
        self.environment = dict(os.environ)
        self.run_folder = self.folder / "home/urlfan-run"
        self.run_folder.mkdir(parents=True)
        # A port where nobody is and a bad line, too.
        lines = [*self.origin.prompt_urls(),
                 *(f"{url} timeout={2 * MINUTE}s" for url in self.origin.urls("held")),
                 f"http://127.0.0.2:{free_port()}/", "/ status=nonsense"]
        self.list = self.run_folder / "urls.txt"
        self.list.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def start(self, *command, output, **options):
        """Starts a program, out of reach of signals that others send to their group; what it says
        is in the file `output`."""
        with open(self.folder / output, "ab") as log:
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log, start_new_session=True, **options)
        self.started.append(process)
        return process

    def end_all(self):
        end_descendants()
        for process in self.started:
            process.wait()

    def break_a_shard(self, k):
        """There urlfan is another program, which says that it could not work."""
        broken = self.folder / "bin/urlfan"
        broken.parent.mkdir()
        broken.write_text(f'#!/bin/sh\ncase "$*" in *"--shard {k}/"*) exit 5 ;; esac\n'
                          f'exec {URLFAN} "$@"\n', encoding="utf-8")
        broken.chmod(0o755)
        self.environment["PATH"] = f"{broken.parent}:{os.environ['PATH']}"

    def mend_shards(self):
        self.environment["PATH"] = os.environ["PATH"]

    def ends_with(self, code, process, *logs):
        try:
            self.assertEqual(process.wait(2 * MINUTE), code)
        except (AssertionError, subprocess.TimeoutExpired):
            for log in logs:
                print(f"== {log}\n{log.read_text(errors='replace') if log.exists() else '-'}")
            raise

    def kill_a_shard(self, folders, by=signal.SIGKILL):
        """By a signal, once it has finished something; its number, and the URLs that it finished.
        `folders` are those where shards write."""
        def under_way():
            for file in (file for folder in folders for file in folder.glob("shard-*.ndjson")):
                if len(finished(file)) >= PAGES:
                    return file
            return None
        file = within_a_minute("a shard that finished something", under_way)
        k = int(file.stem.split("-")[1])
        done = finished(file)
        os.kill(shards_under_way()[k], by)
        return k, done

    def expect_nothing_twice(self, k, done):
        """Of shard k what was `done` is not asked for again, and of the others nothing is: not for
        a page that is lost, either."""
        others = (file for file in self.run_folder.glob("shard-*.ndjson")
                  if file.name != f"shard-{k}.ndjson")
        self.expect_asked_once([*done, *(url for file in others for url in finished(file))])

    def expect_asked_once(self, urls):
        self.assertEqual({url: times for url, times in self.origin.asked.items()
                          if url in urls and times != 1}, {})

    def expect_one_verdict(self):
        """all.json is what one run over the same list gives, which has failures."""
        one = self.folder / "one.json"
        ran = subprocess.run([URLFAN, "--format", "json", "-o", one, "urls.txt"], check=False,
                             cwd=self.run_folder, capture_output=True)
        self.assertEqual(ran.returncode, 1)
        self.maxDiff = None
        self.assertEqual(without_times(self.run_folder / "all.json"), without_times(one))
        self.assertIn("<testsuite", (self.run_folder / "junit.xml").read_text(encoding="utf-8"))


def finished(file):
    """The URLs of the results that are wholly in a shard's file."""
    lines = file.read_text(encoding="utf-8").split("\n")[:-1]
    records = [json.loads(line) for line in lines]
    return [record["url"] for record in records if record["type"] == "result"]


def without_times(file):
    def strip(value):
        if isinstance(value, dict):
            return {key: strip(item) for key, item in value.items() if key not in TIMES}
        return [strip(item) for item in value] if isinstance(value, list) else value
    text = file.read_text(encoding="utf-8")
    return strip(json.loads(re.sub(r"after \d+ ms", "after some time", text)))  # libcurl's words


def descendants():
    """Command lines of all that descend from this process."""
    parents, words = {}, {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            pid = int(stat.parent.name)
            # Behind the name, which may have anything in it: state, parent.
            parents[pid] = int(stat.read_text().rpartition(")")[2].split()[1])
            words[pid] = (stat.parent / "cmdline").read_text().split("\0")[:-1]
        except OSError:
            continue  # has ended
    ours, found = {os.getpid()}, True
    while found:
        found = {pid for pid, parent in parents.items() if parent in ours} - ours
        ours |= found
    return {pid: words[pid] for pid in ours - {os.getpid()} if words.get(pid)}


def shards_under_way():
    """The processes of urlfan itself, by their shard."""
    return {int(words[words.index("--shard") + 1].split("/")[0]): pid
            for pid, words in descendants().items()
            if os.path.basename(words[0]) == "urlfan" and "--shard" in words}


def end_descendants():
    def end():
        living = descendants()
        for pid in living:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return not living  # a zombie has no command line
    within_a_minute("the end of all that was started", end)
