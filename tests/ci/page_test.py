"""The pipelines and commands of docs/ci.md, run as they stand: page_test.py URLFAN."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "pages")]
import support  # pylint: disable=wrong-import-position
from markdown import Page  # pylint: disable=wrong-import-position

PAGE = (support.ROOT / "docs/ci.md").read_text(encoding="utf-8")
INSTALL = support.ROOT / "scripts/install"


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def pipeline(member):
    """The one of the page that has such a member."""
    [found] = [each for each in map(support.yaml.safe_load, blocks("yaml")) if member in each]
    return found


class GitHub(support.CiTest):
    def run_job(self, state="success"):
        """Of a deployment in that state, the steps up to the first that fails, and those that run always;
        whether all passed, or None where there is no job."""
        support.write_release(self.served / "you/urlfan/releases/download/v0.1.0")
        job = support.Job(self, support.ROOT)
        facts = pipeline("jobs")["jobs"]["smoke"]
        event = {"state": state, "environment_url": self.service}
        context = {"github": {"event": {"deployment_status": event}}}
        self.kept = []
        if not support.evaluate(facts["if"], context):
            return None, job
        context["env"] = {name: support.filled(value, context) for name, value in facts["env"].items()}
        passed = True
        for step in facts["steps"]:
            name, _, ref = step["uses"].partition("@")
            given = {key: support.filled(value, context) for key, value in step.get("with", {}).items()}
            if name == "you/urlfan" and passed:
                self.assertEqual(ref, job.ref)
                passed, _ = job.use(given)
            elif name == "actions/upload-artifact":
                self.assertEqual(step["if"], "always()")
                self.kept = sorted(path.name for path in self.work.glob(given["path"]))
        return passed, job

    def test_passes_a_good_service(self):
        passed, job = self.run_job()
        self.assertTrue(passed, job.log)
        self.assertIn("6 lines: 6 ok", job.summary.read_text())
        self.assertIn('tests="6" failures="0"', (self.work / "smoke.xml").read_text())
        self.assertEqual(self.kept, ["smoke.html", "smoke.json", "smoke.xml"])

    def test_waits_until_it_is_deployed(self):
        for state in ("pending", "in_progress", "failure", "inactive"):
            passed, job = self.run_job(state)
            self.assertIsNone(passed)
            self.assertEqual(job.log, "")

    def test_fails_on_a_bad_service_at_the_line_of_the_list(self):
        with open(self.work / "urls/smoke.txt", "a", encoding="utf-8") as smoke:
            smoke.write("/lost name=broken\n")
        passed, job = self.run_job()
        self.assertFalse(passed)
        [(name, text)] = support.commands_in(job.log)
        self.assertEqual(name, "error")
        self.assertIn("file=urls/smoke.txt,line=10,", text)
        self.assertIn("broken", job.summary.read_text())
        self.assertEqual(self.kept, ["smoke.html", "smoke.json", "smoke.xml"])


class Shell(support.CiTest):
    """What is run by a shell."""

    def setUp(self):
        super().setUp()
        home = self.folder / "home"
        home.mkdir()
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(home)}

    def run_shell(self, script, **variables):
        """As each does it: the first command that fails ends it."""
        return subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=self.work, text=True,
                              env={**self.environment, **variables}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    def test_gitlab_passes_a_good_service(self):
        job = pipeline("smoke")["smoke"]
        release = self.served / "v0.1.0"
        given = {**job["variables"], "BASE_URL": self.service, "RELEASE": f"{self.server}/v0.1.0",
                 "SUM": support.write_release(release)}
        shutil.copy(INSTALL, release)
        script = "\n".join([*job["before_script"], *job["script"]])
        ran = self.run_shell(script, **given)
        self.assertEqual(ran.returncode, 0, ran.stdout)
        for path in [*job["artifacts"]["paths"], *job["artifacts"]["reports"]["junit"]]:
            self.assertTrue((self.work / path).exists(), path)
        self.assertIn('tests="6" failures="0"', (self.work / "smoke.xml").read_text())

        shutil.rmtree(self.folder / "home/.local")
        ran = self.run_shell(script, **{**given, "SUM": job["variables"]["SUM"]})
        self.assertEqual(ran.returncode, 1)
        self.assertIn("another SHA-256", ran.stdout)

    def test_the_commands_that_need_a_release_run(self):
        """At another service. All others are of tests/pages."""
        support.write_release(self.work)
        shutil.copy(INSTALL, self.work)
        for name in ("ready.txt", "smoke.txt"):
            shutil.copy(self.work / "urls" / name, self.work)
        [block] = [each.text for each in Page("docs/ci.md").commands() if each.note == "not run"]
        ran = self.run_shell(block.replace("https://staging.example.com", self.service))
        self.assertEqual(ran.returncode, 0, block + ran.stdout)
        for name in re.findall(r"(?:-o |--report \w+=)(\S+)", block):
            self.assertTrue((self.work / name).exists(), name)

        shutil.rmtree(self.work / "tools")
        with open(self.work / support.TARBALL, "ab") as tarball:
            tarball.write(b"more")
        self.assertNotEqual(self.run_shell(block).returncode, 0)
        self.assertFalse((self.work / "tools").exists())


class Words(unittest.TestCase):
    def test_each_option_exists(self):
        known = "".join(subprocess.run([support.URLFAN, *command, "--help"], capture_output=True,
                                       text=True, check=True).stdout for command in ([], ["report"]))
        known += INSTALL.read_text(encoding="utf-8")
        for option in set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", PAGE)):
            self.assertTrue(re.search(rf"{option}(?![a-z0-9-])", known), option)

    def test_the_action_has_the_inputs_and_outputs_that_it_says(self):
        action = support.yaml.safe_load((support.ROOT / "action.yml").read_text(encoding="utf-8"))
        for kind in ("input", "output"):
            [table] = re.findall(rf"^\| {kind} \| is \|\n(.*?)\n\n", PAGE, re.MULTILINE | re.DOTALL)
            named = re.findall(r"`([a-z-]+)`", "\n".join(row.split("|")[1] for row in table.splitlines()))
            self.assertEqual(named, list(action[f"{kind}s"]))

    def test_reports_without_that_input_are_as_it_says(self):
        action = support.yaml.safe_load((support.ROOT / "action.yml").read_text(encoding="utf-8"))
        default = action["inputs"]["reports"]["default"].split()
        self.assertIn("Without this input `{}`, `{}` and `{}`".format(*default), PAGE)


if __name__ == "__main__":
    unittest.main()
