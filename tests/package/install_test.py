"""scripts/install with a small tarball: install_test.py Dash|Busybox [TEST...].

Each in the POSIX shell of the class, Busybox with its own tar, gzip, sed and the rest.
"""
import hashlib
import http.server
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import unittest

INSTALL = pathlib.Path(__file__).resolve().parents[2] / "scripts/install"
SHELL = sys.argv[1].partition(".")[0].lower()

if shutil.which(SHELL) is None:
    print(f"install_test.py: Skipped\nneeds {SHELL}, which is not installed")
    sys.exit(77)

# What a user meets, as the installer links to it.
LINKS = ["bin/urlfan", "share/bash-completion/completions/urlfan",
         "share/fish/vendor_completions.d/urlfan.fish", "share/man/man1/urlfan.1",
         "share/zsh/site-functions/_urlfan"]


def tarball(folder, version="1.2.3", program="echo urlfan {version}"):
    """One as scripts/package makes it, with a script for the program."""
    name = f"urlfan-{version}-linux-x86_64"
    contents = {path: path.encode() for path in LINKS}
    contents["bin/urlfan"] = f"#!/bin/sh\n{program.format(version=version)}\n".encode()
    contents["lib/libz.so.1"] = b"a library"
    contents["install"] = INSTALL.read_bytes()
    file = folder / f"{name}.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        for path, content in contents.items():
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size = len(content)
            entry.mode = 0o755 if path in ("bin/urlfan", "install") else 0o644
            archive.addfile(entry, io.BytesIO(content))
    return file


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def everything(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.home = self.folder / "a home"
        self.home.mkdir()
        self.prefix = self.home / ".local"
        self.tools = self.folder / "tools"
        self.tools.mkdir()
        self.pretend("uname", "[ $1 = -s ] && echo Linux || echo x86_64")
        self.pretend("getconf", "echo glibc 2.36")
        self.shell, self.path = [SHELL], os.environ["PATH"]

    def pretend(self, name, script):
        """A program that the installer asks, which answers what a test wants."""
        (self.tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.tools / name).chmod(0o755)

    def run_it(self, *arguments, code=0, script=INSTALL):
        """What it says, on either stream."""
        ran = subprocess.run([*self.shell, script, *arguments], text=True, check=False,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.folder,
                             env={"HOME": str(self.home), "PATH": f"{self.tools}:{self.path}"})
        self.assertEqual(ran.returncode, code, ran.stdout)
        return ran.stdout

    def expect_version(self, version, prefix=None):
        program = (prefix or self.prefix) / "bin/urlfan"
        self.assertEqual(subprocess.check_output([program], text=True), f"urlfan {version}\n")

    def expect_nothing(self):
        self.assertEqual(everything(self.home), [])

    def serve(self, file):
        """The URL of a file."""
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path != "/urlfan.tar.gz":
                    self.send_error(404)
                    return
                self.send_response(200)
                self.end_headers()
                self.wfile.write(file.read_bytes())

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}/urlfan.tar.gz"


class Promises:
    """The same in each shell."""

    def test_a_tarball_is_installed_below_home_and_removed_again(self):
        said = self.run_it(tarball(self.folder))
        self.assertIn(f"urlfan 1.2.3 is installed: {self.prefix}/bin/urlfan\n", said)
        self.assertIn("Your PATH does not have", said)
        self.expect_version("1.2.3")
        for link in LINKS[1:]:
            self.assertEqual((self.prefix / link).read_text(), link)
        self.run_it("--uninstall")
        self.expect_nothing()

    def test_another_prefix_may_be_relative(self):
        self.run_it("--prefix", "there/it is", tarball(self.folder))
        self.expect_version("1.2.3", self.folder / "there/it is")
        self.run_it("--prefix", "there/it is/", "--uninstall")
        self.assertFalse((self.folder / "there").exists())

    def test_what_is_installed_can_remove_itself(self):
        self.run_it(tarball(self.folder))
        self.run_it("--prefix", self.prefix, "--uninstall",
                    script=self.prefix / "lib/urlfan/1.2.3/install")
        self.expect_nothing()

    def test_what_others_have_there_stays(self):
        for path in ("bin/other", "share/man/man1/other.1"):
            (self.prefix / path).parent.mkdir(parents=True)
            (self.prefix / path).write_text("theirs")
        before = everything(self.home)
        self.run_it(tarball(self.folder))
        (self.prefix / "share/fish/mine.txt").write_text("came later")
        self.run_it("--uninstall")
        self.assertEqual(everything(self.home), sorted(
            before + [".local/share/fish", ".local/share/fish/mine.txt"]))

    def test_a_newer_version_takes_its_place(self):
        self.run_it(tarball(self.folder))
        self.run_it(tarball(self.folder, "1.3.0"))
        self.expect_version("1.3.0")
        self.assertFalse((self.prefix / "lib/urlfan/1.2.3").exists())
        self.run_it("--uninstall")
        self.expect_nothing()

    def test_the_same_version_may_be_installed_again(self):
        file = tarball(self.folder)
        self.run_it(file)
        (self.prefix / "lib/urlfan/.new.1").mkdir()  # of a call that was killed
        self.run_it(file)
        self.expect_version("1.2.3")
        self.assertEqual(sorted(os.listdir(self.prefix / "lib/urlfan")), ["1.2.3.2", "folders"])
        self.run_it("--uninstall")
        self.expect_nothing()

    def test_a_program_of_somebody_else_is_not_replaced(self):
        (self.prefix / "bin").mkdir(parents=True)
        (self.prefix / "bin/urlfan").write_text("theirs")
        said = self.run_it(tarball(self.folder), code=1)
        self.assertIn(f"{self.prefix}/bin/urlfan is there, and not of this installer", said)
        self.assertEqual(everything(self.prefix), ["bin", "bin/urlfan"])

    def test_a_url_needs_a_sum(self):
        said = self.run_it(self.serve(tarball(self.folder)), code=2)
        self.assertIn("a URL needs --sha256", said)
        self.expect_nothing()

    def test_a_url_is_installed_by_its_sum(self):
        file = tarball(self.folder)
        self.run_it("--sha256", sha256(file).upper(), self.serve(file))
        self.expect_version("1.2.3")

    def test_another_sum_is_refused(self):
        file = tarball(self.folder)
        other = sha256(file)[::-1]
        for source in (self.serve(file), file):
            said = self.run_it("--sha256", other, source, code=1)
            self.assertIn(f"has another SHA-256 than --sha256 says: {sha256(file)}", said)
        self.assertIn("64 hexadecimal digits", self.run_it("--sha256", "abc", file, code=2))
        self.expect_nothing()

    def test_a_url_that_is_not_there_is_told(self):
        file = tarball(self.folder)
        url = self.serve(file) + ".asc"
        self.assertIn(f"cannot download {url}", self.run_it("--sha256", sha256(file), url, code=1))
        self.expect_nothing()

    def test_sums_beside_the_tarball_are_heeded(self):
        file = tarball(self.folder)
        sums = self.folder / "SHA256SUMS"
        sums.write_text(f"{'0' * 64}  other.deb\n{sha256(file)}  {file.name}\n")
        self.run_it(file)
        self.run_it("--uninstall")
        sums.write_text(f"{'0' * 64}  {file.name}\n")
        self.assertIn(f"has another SHA-256 than {sums} says", self.run_it(file, code=1))
        sums.write_text(f"{sha256(file)}  other.tar.gz\n")
        self.assertIn(f"{sums} does not know {file.name}", self.run_it(file, code=1))
        self.expect_nothing()

    def test_another_machine_is_refused(self):
        file = tarball(self.folder)
        for libc, said in (("echo glibc 2.31", "needs glibc 2.36 or newer, and here is 2.31."),
                           ("exit 1", "and here is another one")):
            self.pretend("getconf", libc)
            self.assertIn(said, self.run_it(file, code=1))
        self.pretend("uname", "[ $1 = -s ] && echo Linux || echo aarch64")
        self.assertIn("here is Linux-aarch64", self.run_it(file, code=1))
        self.expect_nothing()

    def test_a_newer_c_library_will_do(self):
        file = tarball(self.folder)
        for version in ("2.100", "3.0"):
            self.pretend("getconf", f"echo glibc {version}")
            self.run_it(file)

    def test_what_is_no_whole_tarball_changes_nothing(self):
        file = tarball(self.folder)
        self.run_it(tarball(self.folder, "1.2.2"))
        before = everything(self.home)
        file.write_bytes(file.read_bytes()[:-100])
        self.assertIn("is no whole tarball of urlfan", self.run_it(file, code=1))
        file.write_text("hello")
        self.assertIn("is no whole tarball of urlfan", self.run_it(file, code=1))
        with tarfile.open(file, "w:gz") as archive:
            archive.add(INSTALL, "other/install")
        self.assertIn("is no tarball of urlfan", self.run_it(file, code=1))
        broken = tarball(self.folder, "1.2.4", "exit 127")
        self.assertIn("this urlfan does not run here", self.run_it(broken, code=1))
        self.assertEqual(everything(self.home), before)
        self.expect_version("1.2.2")

    def test_where_nothing_came_to_be_installed_nothing_is_left(self):
        self.run_it(tarball(self.folder, program="exit 127"), code=1)
        self.expect_nothing()

    def test_what_is_not_there_is_not_removed(self):
        self.assertIn("there is no urlfan of this installer below", self.run_it("--uninstall", code=1))
        self.expect_nothing()

    def test_bad_usage_is_told(self):
        for arguments, said in (([], "which tarball, or which URL?"),
                                (["--prefx", "x"], "there is no option --prefx"),
                                (["--prefix"], "--prefix needs a value"),
                                (["a.tar.gz", "b.tar.gz"], "one tarball at a time"),
                                (["--uninstall", "a.tar.gz"], "--uninstall takes no tarball")):
            self.assertIn(f"install: {said}\nusage: install", self.run_it(*arguments, code=2))
        self.assertIn("there is no file none.tar.gz", self.run_it("none.tar.gz", code=1))
        self.assertIn("usage: install", self.run_it("--help"))


class Dash(Promises, Case):
    pass


class Busybox(Promises, Case):
    def setUp(self):
        super().setUp()
        applets = self.folder / "applets"
        applets.mkdir()
        for name in subprocess.check_output([SHELL, "--list"], text=True).split():
            if name not in ("uname", "getconf"):
                (applets / name).symlink_to(shutil.which(SHELL))
        self.shell, self.path = [applets / "sh"], str(applets)


if __name__ == "__main__":
    unittest.main()
