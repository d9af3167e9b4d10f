"""The picture of the terminal: picture_test.py URLFAN."""
import pathlib
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
    return [" ".join(span.text for span in row.iter(f"{SVG}tspan")) for row in group.iter(f"{SVG}text")]


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
        text = file.read_text(encoding="utf-8")
        self.assertLess(len(text), 60_000)
        self.assertNotIn("<script", text)
        self.assertNotIn("href", text)

    def test_is_made_of_a_real_run(self):
        with tempfile.TemporaryDirectory() as folder:
            made = pathlib.Path(folder) / "terminal.svg"
            subprocess.run(["/usr/bin/python3", "-B", ROOT / "scripts/picture", made, URLFAN], check=True)
            self.check(made)

    def test_that_of_the_readme_is_such_a_one(self):
        self.check(ROOT / "docs/terminal.svg")
        self.assertIn("](docs/terminal.svg)", (ROOT / "README.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
