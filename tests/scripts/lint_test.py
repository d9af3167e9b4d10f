"""What scripts/lint remembers: in a project of two sources, with a clang-tidy that takes notes."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

LINT = pathlib.Path(__file__).resolve().parents[2] / "scripts/lint"
CLANG_TIDY = """#!/bin/sh
[ "$1" != --version ] || { cat "$NOTES/version"; exit; }
for file; do case $file in *.cc) break ;; esac done
sed -n "s|^// ||p" "$file" >>"$NOTES/looked"
! grep -n BAD "$file" | sed "s|^|$file:|" | grep .
"""


class Lint(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("bin/clang-tidy", CLANG_TIDY)
        self.write("bin/cmake", "#!/bin/sh\n")
        for tool in (self.folder / "bin").iterdir():
            tool.chmod(0o755)
        self.write("notes/version", "14")
        self.project = self.make_project("project")

    def write(self, path, text):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def make_project(self, name, more=None):
        root = self.folder / name
        sources = {"src/one/one.cc": '// one.cc\n#include "src/one.h"\n',
                   "src/two/two.cc": "// two.cc\nint two();\n", **(more or {})}
        for path, text in {**sources, "src/one.h": "int one();\n", ".clang-tidy": "Checks: '*'\n",
                           "build/lint/compile_commands.json": json.dumps([
                               {"directory": str(root / "build/lint"), "file": str(root / path),
                                "command": f"c++ -I{root} -o x.o -c {root / path}"}
                               for path in sources])}.items():
            self.write(f"{name}/{path}", text)
        (root / "scripts").mkdir()
        shutil.copy(LINT, root / "scripts/lint")
        return root

    def lint(self, *names, root=None, good=True):
        """Runs it; which sources clang-tidy had to look at."""
        notes = self.folder / "notes"
        (notes / "looked").write_text("")
        environment = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "NOTES": str(notes),
                       "XDG_CACHE_HOME": str(self.folder / "cache")}
        root = root or self.project
        ran = subprocess.run([root / "scripts/lint", *(root / name for name in names)],
                             env=environment, capture_output=True, text=True, check=False)
        self.said = ran.stdout + ran.stderr
        self.assertEqual(ran.returncode == 0, good, self.said)
        return sorted((notes / "looked").read_text().split())

    def test_looks_at_everything_once(self):
        self.assertEqual(self.lint(), ["one.cc", "two.cc"])
        self.assertEqual(self.lint(), [])

    def test_only_at_what_is_named(self):
        self.assertEqual(self.lint("src/two/two.cc"), ["two.cc"])
        self.lint("src/one.h", good=False)

    def test_again_when_a_source_or_what_it_includes_changes(self):
        self.lint()
        self.write("project/src/two/two.cc", "// two.cc\nint other();\n")
        self.assertEqual(self.lint(), ["two.cc"])
        self.write("project/src/one.h", "int changed();\n")
        self.assertEqual(self.lint(), ["one.cc"])

    def test_again_when_the_rules_or_the_tool_change(self):
        self.lint()
        self.write("project/.clang-tidy", "Checks: '-*'\n")
        self.assertEqual(self.lint(), ["one.cc", "two.cc"])
        self.write("notes/version", "15")
        self.assertEqual(self.lint(), ["one.cc", "two.cc"])

    def test_again_when_it_is_compiled_otherwise(self):
        self.lint()
        commands = self.project / "build/lint/compile_commands.json"
        commands.write_text(commands.read_text().replace("-o x.o", "-DX -o x.o", 1))
        self.assertEqual(self.lint(), ["one.cc"])

    def test_what_is_bad_stays_bad(self):
        self.write("project/src/two/two.cc", "// two.cc\nint BAD();\n")
        self.lint(good=False)
        self.assertEqual(self.lint(good=False), ["two.cc"])

    def test_sources_of_a_room_are_read_as_one_and_told_apart(self):
        room = self.make_project("room", {"src/one/three.cc": "// three.cc\n\nint BAD();\n"})
        self.assertEqual(self.lint(root=room, good=False), ["one.cc", "three.cc", "two.cc"])
        self.assertIn("src/one/three.cc:3:", self.said)
        self.assertEqual(self.lint(root=room, good=False), ["one.cc", "three.cc"])

    def test_a_missing_include_is_told(self):
        self.write("project/src/two/two.cc", '#include "src/nothing.h"\n')
        self.lint(good=False)

    def test_a_test_is_read_by_itself_where_it_is_named(self):
        project = self.make_project("tested", {"tests/one_test.cc": "std::string text;\n"})
        self.lint(root=project)
        self.assertEqual(self.lint("tests/one_test.cc", root=project, good=False), [])
        self.assertIn("tests/one_test.cc:1:", self.said)

    def test_a_copy_elsewhere_is_known(self):
        self.lint()
        self.assertEqual(self.lint(root=self.make_project("clone")), [])


if __name__ == "__main__":
    unittest.main()
