"""What scripts/setup installs for whom: on a machine that has nothing, where apt-get and all that
would change the machine only take notes."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
TOOLS = {
    # "ii" is installed.
    "dpkg-query": 'for package; do [ ! -e "$NOTES/full" ] || echo "ii  $package"; done',
    "apt-cache": 'for package; do echo " $package | 1 | here"; done',
    "apt-get": 'echo "$@" >>"$NOTES/apt-get"',
    "sudo": 'exec "$@"',
    "nginx": "exit 1",
    "cmake": '[ "$1" != --build ] || { mkdir -p build/release; printf "#!/bin/sh\\necho runs \\"\\$@\\"" '
             '>build/release/urlfan; chmod +x build/release/urlfan; }',
}
# Those of the system, but for what setup does to its services.
TOOLS |= {name: f"""case "$*" in */policy-rc.d | "disable "*) cat >/dev/null; exit ;; esac
exec {shutil.which(name)} "$@\"""" for name in ("tee", "chmod", "rm", "systemctl")}


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        shutil.copytree(SCRIPTS, self.folder / "scripts")
        (self.folder / "bin").mkdir()
        for name, body in TOOLS.items():
            tool = self.folder / "bin" / name
            tool.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
            tool.chmod(0o755)

    def run_script(self, name, *arguments, code=0):
        """What it said, and the packages that it installed."""
        notes = self.folder / "apt-get"
        notes.unlink(missing_ok=True)
        environment = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "NOTES": self.folder}
        ran = subprocess.run([self.folder / "scripts" / name, *arguments], env=environment,
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, code, ran.stderr)
        calls = notes.read_text().splitlines() if notes.exists() else []
        return ran.stdout, {word for call in calls if call.startswith("install ")
                            for word in call.split()[1:] if not word.startswith("-")}

    def test_who_only_builds_gets_no_nginx(self):
        said, installed = self.run_script("run", "https://example.com")
        self.assertEqual(said, "runs https://example.com\n")
        self.assertIn("g++", installed)
        self.assertNotIn("nginx", installed)
        for option in ("--fuzz", "--package"):
            self.assertNotIn("nginx", self.run_script("setup", option)[1])

    def test_the_demo_the_tests_and_the_benchmark_get_it(self):
        demo = {"g++", "nginx", "libnginx-mod-http-echo"}
        self.assertLessEqual(demo, self.run_script("run", code=1)[1])  # that nginx does not start
        self.assertLessEqual(demo, self.run_script("setup", "--test")[1])
        self.assertLessEqual(demo, self.run_script("setup", "--bench")[1])

    def test_where_nothing_is_missing_nothing_is_asked_for(self):
        (self.folder / "full").touch()
        for option in ([], ["--demo"], ["--test"]):
            self.run_script("setup", *option)
            self.assertFalse((self.folder / "apt-get").exists())

    def test_an_option_that_it_does_not_know_is_refused(self):
        self.run_script("setup", "--all", code=2)


if __name__ == "__main__":
    unittest.main()
