"""The pages of the documentation, as far as tests read them.

A comment in the line before a fenced block says what is special about it; a reader never sees it:

  <!-- file: NAME -->        the block is a file that the commands of the page find
  <!-- exit N: WHY -->       a command of the block exits with N, and no other one fails
  <!-- needs: COMMAND -->    where COMMAND is not to be had, or fails, the block is left out
  <!-- not run: WHY -->      no test can run it; its lines of `urlfan` are held against --dry-run
  <!-- is: PATH -->          the block is this file of the repository
"""
import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w*)$")
NOTE = re.compile(r"^<!-- (file|exit \d+|needs|not run|is): (.*) -->$")
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")
IN_CODE = re.compile(r"`[^`]*`")


@dataclasses.dataclass
class Block:
    page: str
    line: int  # of its fence, from 1
    language: str
    text: str
    note: str = ""  # "file", "exit 1", "needs", "not run" or "is"
    value: str = ""  # what stands behind the colon

    @property
    def place(self):
        return f"{self.page}:{self.line}"


class Page:
    def __init__(self, path):
        self.path = path
        self.text = (ROOT / path).read_text(encoding="utf-8")
        self.blocks = []
        self.prose = []  # (number of the line, line) outside of blocks
        block, before = None, ""
        for number, line in enumerate(self.text.splitlines(), 1):
            fence = FENCE.match(line)
            if block is None and fence:
                note = NOTE.match(before)
                block = Block(path, number, fence[1], "", *(note.groups() if note else ()))
            elif block is not None and line == "```":
                self.blocks.append(block)
                block = None
            elif block is not None:
                block.text += line + "\n"
            else:
                self.prose.append((number, line))
            before = line
        if block is not None:
            raise ValueError(f"{block.place}: the block has no end")
        for number, line in self.prose:
            if line.startswith("<!--") and not NOTE.match(line):
                raise ValueError(f"{path}:{number}: a note that no test knows: {line}")

    def commands(self):
        return [block for block in self.blocks if block.language == "sh" and block.note != "file"]

    def links(self):
        """(place, target) of each link and picture."""
        for number, line in self.prose:
            for match in LINK.finditer(IN_CODE.sub(lambda code: "`" * len(code[0]), line)):
                yield f"{self.path}:{number}", match[1]

    def anchors(self):
        """Those that GitHub makes of headings."""
        found = set()
        for _, line in self.prose:
            if re.match(r"#{1,6} ", line):
                name = re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
                anchor, again = name, 0
                while anchor in found:
                    again += 1
                    anchor = f"{name}-{again}"
                found.add(anchor)
        return found

    def table(self, heading):
        """The cells of the rows of the first table behind this heading of the page."""
        lines = iter(line for _, line in self.prose)
        for line in lines:
            if line == heading:
                break
        else:
            raise ValueError(f"{self.path}: no heading {heading}")
        rows = []
        for line in lines:
            if line.startswith("|"):
                rows.append([cell.strip().replace("\\|", "|")
                             for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
            elif rows:
                break
        return rows[2:]


def pages():
    """All that a reader can open."""
    return [Page(str(path.relative_to(ROOT)))
            for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])]
