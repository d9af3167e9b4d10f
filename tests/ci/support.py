"""What the tests of action.yml and of docs/ci.md share: a service to look at, a server with a release,
and a runner of GitHub Actions that is played."""
import functools
import hashlib
import http.server
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
URLFAN = pathlib.Path(sys.argv.pop(1)).resolve()
TARBALL = "urlfan-0.1.0-linux-x86_64.tar.gz"


def skip(why):
    print(f"{pathlib.Path(sys.argv[0]).name}: Skipped\n{why}")
    sys.exit(77)


try:
    import yaml
except ModuleNotFoundError:
    skip("the module yaml of Python is not installed")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    own_headers = []

    def do_GET(self):
        self.own_headers.append({name: value for name, value in self.headers.items()
                                 if name.startswith("X-")})
        status, kind, body = {
            "/health": (200, "application/json", b'{"status": "ok"}'),
            "/v1/items": (200, "application/json", b'{"items": [{"id": 1}], "next": null}'),
            "/login": (200, "text/html", b"<h1>Sign in</h1>"),
            "/old": (301, "text/plain", b""),
            "/file": (200, "text/plain", b"text"),
            "/says-commands": (500, "text/plain",
                               b"::set-output name=total::7\n##[set-output name=total]7\n"),
        }.get(self.path, (404, "text/plain", b"not here"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == 301:
            self.send_header("Location", "/v1/items")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


class Files(http.server.SimpleHTTPRequestHandler):
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_):
        pass


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def write_release(folder, program=f'exec "{URLFAN}" "$@"'):
    """A tarball whose program does that, and its sum."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f"#!/bin/sh\n{program}\n".encode()
    entry = tarfile.TarInfo(TARBALL.replace(".tar.gz", "/bin/urlfan"))
    entry.size, entry.mode = len(text), 0o755
    with tarfile.open(folder / TARBALL, "w:gz") as tarball:
        tarball.addfile(entry, io.BytesIO(text))
    digest = hashlib.sha256((folder / TARBALL).read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  urlfan_0.1.0_amd64.deb\n{digest}  {TARBALL}\n",
                                       encoding="utf-8")
    return digest


class CiTest(unittest.TestCase):
    """In a folder of its own, which has the lists of urls, with a service at self.service and what
    lies in self.served at self.server."""

    def setUp(self):
        self.folder = pathlib.Path(os.path.realpath(self.enterContext(tempfile.TemporaryDirectory())))
        self.work = self.folder / "work"
        shutil.copytree(ROOT / "urls", self.work / "urls")
        self.served = self.folder / "served"
        self.served.mkdir()
        self.own_headers = []  # of each request to the service
        self.asked = []
        files = type("Served", (Files,), {"asked": self.asked})
        self.service = self.start_server(type("Service", (Handler,), {"own_headers": self.own_headers}))
        self.server = self.start_server(functools.partial(files, directory=self.served))

    def start_server(self, handler):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}"

    def write(self, path, text):
        (self.work / path).write_text(text, encoding="utf-8")


def commands_in(log):
    """What the runner takes for its commands: (name, data). As in its ActionCommand.cs."""
    found, token = [], None
    for line in log.splitlines():
        match = (re.fullmatch(r"\s*::([\w-]+)(?: .*?)?::(.*)", line) or
                 re.search(r"##\[([\w-]+)(?: [^]]*)?\](.*)", line))
        if line.strip() == f"::{token}::":
            token = None
        elif match and token is None:
            found.append((match[1], match[0].strip()))
            if match[1] == "stop-commands":
                token = match[2]
    return [command for command in found if command[0] != "stop-commands"]


def evaluate(expression, context):
    """Of the language of workflows what is needed here."""
    if " || " in expression:
        return next(filter(None, (evaluate(part, context) for part in expression.split(" || "))), "")
    if " == " in expression:
        left, right = (evaluate(part, context) for part in expression.split(" == "))
        return left == right
    if expression.startswith("'"):
        return expression[1:-1]
    value = context
    for name in expression.split("."):
        value = value.get(name, {})
    return value or ""


def filled(value, context):
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: evaluate(match[1], context), str(value))


class Job:
    """A job of GitHub Actions on a fresh machine. `cache` outlives it, `ref` is what the action was
    asked for by, and `action` the folder with it."""

    def __init__(self, test, action, cache=None, ref="v0.1.0"):
        self.test, self.action = test, action
        self.cache = {} if cache is None else cache
        self.repository = "you/urlfan" if ref else ""
        self.ref = ref
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=test.folder))
        (self.folder / "temp").mkdir()
        self.summary = self.folder / "summary.md"
        self.path = [str(test.folder / "bin"), os.environ["PATH"]]
        self.log = ""

    def use(self, given, env=None):
        """The step `uses: you/urlfan`: whether it passed, and its outputs."""
        document = yaml.safe_load((self.action / "action.yml").read_text(encoding="utf-8"))
        inputs = {name: facts["default"] for name, facts in document["inputs"].items()}
        self.test.assertLessEqual(set(given), set(inputs))
        context = {"inputs": {**inputs, **given}, "steps": {},
                   "github": {"action_ref": self.ref, "action_repository": self.repository}}
        passed = True
        for step in document["runs"]["steps"]:
            if not passed or not evaluate(step.get("if", "'yes'"), context):
                continue
            passed, outputs = self.play(step, context, env or {})
            context["steps"][step.get("id", "")] = {"outputs": outputs}
        return passed, {name: filled(output["value"], context)
                        for name, output in document["outputs"].items()}

    def play(self, step, context, env):
        given = {name: filled(value, context) for name, value in step.get("with", {}).items()}
        if step.get("uses") == "actions/cache/restore@v4":
            if given["key"] in self.cache:
                shutil.copytree(self.cache[given["key"]], given["path"])
            return True, {}
        if step.get("uses") == "actions/cache/save@v4":
            self.test.assertNotIn(given["key"], self.cache)
            self.cache[given["key"]] = shutil.copytree(
                given["path"], tempfile.mkdtemp(dir=self.test.folder), dirs_exist_ok=True)
            return True, {}
        return self.run(step["run"], {**env, **{name: filled(value, context)
                                                for name, value in step.get("env", {}).items()}})

    def run(self, script, env):
        """The step `run:`, by bash as the runner calls it."""
        told = {name: self.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH")}
        for file in told.values():
            file.write_text("")
        environment = {"HOME": str(self.folder), "PATH": ":".join(self.path), **env,
                       "RUNNER_TEMP": str(self.folder / "temp"), "GITHUB_ACTIONS": "true",
                       "GITHUB_ACTION_PATH": str(self.action), "GITHUB_SERVER_URL": self.test.server,
                       "GITHUB_REPOSITORY": "me/shop", "GITHUB_ACTION_REF": "",
                       "GITHUB_STEP_SUMMARY": str(self.summary),
                       **{name: str(file) for name, file in told.items()}, "URLFAN_NO_SETUP": "1"}
        ran = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
                             cwd=self.test.work, env=environment, stdin=subprocess.DEVNULL, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.log += ran.stdout
        self.path[:0] = told["GITHUB_PATH"].read_text().split()
        return ran.returncode == 0, dict(line.split("=", 1) for line in
                                         told["GITHUB_OUTPUT"].read_text().splitlines())
