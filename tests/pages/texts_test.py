"""What the pages say of urlfan is what it says itself: texts_test.py URLFAN."""
import ast
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest

from markdown import ROOT, Page, pages

sys.path.insert(0, str(ROOT / "tests/bench"))
import chart  # noqa: E402

README_LINES = 150
# Of these the page says once what they have: where they stand first.
TOLD_ELSEWHERE = {"history[].timings_ms", "history[].redirects", "redirects[].timings_ms"}
# A path into a result or the summary.
FIELD = re.compile(r"`([a-z_0-9.\[\]]+)`")


def fields(schema, node, path=""):
    """The paths of all that an object of the schema has."""
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    if path in TOLD_ELSEWHERE:
        return
    for alternative in [*node.get("anyOf", ()), *node.get("oneOf", ())]:
        yield from fields(schema, alternative, path)
    if "items" in node:
        yield from fields(schema, node["items"], path + "[]")
    for name, member in node.get("properties", {}).items():
        inner = f"{path}.{name}" if path else name
        yield inner
        yield from fields(schema, member, inner)


def own_definitions(schema):
    """The same with the definitions of each definition among the others."""
    for definition in list(schema["$defs"].values()):
        schema["$defs"].update(definition.get("$defs", {}))
    return schema


class Texts(unittest.TestCase):
    urlfan = None

    def output_of(self, *words):
        return subprocess.run([self.urlfan, *words], stdout=subprocess.PIPE, text=True,
                              check=True).stdout

    def schema(self):
        return own_definitions(json.loads(self.output_of("--schema")))

    def test_the_output_page_has_each_field_and_no_other(self):
        page, schema = Page("docs/output.md"), self.schema()
        for heading, name in (("## A result", "result"), ("## The summary", "summary")):
            with self.subTest(name):
                told = [field for row in page.table(heading) for field in FIELD.findall(row[0])]
                self.assertEqual(sorted(told), sorted(fields(schema, schema["$defs"][name])))

    def test_results_that_are_shown_have_the_keys_of_results(self):
        schema, seen = self.schema(), 0
        for line in Page("docs/output.md").text.splitlines():
            if line.startswith('{"type":"result"'):
                result = json.loads(line.removesuffix(","))
                self.assertEqual(list(result), schema["$defs"]["result"]["required"])
                seen += 1
        self.assertGreater(seen, 1)

    def test_the_errors_page_is_what_urlfan_generates(self):
        self.assertEqual(Page("docs/errors.md").text, self.output_of("--generate", "errors"),
                         "urlfan --generate errors > docs/errors.md")

    def test_the_errors_page_has_the_words_of_explain(self):
        page = Page("docs/errors.md").text
        for line in self.output_of("explain").splitlines():
            if line.startswith("  "):
                self.assertIn(f"\n{line.strip()}\n", page)

    def test_the_tuning_page_has_what_descriptors_allow(self):
        for limit, in_flight in Page("docs/tuning.md").table("## Descriptors"):
            with self.subTest(limit):
                ran = subprocess.run(["bash", "-c", 'ulimit -n "$0" && "$@"', limit, self.urlfan,
                                      "-c", "100000", "--format", "none", "http://127.0.0.1:1/"],
                                     stderr=subprocess.PIPE, text=True, check=False)
                cut = re.search(r"is cut to (\d+) by the limit of open files", ran.stderr)
                # A descriptor that the caller has left open is one less.
                self.assertAlmostEqual(int(cut[1]), int(in_flight), delta=5, msg=ran.stderr)

    def test_the_chart_is_that_of_the_table(self):
        self.assertEqual((ROOT / "docs/speed.svg").read_text(encoding="utf-8"), chart.chart(),
                         "tests/bench/chart.py > docs/speed.svg")

    def test_blocks_are_what_they_are_said_to_be(self):
        for page in pages():
            for block in page.blocks:
                with self.subTest(block.place):
                    self.check(block)

    def check(self, block):
        if block.note == "is":
            self.assertEqual(block.text, (ROOT / block.value).read_text(encoding="utf-8"))
        if block.language == "python":
            ast.parse(block.text)
        if block.language == "toml":
            tomllib.loads(block.text)
        if "scrape_configs:" in block.text and shutil.which("promtool"):
            ran = subprocess.run(["promtool", "check", "config", "--syntax-only", "/dev/stdin"],
                                 input=block.text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 text=True, check=False)
            self.assertEqual(ran.returncode, 0, ran.stdout)
        if block.language == "json":
            try:
                json.loads(block.text)
            except json.JSONDecodeError:
                for line in block.text.splitlines():
                    json.loads(line)

    def test_a_list_stands_before_the_command_for_a_change(self):
        """All that follows --on-change is the command."""
        found = [command for page in pages()
                 for command in re.findall(r"urlfan watch [^`\n]*--on-change", page.text)]
        self.assertGreater(len(found), 2)
        self.assertEqual([command for command in found if ".txt" not in command], [])

    def test_the_command_for_a_change_tells_both_directions(self):
        [notify] = [block for block in Page("docs/watch.md").blocks if block.value == "notify.sh"]
        change = {"state": "down", "outage_ms": None, "error": {"message": "HTTP 500"},
                  "result": {"name": None, "url": "https://shop.example/"}}
        back = {**change, "state": "up", "outage_ms": 60400.7, "result": {"name": "shop"}}
        for told, line in ((change, "https://shop.example/ is down: HTTP 500"),
                           (back, "shop is up, after 60 s")):
            with self.subTest(line), tempfile.TemporaryDirectory() as folder:
                for name, text in (("notify.sh", notify.text), ("logger", '#!/bin/sh\necho "$@"\n')):
                    path = pathlib.Path(folder) / name
                    path.write_text(text, encoding="utf-8")
                    path.chmod(0o755)
                ran = subprocess.run([path.with_name("notify.sh"), "ops"], input=json.dumps(told),
                                     env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
                                     stdout=subprocess.PIPE, text=True, check=True)
                self.assertEqual(ran.stdout, f"-t urlfan-ops -- {line}\n")

    def test_each_page_begins_with_what_it_is_for(self):
        for page in pages():
            first, second = [line for _, line in page.prose if line][:2]
            with self.subTest(page.path):
                self.assertRegex(first, "^# ")
                self.assertRegex(second, r"^[^#|`*-]|^`")

    def test_the_readme_is_for_five_minutes(self):
        self.assertLessEqual(len(Page("README.md").text.splitlines()), README_LINES)

    def test_the_readme_has_the_limits_that_help_has(self):
        said = self.output_of("--help")
        limits = [re.search(rf"{option} N=(\d+)", said)[1] for option in ("--concurrency", "--per-host")]
        self.assertIn("({} in flight, {} of them to a host".format(*limits), Page("README.md").text)

    def test_the_readme_leads_to_every_page(self):
        readme = {target.partition("#")[0] for _, target in Page("README.md").links()}
        self.assertEqual([page.path for page in pages()
                          if page.path != "README.md" and page.path not in readme], [])


if __name__ == "__main__":
    Texts.urlfan, = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
