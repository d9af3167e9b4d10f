"""examples/serve with a real `urlfan serve`: serve_recipes_test.py URLFAN [Flask | Django |
FastAPI | Tasks | Schedule | Document]. By the Python that has Debian's packages; one that is missing
is named."""
import contextlib
import http.server
import importlib.util
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/serve-recipes.md"
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples/serve"
URLFAN = pathlib.Path(sys.argv.pop(1)).resolve()
MINUTE = 60
# What each needs beside Python.
MODULES = {"Flask": ["flask", "requests"], "Django": ["django", "requests"],
           "FastAPI": ["fastapi", "uvicorn", "httpx"], "Tasks": ["flask", "requests"],
           "Schedule": [], "Document": []}


def python_blocks():
    """Of the page of the recipes."""
    return re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"),
                      re.MULTILINE | re.DOTALL)


def skip(why):
    print(f"{pathlib.Path(sys.argv[0]).name}: Skipped\n{why}")
    sys.exit(77)


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


def call(url, document=None):
    """Status, headers and JSON of an answer."""
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=MINUTE) as answer:
            return answer.status, answer.headers, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, json.load(error)


class Page(http.server.BaseHTTPRequestHandler):
    """What is fetched: /lost is not there."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"lost\n" if self.path == "/lost" else b"ok\n"
        self.send_response(404 if self.path == "/lost" else 200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class RecipeTest(unittest.TestCase):
    # What a recipe answers once it runs.
    ready = "/concurrent_requests/"

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        origin = self.enterContext(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page))
        threading.Thread(target=origin.serve_forever, daemon=True).start()
        self.addCleanup(origin.shutdown)
        self.origin = f"http://127.0.0.1:{origin.server_port}"
        # Where nobody is.
        self.closed = f"http://127.0.0.1:{free_port()}/"

        port = free_port()
        (self.folder / "state").mkdir(mode=0o700)
        self.urlfan_url = f"http://127.0.0.1:{port}"
        self.token_file = self.folder / "state/token"
        self.urlfan = self.start(URLFAN, "serve", "--listen", f"127.0.0.1:{port}", "--state",
                                 self.folder / "state/runs.db", "--allow-private")
        self.wait_for(self.urlfan, self.urlfan_url + "/readyz")

    def start(self, *command, **environment):
        """Ends with the test; what it says is shown where it does not start."""
        log = self.enterContext(open(self.folder / "log", "ab"))
        # Nobody else's proxy is between the parts.
        clean = {name: value for name, value in os.environ.items() if not
                 name.lower().endswith("_proxy")}
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, cwd=EXAMPLES,
                                   env={**clean, "PYTHONDONTWRITEBYTECODE": "1", **environment})
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        process.terminate()
        try:
            process.wait(MINUTE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def wait_for(self, process, url):
        def answers():
            self.assertIsNone(process.poll(), (self.folder / "log").read_text(errors="replace"))
            with contextlib.suppress(OSError):
                call(url)
                return True
            return False
        within_a_minute(f"an answer of {url}", answers)

    def start_recipe(self, token_file=None):
        """The base of its URLs."""
        port = free_port()
        self.wait_for(self.start(*self.command(port), FETCH_URL=self.urlfan_url,
                                 FETCH_TOKEN_FILE=str(token_file or self.token_file)),
                      f"http://127.0.0.1:{port}{self.ready}")
        return f"http://127.0.0.1:{port}"


class Endpoint:
    """What the recipe promises in each framework."""

    def ask(self, base, *urls):
        query = urllib.parse.urlencode([("url", url) for url in urls])
        return call(f"{base}/concurrent_requests/?{query}")

    def test_it_answers_as_the_old_code_did(self):
        base = self.start_recipe()
        good, lost = self.origin + "/good", self.origin + "/lost"
        status, _, document = self.ask(base, good, self.closed, lost, good)
        self.assertEqual(status, 200, document)
        self.assertEqual(sorted(document), ["results", "total_time"])
        self.assertGreater(document["total_time"], 0)
        refused = document["results"].pop(1)
        self.assertEqual(sorted(refused), ["error", "url"])
        self.assertEqual(refused["url"], self.closed)
        self.assertIn("refused", refused["error"])
        self.assertEqual(document["results"],
                         [{"url": good, "status": 200, "content": "ok\n"},
                          {"url": lost, "status": 404, "content": "lost\n"},
                          {"url": good, "status": 200, "content": "ok\n"}])

    def test_what_is_no_url_is_an_error_of_that_one(self):
        status, _, document = self.ask(self.start_recipe(), "::", self.origin + "/good")
        self.assertEqual(status, 200, document)
        self.assertEqual([sorted(each) for each in document["results"]],
                         [["error", "url"], ["content", "status", "url"]])

    def test_no_url_at_all_is_a_bad_request(self):
        status, _, document = self.ask(self.start_recipe())
        self.assertEqual(status, 400)
        self.assertIn("requests is empty", document["error"])

    def test_a_wrong_token_is_our_fault_and_not_the_clients(self):
        wrong = self.folder / "wrong"
        wrong.write_text("0" * 32 + "\n", encoding="ascii")
        status, headers, document = self.ask(self.start_recipe(wrong), self.origin + "/good")
        self.assertEqual((status, document), (503, {"error": "try again later"}))
        self.assertIn("Retry-After", headers)

    def test_without_urlfan_it_says_that_it_cannot_now(self):
        base = self.start_recipe()
        self.end(self.urlfan)
        status, _, document = self.ask(base, self.origin + "/good")
        self.assertEqual((status, document), (503, {"error": "try again later"}))


class Flask(Endpoint, RecipeTest):
    app = "flask_app"

    def command(self, port):
        return (sys.executable, "-m", "flask", "--app", self.app, "run", "--port", port)


    def test_it_answers_as_the_old_code_of_the_page(self):
        old = next(block for block in python_blocks() if "ThreadPoolExecutor" in block)
        (self.folder / "old_app.py").write_text(old, encoding="utf-8")
        answers = []
        for app in (self.folder / "old_app", "flask_app"):
            self.app = str(app)
            base = self.start_recipe()
            status, _, document = self.ask(base, self.origin + "/good", self.origin + "/lost",
                                           self.closed)
            self.assertEqual(status, 200, document)
            document["total_time"] = document["results"][2]["error"] = None
            answers.append(document)
        self.assertEqual(*answers)


class Django(Endpoint, RecipeTest):
    def command(self, port):
        return (sys.executable, "django_app.py", "runserver", "--noreload", port)


class FastAPI(Endpoint, RecipeTest):
    def command(self, port):
        return (sys.executable, "-m", "uvicorn", "--port", port, "fastapi_app:app")


class Tasks(RecipeTest):
    ready = "/tasks/none"

    def command(self, port):
        return (sys.executable, "-m", "flask", "--app", "tasks_app", "run", "--port", port)

    def test_a_task_is_accepted_and_can_be_asked_for(self):
        base = self.start_recipe()
        urls = [self.origin + "/good", self.origin + "/lost", self.closed]
        status, headers, document = call(base + "/tasks", {"urls": urls})
        self.assertEqual(status, 202, document)

        def ended():
            status, _, run = call(urllib.parse.urljoin(base, headers["Location"]))
            self.assertEqual(status, 200, run)
            return run if run["state"] == "finished" else None
        run = within_a_minute("the end of the task", ended)
        results = sorted(run.pop("results"), key=lambda each: urls.index(each["url"]))
        self.assertEqual(run, {"state": "finished", "total": 3, "done": 3, "ok": 1, "failed": 2})
        self.assertEqual(results, [{"url": urls[0], "ok": True, "status": 200},
                                   {"url": urls[1], "ok": False, "status": 404},
                                   {"url": urls[2], "ok": False, "status": None}])

    def test_a_task_that_nobody_added_is_not_found(self):
        status, _, document = call(self.start_recipe() + "/tasks/" + "0" * 32)
        self.assertEqual(status, 404, document)

    def test_without_urls_it_is_a_bad_request(self):
        status, _, document = call(self.start_recipe() + "/tasks", {"urls": []})
        self.assertEqual(status, 400, document)


class Schedule(RecipeTest):
    def run_schedule(self, *words):
        """Exit code, output and what it says."""
        ran = subprocess.run([sys.executable, "-B", EXAMPLES / "schedule.py", *words], check=False,
                             capture_output=True, text=True, timeout=MINUTE,
                             env={**os.environ, "FETCH_URL": self.urlfan_url,
                                  "FETCH_TOKEN_FILE": str(self.token_file), "no_proxy": "*"})
        return ran.returncode, ran.stdout, ran.stderr

    def test_it_runs_until_it_is_removed(self):
        good = self.origin + "/good"
        code, added, said = self.run_schedule("add", "1s", good, self.closed)
        self.assertEqual(code, 0, said)
        schedule = added.strip()

        def ran():
            code, found, said = self.run_schedule("last", schedule)
            self.assertTrue(code == 0 or "not run yet" in said, said)
            return found
        found = within_a_minute("a run of the schedule", ran)
        self.assertIn(f"{good} 200\n", found)
        self.assertRegex(found, f"{self.closed} .*refused")

        self.assertEqual(self.run_schedule("remove", schedule), (0, "", ""))
        code, _, said = self.run_schedule("last", schedule)
        self.assertEqual(code, 1)
        self.assertIn("schedule: 404", said)

    def test_what_is_wrong_is_said(self):
        code, _, said = self.run_schedule("add", "soon", self.origin)
        self.assertEqual(code, 1)
        self.assertIn("schedule: 400 every is not valid", said)


class Document(unittest.TestCase):
    def test_what_it_shows_of_an_example_is_in_it(self):
        examples = [path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.py")]
        shown = [block for block in python_blocks() if any(each in block for each in
                                                           ("/v1/", "urlfan."))]
        self.assertGreater(len(shown), 3)
        for block in shown:
            self.assertTrue(any(block in example for example in examples), block)

    def test_all_of_it_is_python(self):
        for block in python_blocks():
            with self.subTest(block):
                compile(block, PAGE, "exec")


if __name__ == "__main__":
    wanted = sys.argv[1:2] or list(MODULES)
    for module in {each for name in wanted for each in MODULES[name.split(".")[0]]}:
        if importlib.util.find_spec(module) is None:
            skip(f"needs Python's {module}")
    unittest.main(verbosity=2)
