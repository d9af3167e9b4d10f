"""Both columns of docs/migration.md: migration_test.py URLFAN.

A row of a peer that is there holds when its servers were asked the same by both commands and gave
the same answers, and when both commands fail or neither does. A peer that only opens a connection
is held against the second alone. Of all others the column of urlfan runs."""
import re
import sys
import unittest

from markdown import Page
from world import World, enter

PAGE = Page("docs/migration.md")
CELL = re.compile(r"^`(.*)`$")
# Of the second column of each table: the program that has to be there, if Debian has it.
PEERS = {"## From `curl -Z`": "curl", "## From `xargs curl`": "xargs",
         "## From requests with threads": "/usr/bin/python3 -c 'import requests'",
         "## From wait-for-it": "wait-for-it", "## From httpx": "", "## From lychee": ""}
PROBES = {"## From wait-for-it"}  # sees an open port, and asks nothing


class Migration(unittest.TestCase):
    urlfan = None

    @classmethod
    def setUpClass(cls):
        cls.world = World(cls.urlfan)
        for block in PAGE.blocks:
            if block.note == "file":
                (cls.world.work / block.value).write_text(block.text, encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.world.__exit__()

    def outcome(self, command):
        """What the servers saw, whether it failed, and what it said."""
        self.world.asked()
        ran = self.world.shell(f"set -o pipefail; {command}")
        return self.world.asked(), ran.returncode != 0, ran.stdout

    def is_there(self, peer):
        if not peer:
            return False
        return self.world.shell(peer if " " in peer else f"command -v {peer}").returncode == 0

    def test_both_columns_do_the_same(self):
        for heading, peer in PEERS.items():
            there = self.is_there(peer)
            if not there:
                print(f"{heading}: the column of urlfan alone", file=sys.stderr)
            rows = PAGE.table(heading)
            self.assertGreater(len(rows), 0, heading)
            for name, theirs, ours in rows:
                theirs, ours = CELL.match(theirs)[1], CELL.match(ours)[1]
                with self.subTest(heading, row=name):
                    asked, failed, said = self.outcome(ours)
                    self.assertNotIn("urlfan: error", said)
                    if not there:
                        self.assertFalse(failed, said)
                        continue
                    before, has_failed, their_words = self.outcome(theirs)
                    self.assertEqual(failed, has_failed, said + their_words)
                    if heading not in PROBES:
                        self.assertNotEqual(asked, [])
                        self.assertEqual(asked, before, said + their_words)

    def test_each_check_for_hurl_holds(self):
        for theirs, check in PAGE.table("## From hurl"):
            check = CELL.match(check)[1]
            with self.subTest(theirs):
                _, failed, said = self.outcome(
                    f"urlfan --expect '{check}' https://example.com/health")
                self.assertFalse(failed, said)

    def test_the_line_for_hurl_holds(self):
        _, failed, said = self.outcome("urlfan health.txt")
        self.assertFalse(failed, said)


if __name__ == "__main__":
    enter()
    Migration.urlfan, = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
