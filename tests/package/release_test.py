"""What scripts/package makes of which commit: of a tagged one the assets of that release, or nothing.

In a repository that has only what it reads, and where scripts/setup, which comes next, ends it."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SET_UP = 9  # what it exits with where it would go on
VERSION = 'inline constexpr const char* kVersion = "{}";\nkVersionDate = "2026-11-26";\n'


class Release(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve() / "urlfan"
        (self.root / "scripts").mkdir(parents=True)
        for name in ("scripts/package", "scripts/lib.sh", ".gitignore"):
            shutil.copy(ROOT / name, self.root / name)
        setup = self.root / "scripts/setup"
        setup.write_text(f"#!/bin/sh\nexit {SET_UP}\n")
        setup.chmod(0o755)
        self.header = self.root / "include/urlfan/version.h"
        self.header.parent.mkdir(parents=True)
        self.header.write_text(VERSION.format("1.2.3"))

    def git(self, *words):
        subprocess.run(["git", "-c", "user.name=me", "-c", "user.email=me@localhost", *words],
                       cwd=self.root, check=True, capture_output=True)

    def commit(self, *tags):
        if not (self.root / ".git").exists():
            self.git("init")
        self.git("add", "--all")
        self.git("commit", "--allow-empty", "--message", "one more")
        for tag in tags:
            self.git("tag", "--force", tag)

    def package(self, code):
        ran = subprocess.run([self.root / "scripts/package"], text=True, check=False,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(ran.returncode, code, ran.stdout)
        return ran.stdout

    def test_a_tagged_commit_of_the_same_version_is_packed(self):
        self.commit("v1.2.3", "stable")
        self.assertEqual(self.package(SET_UP), "")

    def test_a_tag_of_another_version_is_refused(self):
        self.commit("v1.2.3")
        self.commit("v1.2.4")
        self.assertIn("is tagged v1.2.4, and its version is 1.2.3: write", self.package(1))

    def test_a_tagged_commit_that_was_changed_is_refused(self):
        self.commit("v1.2.3")
        self.header.write_text(self.header.read_text() + "// changed\n")
        said = self.package(1)
        self.assertIn("not what v1.2.3 is tagged to be", said)
        self.assertIn(" M include/urlfan/version.h", said)

    def test_a_file_that_no_commit_has_is_a_change(self):
        self.commit("v1.2.3")
        (self.root / "more.cc").touch()
        self.assertIn("?? more.cc", self.package(1))

    def test_what_was_built_is_no_change(self):
        self.commit("v1.2.3")
        self.package(SET_UP)
        (self.root / "build/packages/urlfan.deb").touch()
        self.package(SET_UP)

    def test_a_commit_without_a_tag_is_packed_and_no_release(self):
        self.commit("v1.2.3")
        self.commit("latest")
        (self.root / "more.cc").touch()
        self.assertIn("not tagged v1.2.3", self.package(SET_UP))

    @unittest.skipIf(os.geteuid() != 0, "needs root, who packs what somebody else has cloned")
    def test_root_looks_at_the_tag_of_a_clone_that_is_not_his(self):
        self.commit("v1.2.4")
        for path in (self.root, *self.root.rglob("*")):
            os.chown(path, 65534, 65534)
        self.assertIn("is tagged v1.2.4", self.package(1))

    def test_source_without_a_repository_is_packed(self):
        self.assertEqual(self.package(SET_UP), "")


if __name__ == "__main__":
    unittest.main()
