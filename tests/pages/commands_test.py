"""Every command of every page runs as it is written: commands_test.py URLFAN [PAGE...].

The commands of a page are one session of bash in one folder, from the top to the bottom, as by a
reader who types all of them; markdown.py tells how a page says that something is special."""
import re
import shlex
import sys
import unittest

from markdown import Page, pages
from world import World, enter

# What the commands of a page need beside what all of them get.
SERVES = {"docs/serve.md", "docs/serve-recipes.md"}  # by urlfan itself, on port 8080
# Pages of which no command can be run here, and who does that.
RUN_ELSEWHERE = {"docs/install.md": "scripts/package --test"}
# Nothing of this is a reader's.
PROLOGUE = r"""
set -E -o pipefail
exec 7>>failures
trap 'printf "%s\t%s\t%s\n" "$BLOCK" "$?" "${BASH_COMMAND//$'"'\n'"'/ }" >&7' ERR
"""
EPILOGUE = """
BLOCK=end
echo >> ended
kill $(jobs -p) 2> /dev/null || true
"""


def needs(block, world):
    """What is not there, or nothing."""
    if block.note != "needs":
        return ""
    command = block.value if " " in block.value else f"command -v {block.value}"
    return block.value if world.shell(command).returncode else ""


def script_of(blocks):
    script = [PROLOGUE]
    for block in blocks:
        script += [f"BLOCK={block.line}", block.text]
    return "\n".join([*script, EPILOGUE])


def lines_of_urlfan(block):
    """The commands of the main command in a block that cannot be run."""
    for line in block.text.replace("\\\n", " ").splitlines():
        words = re.split(r"\s*(?:[|;]|&&|>)\s*", line.strip())[0]
        if words.startswith("urlfan "):
            yield words


class Commands(unittest.TestCase):
    urlfan = None
    wanted = None

    def run_page(self, page):
        with World(self.urlfan, listens_8080=page.path not in SERVES) as world:
            for block in page.blocks:
                if block.note == "file":
                    (world.work / block.value).write_text(block.text, encoding="utf-8")
            environment = {}
            if page.path in SERVES:
                environment["URLFAN_ALLOW_PRIVATE"] = "true"
            blocks = [block for block in page.commands() if block.note != "not run"]
            missing = {block.place: needs(block, world) for block in blocks}
            for place, what in missing.items():
                if what:
                    print(f"{place}: left out, needs {what}", file=sys.stderr)
            blocks = [block for block in blocks if not missing[block.place]]
            said = world.shell(script_of(blocks), **environment).stdout
            self.judge(page, blocks, world, said)
            for block in page.commands():
                if block.note == "not run":
                    self.parse(block, world)

    def judge(self, page, blocks, world, said):
        failures = {}
        for line in (world.work / "failures").read_text(encoding="utf-8").splitlines():
            where, code, command = line.split("\t")
            failures.setdefault(int(where), []).append((int(code), command))
        for block in blocks:
            codes = [code for code, _ in failures.get(block.line, [])]
            expected = [int(block.note.split()[1])] if block.note.startswith("exit") else []
            self.assertEqual(sorted(set(codes)), expected,
                             f"{block.place}: {failures.get(block.line)}\n{said[-3000:]}")
        self.assertTrue((world.work / "ended").exists(),
                        f"{page.path}: its commands did not come to their end\n{said[-3000:]}")

    def parse(self, block, world):
        for command in lines_of_urlfan(block):
            ran = world.shell(command + " --dry-run")
            self.assertEqual(ran.returncode, 0, f"{block.place}: {command}\n{ran.stdout}")

    def test_run_as_they_are_written(self):
        for page in pages():
            if page.path in RUN_ELSEWHERE or not page.commands():
                continue
            if not self.wanted or page.path in self.wanted:
                with self.subTest(page.path):
                    self.run_page(page)

    def test_of_a_block_that_does_not_run_are_parsed(self):
        page = Page("README.md")
        page.blocks[0].text = "urlfan --tiemout 3s urls.txt | head\ncd /tmp\n"
        self.assertEqual([shlex.split(line)[1] for line in lines_of_urlfan(page.blocks[0])],
                         ["--tiemout"])


if __name__ == "__main__":
    enter()
    Commands.urlfan, *Commands.wanted = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
