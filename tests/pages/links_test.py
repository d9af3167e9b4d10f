"""Links of all pages: links_test.py URLFAN. Those within the repository are fetched by urlfan
itself from a server of its folder; those to other sites are only understood, for tests have no
network."""
import json
import posixpath
import subprocess
import sys
import unittest

from markdown import pages
from world import World, enter

BASE = "http://localhost/repository/"


def inner_and_outer():
    """Lists of (place, target), the inner ones as paths in the repository, with their anchor."""
    inner, outer = [], []
    for page in pages():
        for place, target in page.links():
            if "://" in target:
                outer.append((place, target))
                continue
            path, _, anchor = target.partition("#")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)
                                      if path else page.path)
            inner.append((place, path, anchor))
    return inner, outer


class Links(unittest.TestCase):
    urlfan = None

    def run_urlfan(self, lines, *options):
        """The results of a list."""
        text = "".join(json.dumps(line) + "\n" for line in lines)
        ran = subprocess.run([self.urlfan, *options, "-"], input=text, stdout=subprocess.PIPE,
                             text=True, check=False)
        return ran.returncode, json.loads(ran.stdout)

    def test_within_the_repository_are_there(self):
        inner, _ = inner_and_outer()
        self.assertGreater(len(inner), 50)
        with World(self.urlfan):
            code, document = self.run_urlfan([{"url": path, "name": place} for place, path, _ in inner],
                                             "--base-url", BASE, "--expect-status", "200")
        broken = [(each["name"], each["url"], each["error"]["message"])
                  for each in document["results"] if not each["ok"]]
        self.assertEqual(broken, [])
        self.assertEqual(code, 0)

    def test_point_at_headings_that_are_there(self):
        anchors = {page.path: page.anchors() for page in pages()}
        inner, _ = inner_and_outer()
        lost = [(place, f"{path}#{anchor}") for place, path, anchor in inner
                if anchor and anchor not in anchors.get(path, {anchor})]
        self.assertEqual(lost, [])

    def test_to_other_sites_are_well_formed(self):
        _, outer = inner_and_outer()
        code, document = self.run_urlfan([{"url": url, "name": place} for place, url in outer],
                                         "--dry-run")
        self.assertEqual([each for each in document["requests"] if each["error"]], [])
        self.assertEqual(code, 0)
        self.assertEqual([each for each in outer if not each[1].startswith("https://")], [])


if __name__ == "__main__":
    enter()
    Links.urlfan, = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
