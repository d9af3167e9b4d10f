"""The page of --report html in Chromium: page_test.py URLFAN [Page | Axe]. Every page is made by `urlfan
report` from saved results, and read from disk by a browser that reaches no network."""
import base64
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import results


def skip(why):
    print(f"{pathlib.Path(sys.argv[0]).name}: Skipped\n{why}")
    sys.exit(77)


try:
    from selenium import webdriver
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select, WebDriverWait
except ImportError as missing:
    skip(f"needs Python's selenium: {missing}")

URLFAN = pathlib.Path(sys.argv.pop(1)).resolve()
AXE = pathlib.Path(__file__).resolve().parents[2] / "build/axe/node_modules/axe-core/axe.min.js"
HOSTILE = ("<img src=x onerror=alert(1)><script>alert(2)</script>\"'&amp;</script>"
           "<!--\u202egpj.exe\u2028\x1b[31m")


def start_browser():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900",
                     "--disable-background-networking", "--disable-component-update",
                     "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def write_page(folder, records, cut=None, name="page"):
    """The path of the page of these records. `cut`: only so many characters of its data."""
    saved = folder / f"{name}.ndjson"
    saved.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    page = folder / f"{name}.html"
    ran = subprocess.run([URLFAN, "report", saved, "--format", "none", "-qq", "--report",
                          f"html={page}"], check=False)
    assert ran.returncode in (0, 1, 3, 5, 130), ran
    if cut is not None:
        text = page.read_text(encoding="utf-8")
        data = re.search(r'id="data">\n(.*?)</script>', text, re.DOTALL)[1]
        page.write_text(text.replace(data, data[:cut]), encoding="utf-8")
    return page


class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.records = results.run(1000)
        cls.plain = write_page(cls.folder, cls.records, name="plain")
        cls.browser = start_browser()
        cls.opened = None

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()
        cls.temporary.cleanup()

    def open(self, page, fragment="", fresh=False):
        """What is open already need not be read again, unless it has to be `fresh`."""
        self.browser.get_log("browser")
        self.browser.get_log("performance")
        if fresh or page != type(self).opened:
            self.browser.get("about:blank")
            self.browser.get(page.as_uri() + fragment)
            type(self).opened = page
        else:
            self.browser.execute_script("location.hash = arguments[0]", fragment)
        self.settle("return globalThis.urlfanPage !== undefined")

    def open_records(self, *records, fragment=""):
        self.open(write_page(self.folder, records), fragment, fresh=True)

    def settle(self, condition):
        WebDriverWait(self.browser, 60, 0.02).until(lambda browser: browser.execute_script(condition))
        # What comes frame by frame has come.
        self.browser.execute_async_script("""
            const done = arguments[0];
            let left = 12;
            const next = () => left-- > 0 ? requestAnimationFrame(next) : done();
            next();""")

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def rows(self):
        return self.browser.find_elements(By.CSS_SELECTOR, "#lines tbody tr.row")

    def found(self):
        return self.find("#found").text

    def press(self, *keys):
        webdriver.ActionChains(self.browser).send_keys(*keys).perform()
        self.settle("return true")

    def choose(self, field, value):
        Select(self.find(f"#{field}")).select_by_value(value)
        self.settle("return true")

    def fragment(self):
        return self.browser.execute_script("return location.hash")

    def expect_quiet(self):
        """Nothing on the console, and no request but that for the file."""
        self.assertEqual(self.browser.get_log("browser"), [])
        messages = [json.loads(entry["message"])["message"]
                    for entry in self.browser.get_log("performance")]
        asked = [message["params"]["request"]["url"] for message in messages
                 if message["method"] == "Network.requestWillBeSent"]
        self.assertEqual([url for url in asked if not url.startswith(("file:", "about:"))], [])

    def count(self, test):
        return sum(1 for record in self.records if record["type"] == "result" and test(record))


class Page(Browser):
    # What it shows.

    def test_tells_the_verdict_and_draws_all_parts(self):
        self.open(self.plain, fresh=True)
        failed = self.count(lambda each: not each["ok"])
        self.assertRegex(self.find("h1").text, f"{failed} of 1,000 lines failed, in ")
        self.assertIn(f"{failed} of 1,000 lines failed", self.browser.title)
        self.assertEqual(len(self.rows()), 200)
        self.assertEqual(self.found(), "1,000 lines")
        for picture in ("#histogram svg rect", "#scatter svg path", "#flight svg path",
                        "#hosts table", "#overview canvas", "#lines svg.bar rect"):
            self.assertTrue(self.browser.find_elements(By.CSS_SELECTOR, picture), picture)
        self.assertRegex(self.find("#causes li").text, r"\d+ × \w+ at api\d+\.example")
        self.expect_quiet()

    def test_is_below_a_mebibyte_for_a_thousand_lines(self):
        self.assertLess(self.plain.stat().st_size, 1 << 20)

    def test_pictures_have_tables_that_say_the_same(self):
        self.open(self.plain)
        for figure in ("histogram", "scatter", "flight"):
            self.assertTrue(self.find(f"#{figure} svg").get_attribute("aria-label"))
            cells = self.browser.find_elements(By.CSS_SELECTOR, f"#{figure} details tbody tr")
            self.assertGreater(len(cells), 3, figure)
        numbers = self.browser.execute_script("""
            return [...document.querySelectorAll("#histogram details tbody tr td")]
                .map(cell => Number(cell.textContent.replaceAll(",", "")))""")
        self.assertEqual(sum(numbers), self.count(lambda each: each["status"] is not None))

    def test_a_retry_looks_otherwise_than_a_failure(self):
        self.open(self.plain, "#show=flaky")
        row = self.rows()[0]
        self.assertIn("↻", row.text)
        self.assertIn("✓", row.text)
        self.assertTrue(row.find_elements(By.CSS_SELECTOR, "svg .past"))
        self.assertFalse(row.find_elements(By.CSS_SELECTOR, "svg .cross"))
        self.open(self.plain, "#show=failed")
        self.assertTrue(self.rows()[0].find_elements(By.CSS_SELECTOR, "svg .cross"))

    def test_a_line_shows_its_checks_and_each_request(self):
        index = next(each["index"] for each in self.records
                     if each.get("error") and each["error"]["code"] == "check_failed")
        self.open(self.plain, f"#show=failed&line={index}")
        text = self.find(".details").text
        for said in ('json:/status is "down"', '"up"', '"down"', '{"status":"down","since":4}',
                     f"urls/all.txt:{index + 1}"):
            self.assertIn(said, text)
        index = next(each["index"] for each in self.records if each.get("redirects"))
        self.open(self.plain, f"#order=list&q=items/{index}%3F&line={index}")
        requests = self.browser.find_elements(By.XPATH, "//table[caption='Requests']/tbody/tr")
        self.assertEqual(len(requests), 2)
        self.assertIn("302", requests[0].text)

    def test_a_run_shows_the_command_of_curl(self):
        page = self.folder / "own.html"
        ran = subprocess.run([URLFAN, "http://127.0.0.1:1/", "-H", "Authorization: Bearer s3cret",
                              "--format", "none", "-qq", "--report", f"html={page}"], check=False)
        self.assertEqual(ran.returncode, 3)
        self.open(page, "#line=0")
        self.assertIn("curl ", self.find(".curl code").text)
        self.assertIn("***", self.find(".curl code").text)
        self.assertNotIn("s3cret", gzip.decompress(self.data(page)).decode())

    def test_a_saved_run_makes_the_same_page(self):
        own, again, saved = (self.folder / name for name in ("a.html", "b.html", "a.ndjson"))
        urls = [*(f"http://127.0.0.1:1/{i}" for i in range(40)), "http://127.0.0.1:1x/"]
        subprocess.run([URLFAN, *urls, "--retries", "1", "--retry-wait", "1ms", "--format",
                        "ndjson", "-qq", "-o", saved, "--report", f"html={own}"], check=False)
        subprocess.run([URLFAN, "report", saved, "--format", "none", "-qq", "--report",
                        f"html={again}"], check=False)

        def records(page):
            lines = gzip.decompress(self.data(page)).decode().splitlines()
            return [line for line in lines if not line.startswith('{"type":"curl"')]
        told = records(own)
        self.assertEqual(len(told), len(urls) + 1)
        self.assertEqual(json.loads(told[0])["history"][0]["error_code"], "connect_refused")
        self.assertEqual(told, records(again))

    @staticmethod
    def data(page):
        text = re.search(r'id="data">\n(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)[1]
        return b"".join(base64.b64decode(line) for line in text.split())

    # Choosing.

    def test_each_filter_chooses_and_stands_in_the_fragment(self):
        self.open(self.plain)
        one = next(each for each in self.records if not each["ok"])
        host = re.search("//([^/]+)", one["url"])[1]
        chosen = {
            "show": ("failed", lambda each: not each["ok"]),
            "host": (host, lambda each: f"//{host}/" in each["url"]),
            "status": ("500", lambda each: each["status"] == 500),
            "code": (one["error"]["code"],
                     lambda each: each["error"] and each["error"]["code"] == one["error"]["code"]),
            "name": ("item 5", lambda each: each["name"] == "item 5"),
            "attempts": ("3", lambda each: each["attempts"] == 3),
        }
        for field, (value, test) in chosen.items():
            self.choose(field, value)
            number = self.count(test)
            self.assertTrue(self.found().startswith(f"{number} of 1,000"), (field, self.found()))
            self.assertEqual(self.fragment(), f"#{field}={value.replace(' ', '+')}")
            self.assertEqual(len(self.rows()), min(number, 200))
            self.press(Keys.ESCAPE, "x")
            self.assertEqual(self.found(), "1,000 lines")
            self.assertEqual(self.fragment(), "")

    def test_search_looks_at_url_name_and_message(self):
        for words, test in {
                "items/77": lambda each: "items/77" in each["url"],
                "item 995": lambda each: each["name"] == "item 995",
                "body ENDED": lambda each: each["error"] and "body ended" in each["error"]["message"],
        }.items():
            self.open(self.plain)
            self.press(Keys.ESCAPE, "/", words)
            self.assertTrue(self.found().startswith(f"{self.count(test)} of"), (words, self.found()))

    def test_a_view_can_be_sent(self):
        self.open(self.plain, "#show=failed&order=slow&code=http_status&q=api", fresh=True)
        self.assertEqual(self.find("#show").get_attribute("value"), "failed")
        times = self.browser.execute_script(
            "return urlfanPage.lines.map(line => line.spent)")
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual(len(times), self.count(
            lambda each: each["error"] and each["error"]["code"] == "http_status"))
        self.open(self.plain, "#show=nonsense&order=&attempts=&nothing=1&from=now&page=x")
        self.assertEqual(self.found(), "1,000 lines")

    def test_failed_first_and_by_start(self):
        self.open(self.plain, "#order=failed")
        failed = self.count(lambda each: not each["ok"])
        marks = [row.get_attribute("class") for row in self.rows()]
        self.assertEqual(marks, ["row failed"] * failed + ["row"] * (200 - failed))
        self.choose("order", "")
        starts = self.browser.execute_script("return urlfanPage.lines.map(line => line.start)")
        self.assertEqual(starts, sorted(starts))

    def test_the_brush_chooses_a_time(self):
        self.open(self.plain)
        frame = self.find("#overview .frame")
        webdriver.ActionChains(self.browser).move_to_element_with_offset(
            frame, -300, 0).click_and_hold().move_by_offset(200, 0).release().perform()
        self.settle("return true")
        self.assertRegex(self.fragment(), r"^#from=[\d.]+&to=[\d.]+$")
        view = self.browser.execute_script("return urlfanPage.view")
        begin, end = float(view["from"]), float(view["to"])
        zero = self.browser.execute_script("return urlfanPage.span.begin")
        for line in self.browser.execute_script("return urlfanPage.lines"):
            self.assertGreaterEqual(line["end"] - zero, begin)
            self.assertLessEqual(line["start"] - zero, end)
        self.assertFalse(self.found().startswith("1,000"))
        handle = self.find("#overview input")
        handle.send_keys(Keys.ARROW_RIGHT)
        self.settle("return true")
        self.assertGreater(float(self.browser.execute_script("return urlfanPage.view.from")), begin)

    def test_a_cause_and_a_host_lead_to_their_lines(self):
        self.open(self.plain)
        cause = self.find("#causes button.cause").text
        self.find("#causes button.cause").click()
        self.settle("return true")
        number = re.match(r"(\d+) ×", cause)[1]
        self.assertTrue(self.found().startswith(f"{number} of"), (cause, self.found()))

    # Keys.

    def test_everything_can_be_reached_by_keys(self):
        self.open(self.plain)
        self.press("f")
        self.assertEqual(self.fragment(), "#show=failed")
        self.press("j", "j", "k", Keys.ENTER)
        self.assertTrue(self.find(".details"))
        self.assertIn("line=", self.fragment())
        self.press(Keys.ENTER)
        self.assertFalse(self.browser.find_elements(By.CSS_SELECTOR, ".details"))
        self.press("s")
        self.assertIn("order=failed", self.fragment())
        self.press("x", "]")
        self.assertIn("page=2", self.fragment())
        self.press("[")
        self.assertNotIn("page", self.fragment())
        self.press("?")
        self.assertTrue(self.find("#keys").is_displayed())
        self.press(Keys.ESCAPE)
        self.assertFalse(self.find("#keys").is_displayed())
        self.press("/")
        self.assertEqual(self.browser.switch_to.active_element.get_attribute("id"), "q")
        self.expect_quiet()

    # Much, little, and damaged.

    def test_fifty_thousand_lines(self):
        self.open(write_page(self.folder, results.run(50_000), name="large"), "#order=slow")
        self.assertEqual(self.found(), "50,000 lines")
        self.assertLessEqual(len(self.rows()), 200)
        self.press("]")
        self.assertIn("201–400 of 50,000 lines", self.find("#pager").text)
        self.expect_quiet()

    def test_no_line_and_one_line(self):
        self.open_records(results.summary([], 1))
        self.assertIn("There were no lines", self.find("h1").text)
        self.assertIn("The run had no lines", self.find("#lines").text)
        one = results.result(0)
        self.open_records(one, results.summary([one], 12))
        self.assertIn("The line is as expected", self.find("h1").text)
        self.expect_quiet()

    def test_a_run_that_was_stopped(self):
        idle = results.result(1, ok=False, status=None, attempts=0, started_at=None,
                              exchange_started_at=None, elapsed_ms=None, http_version=None,
                              remote_ip=None, remote_port=None, body_bytes=None, checks=[],
                              error={"code": "cancelled", "phase": "run", "retryable": False,
                                     "message": "stopped by SIGINT before it was started",
                                     "curl_code": None})
        first = results.result(0)
        self.open_records(first, idle, results.summary(
            [first, idle], 12, stop="SIGINT", complete=False, exit_code=130, failed=0, skipped=1))
        self.assertIn("never started", self.find("h1").text)
        self.assertIn("SIGINT", self.find("h1").text)

    def test_results_of_an_older_version(self):
        old = results.result(0, history=[{"status": 503, "error_code": "http_status",
                                          "total_ms": 3.0, "backoff_ms": 5.0}],
                             attempts=2, flaky=True,
                             redirects=[{"status": 301, "location": "/b"}])
        del old["exchange_started_at"]
        self.open_records(old, results.summary([old], 12), fragment="#line=0")
        self.assertEqual(len(self.rows()), 1)
        self.expect_quiet()

    def test_data_that_was_cut_says_so(self):
        self.open(write_page(self.folder, self.records, cut=40_000, name="cut"))
        self.assertIn("The file ends before the results do", self.find(".problem").text)
        self.assertGreater(len(self.rows()), 0)

    # Safety.

    def test_hostile_texts_stay_texts(self):
        bad = results.result(0, **{
            **results.failure("http_status"), "name": HOSTILE, "url": f"https://a.test/{HOSTILE}",
            "effective_url": "javascript:alert(3)", "file": HOSTILE, "content_type": HOSTILE,
            "headers": {HOSTILE: [HOSTILE]}, "body": HOSTILE, "body_encoding": "utf-8",
            "body_truncated": False,
            "checks": [{"name": HOSTILE, "ok": False, "expected": HOSTILE, "actual": HOSTILE,
                        "excerpt": HOSTILE}],
            "redirects": [{"status": 302, "location": HOSTILE, "method": "GET",
                           "url": HOSTILE, "started_at": results.fine(0),
                           "timings_ms": results.stages(results.random.Random(1))}],
            "drift": [{"field": "status", "before": HOSTILE, "now": HOSTILE}]})
        bad["error"]["message"] = HOSTILE
        self.open_records(bad, results.summary([bad], 12), fragment="#line=0")
        self.assertEqual(self.browser.execute_script(
            "return document.querySelectorAll('img, main script, main iframe').length"), 0)
        self.assertIn("<img src=x", self.find(".details").text)
        links = [link.get_attribute("href") for link in self.browser.find_elements(By.TAG_NAME, "a")]
        self.assertFalse([link for link in links if link and link.startswith("javascript")])
        self.expect_quiet()

    def test_its_policy_forbids_scripts_of_others(self):
        self.open(self.plain, fresh=True)
        type(self).opened = None  # it is not what it was
        self.browser.execute_script("""
            const script = document.createElement("script");
            script.textContent = "globalThis.foreign = true";
            document.body.append(script);
            const image = document.createElement("img");
            image.src = "http://127.0.0.1:9/x.png";
            document.body.append(image);""")
        self.assertIsNone(self.browser.execute_script("return globalThis.foreign ?? null"))
        said = " ".join(entry["message"] for entry in self.browser.get_log("browser"))
        self.assertIn("Content Security Policy", said)

    # For all eyes.

    def test_light_dark_and_print(self):
        self.open(self.plain, fresh=True)
        type(self).opened = None
        ground = "return getComputedStyle(document.body).backgroundColor"
        light = self.browser.execute_script(ground)
        self.press("t")
        self.assertNotEqual(self.browser.execute_script(ground), light)
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        try:
            self.assertFalse(self.find("#filter").is_displayed())
            self.assertTrue(self.find("#lines").is_displayed())
        finally:
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


class Axe(Browser):
    def test_finds_nothing(self):
        index = next(each["index"] for each in self.records if not each["ok"])
        for scheme in ("light", "dark"):
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": scheme}]})
            self.open(self.plain, f"#show=failed&line={index}", fresh=True)
            # By the debugger: the page's own policy forbids it as a script of the page.
            self.browser.execute_cdp_cmd("Runtime.evaluate", {
                "expression": AXE.read_text(encoding="utf-8")})
            found = self.browser.execute_async_script(
                "const done = arguments[0]; axe.run().then(done, error => done(String(error)))")
            self.assertIsInstance(found, dict, found)
            told = [(each["id"], each["nodes"][0]["html"][:120], each["nodes"][0]["failureSummary"])
                    for each in found["violations"]]
            self.assertEqual(told, [], scheme)


if __name__ == "__main__":
    if "Axe" in sys.argv and not AXE.exists():
        skip("tests/page/axe --install has not brought axe-core")
    try:
        start_browser().quit()
    except WebDriverException as absent:
        skip(f"needs Chromium and its driver: {absent.msg}")
    unittest.main(verbosity=2)
