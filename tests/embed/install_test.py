"""The library as others build with it: install_test.py BUILD [TEST...].

From what the folder of a build installs, and from its source in a project of someone else.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "tests/embed/example.cc"
BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
# Without what would choose in the name of a project that is to choose.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in ("CXXFLAGS", "CMAKE_BUILD_TYPE")}
VERSION = (ROOT / "include/urlfan/version.h").read_text()
MAJOR, MINOR = (int(part) for part in re.search(r'"(\d+)\.(\d+)\.', VERSION).groups())

sys.path.insert(0, str(ROOT / "tests/pages"))
from markdown import Page  # pylint: disable=wrong-import-position

# As docs/embedding.md has them.
BY_FIND_PACKAGE, BY_FETCH_CONTENT = [block.text for block in Page("docs/embedding.md").blocks
                                     if block.language == "cmake"]

# Its own program is C++14, as it wants; only what links the library is raised to C++20.
BY_ADD_SUBDIRECTORY = """
cmake_minimum_required(VERSION 3.25)
project(parent LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 14)
include(CTest)
add_subdirectory({root} urlfan)
add_executable(app example.cc)
target_link_libraries(app PRIVATE urlfan::urlfan)
add_executable(own own.cc)
add_test(NAME own COMMAND own)
install(TARGETS own)
"""


def cached(folder, name):
    """What CMake keeps of a variable; empty if it keeps nothing."""
    kept = re.search(rf"^{name}:\w+=(.*)$", (folder / "CMakeCache.txt").read_text(), re.MULTILINE)
    return kept[1] if kept else ""


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


class Library(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("example.cc", "main.cc"):
            shutil.copy(EXAMPLE, self.folder / name)
        self.prefix = self.folder / "prefix"
        self.compiler = cached(BUILD, "CMAKE_CXX_COMPILER")
        self.lib = self.prefix / (cached(BUILD, "CMAKE_INSTALL_LIBDIR") or "lib")

    def run_it(self, *command, code=0, **environment):
        """What the command says."""
        ran = subprocess.run(command, env={**ENVIRONMENT, **environment}, cwd=self.folder,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             check=False)
        self.assertEqual(ran.returncode, code, f"{command}\n{ran.stdout}")
        return ran.stdout

    def install(self, *options, build=BUILD):
        self.run_it("cmake", "--install", build, "--prefix", self.prefix, *options)
        return files(self.prefix)

    def configure(self, project, *options, code=0):
        """Configures a project of this text, in the folder "build"; what CMake says."""
        (self.folder / "CMakeLists.txt").write_text(project)
        return self.run_it("cmake", "-S", ".", "-B", "build", "-G", "Ninja", *options,
                           f"-DCMAKE_CXX_COMPILER={self.compiler}",
                           f"-DCMAKE_PREFIX_PATH={self.prefix}", code=code)

    def options_of(self, target):
        """Those of the compiler that matter: what is included and defined, and how it compiles."""
        commands = self.run_it("ninja", "-C", "build", "-t", "commands", target)
        # CMake 3.31 has the linker tell what it read.
        return [
            word
            for word in commands.split()
            if re.match("-(std|isystem|[DIOWfg])", word) and not word.startswith("-Wl,")
        ]

    def expect_that_it_fetches(self, program):
        said = self.run_it(program, "http://127.0.0.1:1/", code=1, LD_LIBRARY_PATH=str(self.lib))
        self.assertRegex(said, "^connect_refused ")

    def test_is_found_by_find_package(self):
        self.assertIn(f"find_package(urlfan {MAJOR}.{MINOR} ", BY_FIND_PACKAGE)
        self.install()
        self.configure(BY_FIND_PACKAGE)
        self.run_it("cmake", "--build", "build")
        self.expect_that_it_fetches(self.folder / "build/app")

    # A rule of 0.x; from 1.0 on it is that of major versions.
    def test_of_another_minor_version_is_not_found(self):
        self.install("--component", "development")
        other = BY_FIND_PACKAGE.replace(f"urlfan {MAJOR}.{MINOR}", f"urlfan {MAJOR}.{MINOR - 1}")
        said = self.configure(other, code=1)
        self.assertRegex(said, r"considered but not accepted:\s+/\S*urlfan-config.cmake, version")

    def test_is_found_by_pkg_config(self):
        self.install()
        flags = self.run_it("pkg-config", "--cflags", "--libs", "--static", "urlfan",
                            PKG_CONFIG_PATH=str(self.lib / "pkgconfig"))
        self.run_it(self.compiler, "-std=c++20", "example.cc", "-o", self.folder / "app",
                    *shlex.split(flags))
        self.expect_that_it_fetches(self.folder / "app")

    def test_is_installed_apart_from_the_program(self):
        program = self.install("--component", "program")
        self.assertEqual(program, [
            "bin/urlfan", "share/bash-completion/completions/urlfan",
            "share/doc/urlfan/examples/urlfan.service",
            "share/fish/vendor_completions.d/urlfan.fish", "share/man/man1/urlfan.1",
            "share/zsh/site-functions/_urlfan"])
        for name in program:
            self.assertTrue((self.prefix / name).read_bytes(), name)
            (self.prefix / name).unlink()
        installed = self.install("--component", "development")
        headers = [f"include/{name}" for name in files(ROOT / "include")]
        self.assertEqual([name for name in installed if name.startswith("include/")], headers)
        self.assertFalse([name for name in installed if name.startswith("bin/")])
        # One library, and none of the rooms that it is made of.
        names = {pathlib.Path(name).name.partition(".")[0] for name in installed}
        self.assertEqual({name for name in names if name.startswith("lib")}, {"liburlfan"})

    # To build the library once more would take minutes; that it links, the other tests and the
    # example in its own build show. This is about what its CMakeLists.txt do to others'.
    def test_forces_nothing_on_a_parent(self):
        (self.folder / "own.cc").write_text("int main() {}\n")
        self.configure(BY_ADD_SUBDIRECTORY.format(root=ROOT))
        build = self.folder / "build"
        self.assertEqual(cached(build, "CMAKE_BUILD_TYPE"), "")
        self.assertFalse((build / "compile_commands.json").exists())
        self.assertIn("Total Tests: 1\n", self.run_it("ctest", "--test-dir", "build", "-N"))

        app, own = "CMakeFiles/app.dir/example.cc.o", "own"
        self.run_it("cmake", "--build", "build", "--target", app, own)
        self.assertEqual(self.options_of(own), ["-std=gnu++14"])
        self.assertEqual(self.options_of(app), [f"-I{ROOT}/include", "-std=gnu++20"])
        self.assertEqual(self.install(build=build), ["bin/own"])

    def test_is_fetched_by_a_parent(self):
        said = self.configure(BY_FETCH_CONTENT, f"-DFETCHCONTENT_SOURCE_DIR_URLFAN={ROOT}")
        self.assertIn("Build files have been written", said)
        self.run_it("cmake", "--build", "build", "--target", "CMakeFiles/app.dir/main.cc.o")
        self.assertIn(f"-I{ROOT}/include", self.options_of("app"))

    def test_is_installed_by_a_parent_that_asks_for_it(self):
        (self.folder / "own.cc").write_text("int main() {}\n")
        self.configure(BY_ADD_SUBDIRECTORY.format(root=ROOT), "-DURLFAN_INSTALL=ON")
        steps = (self.folder / "build/urlfan/cmake_install.cmake").read_text()
        self.assertIn("liburlfan.", steps)


if __name__ == "__main__":
    unittest.main()
