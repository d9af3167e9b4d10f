"""The picture of the terminal: picture_test.py URLFAN."""
import itertools
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
URLFAN = sys.argv.pop(1)
SVG = "{http://www.w3.org/2000/svg}"

try:
    import pyte  # noqa: by the script
except ImportError as missing:
    print(f"picture_test.py: Skipped\nneeds Python's pyte: {missing}")
    sys.exit(77)


def shown(group):
    return [" ".join(span.text for span in row.iter(f"{SVG}tspan"))
            for row in group.iter(f"{SVG}text")]


def luminance(colour):
    """As WCAG 2.2 defines it, of #rrggbb."""
    parts = (int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
                        for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Picture(unittest.TestCase):
    def check(self, file):
        root = xml.parse(file).getroot()
        self.assertEqual(root.tag, f"{SVG}svg")
        self.assertTrue(root.find(f"{SVG}title").text)
        last = "\n".join(shown(root.findall(f"{SVG}g[@class='last']")[0]))
        for said in ("urlfan smoke.txt", "STATUS", "check_failed", "8 lines:", "6 ok", "2 failed",
                     "echo $?"):
            self.assertIn(said, last)
        live = ["\n".join(shown(group)) for group in root.findall(f"{SVG}g")
                if group.get("class", "").startswith("f")]
        self.assertTrue(any("in flight" in frame for frame in live), "the live line is seen")
        self.assertIn("\nSTATUS     TIME      SIZE  LINE\n", root.find(f"{SVG}desc").text)
        self.check_columns(root)
        self.check_colours(root)
        text = file.read_text(encoding="utf-8")
        self.assertLess(len(text), 60_000)
        self.assertNotIn("<script", text)
        self.assertNotIn("href", text)

    def check_columns(self, root):
        """A font that is wider than another moves nothing into the next column."""
        for row in root.iter(f"{SVG}text"):
            spans = [(int(span.get("x")), int(span.get("textLength")), span.text)
                     for span in row.iter(f"{SVG}tspan")]
            for _, _, text in spans:
                self.assertNotRegex(text, r"^ |  | $")
            for (x, length, text), (after, _, _) in itertools.pairwise(spans):
                self.assertLessEqual(x + length, after, text)

    def check_colours(self, root):
        classes = {name for span in root.iter(f"{SVG}tspan") for name in span.get("class").split()}
        light, _, dark = root.find(f"{SVG}style").text.partition("(prefers-color-scheme:dark)")
        for scheme in (light, dark):
            fills = dict(re.findall(r"\.(\w+){fill:(#\w+)}", scheme))
            for name in classes - {"b"}:
                self.assertGreaterEqual(contrast(fills[name], fills["ground"]), 4.5, name)

    def test_is_made_of_a_real_run(self):
        with tempfile.TemporaryDirectory() as folder:
            made = pathlib.Path(folder) / "terminal.svg"
            subprocess.run(["/usr/bin/python3", "-B", ROOT / "scripts/picture", made, URLFAN],
                           check=True)
            self.check(made)

    def test_that_of_the_readme_is_such_a_one(self):
        self.check(ROOT / "docs/terminal.svg")
        self.assertIn("](docs/terminal.svg)", (ROOT / "README.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
