"""action.yml, in a job of GitHub Actions that is played: action_test.py URLFAN."""
import pathlib
import re
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import support  # pylint: disable=wrong-import-position

ACTION = support.yaml.safe_load((support.ROOT / "action.yml").read_text(encoding="utf-8"))
# What somebody might have who writes a list's name in a pull request.
HOSTILE = ["$(touch taken)", "; touch taken;", "\" && touch 'taken", "`touch taken`",
           "::set-output name=total::7", "##[set-output name=total]7"]


class Form(unittest.TestCase):
    def test_no_input_stands_in_a_command(self):
        for step in ACTION["runs"]["steps"]:
            self.assertNotIn("${{", step.get("run", ""))

    def test_each_input_is_used_and_each_output_set(self):
        script = (support.ROOT / "scripts/action").read_text(encoding="utf-8")
        given = ACTION["runs"]["steps"][-1]["env"]
        self.assertEqual(set(given.values()), {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]})
        for name in given:
            self.assertIn(f"${name}", script)
        for name, output in ACTION["outputs"].items():
            self.assertIn(f'"{name}=$', script)
            self.assertIn(f"steps.run.outputs.{name}", output["value"])

    def test_each_input_and_output_is_described(self):
        for facts in [*ACTION["inputs"].values(), *ACTION["outputs"].values()]:
            self.assertTrue(facts["description"])
        for name in ("name", "description", "author"):
            self.assertTrue(ACTION[name])

    def test_each_command_says_its_shell(self):
        for step in ACTION["runs"]["steps"]:
            self.assertEqual("run" in step, "shell" in step)


class ActionTest(support.CiTest):
    def setUp(self):
        super().setUp()
        # The action as the runner gets it, without the sources, which nobody compiles here.
        self.action = self.folder / "action"
        shutil.copytree(support.ROOT / "scripts", self.action / "scripts")
        for name in ("action.yml", "CMakeLists.txt", "CMakePresets.json"):
            shutil.copy(support.ROOT / name, self.action)
        for name in ("src", "include", "cmake"):
            (self.action / name).mkdir()
        self.built = self.folder / "built"
        support.write_program(self.folder / "bin/cmake", f"""
            [ "$1" = --build ] || exit 0
            echo >>{self.built}
            mkdir -p build/release
            cp {support.URLFAN} build/release/urlfan""")
        self.release = self.served / "you/urlfan/releases/download/v0.1.0"
        self.write("good.txt", f"{self.service}/health\n{self.service}/login\n")
        self.write("bad.txt", f"{self.service}/health\n\n{self.service}/lost name=lost\n")

    def job(self, **facts):
        return support.Job(self, self.action, **facts)

    def builds(self):
        return len(self.built.read_text().splitlines()) if self.built.exists() else 0


class Run(ActionTest):
    def setUp(self):
        super().setUp()
        support.write_release(self.release)

    def test_a_good_list_passes(self):
        job = self.job()
        passed, outputs = job.use({"list": "good.txt"})
        self.assertTrue(passed, job.log)
        self.assertEqual(outputs, {"exit-code": "0", "total": "2", "failed": "0", "new": "0"})
        self.assertIn('tests="2" failures="0"', (self.work / "urlfan.xml").read_text())
        self.assertIn("2 lines: 2 ok", job.summary.read_text())
        self.assertEqual(support.commands_in(job.log), [])
        self.assertEqual(self.builds(), 0)

    def test_a_failing_line_fails_the_step_at_its_place(self):
        job = self.job()
        passed, outputs = job.use({"list": "good.txt\nbad.txt"})
        self.assertFalse(passed)
        self.assertEqual(outputs, {"exit-code": "1", "total": "4", "failed": "1", "new": "1"})
        [(name, text)] = support.commands_in(job.log)
        self.assertEqual(name, "error")
        self.assertIn("file=bad.txt,line=3,", text)
        self.assertIn("lost", job.summary.read_text())

    def test_what_does_not_begin_has_an_exit_code(self):
        for given in ({"list": "nothing.txt"}, {"list": "", "args": "--retries 1"},
                      {"list": "good.txt", "args": "--retires=2"},
                      {"list": "good.txt", "args": "--expect 'contains=a"}):
            passed, outputs = self.job().use(given)
            self.assertFalse(passed)
            self.assertEqual(outputs, {"exit-code": "2", "total": "", "failed": "", "new": ""}, given)

    def test_only_what_the_baseline_does_not_have_is_new(self):
        reports = "json=before.json"
        self.assertFalse(self.job().use({"list": "bad.txt", "reports": reports})[0])
        passed, outputs = self.job().use({"list": "bad.txt", "baseline": "before.json"})
        self.assertTrue(passed)
        self.assertEqual(outputs, {"exit-code": "0", "total": "2", "failed": "1", "new": "0"})
        self.write("worse.txt", f"{self.service}/gone\n")
        passed, outputs = self.job().use({
            "list": "bad.txt\nworse.txt", "baseline": "before.json",
            "args": "--fields url --show failed", "reports": "ndjson=urls.ndjson"})
        self.assertFalse(passed)
        self.assertEqual(outputs, {"exit-code": "1", "total": "3", "failed": "2", "new": "1"})

    def test_paths_are_of_the_base_url(self):
        passed, outputs = self.job().use({"list": "urls/smoke.txt", "base-url": self.service})
        self.assertTrue(passed)
        self.assertEqual(outputs["total"], "6")

    def test_reports_are_those_that_are_asked_for(self):
        job = self.job()
        job.use({"list": "bad.txt", "reports": "  tap=all of it.tap\n\ngithub=-\n"})
        self.assertTrue((self.work / "all of it.tap").exists())
        self.assertFalse((self.work / "urlfan.xml").exists())
        self.assertFalse(job.summary.exists())
        self.assertEqual([name for name, _ in support.commands_in(job.log)], ["error"])
        job = self.job()
        job.use({"list": "bad.txt", "reports": ""})
        self.assertEqual(support.commands_in(job.log), [])

    def test_arguments_are_split_and_not_evaluated(self):
        job = self.job()
        passed, _ = job.use({"list": "good.txt", "args": """
            -c 1 -H 'X-One: $(touch taken) "q"' -H "X-Two: it's; `touch taken`"
            -H X-Three:\\ $HOME -H 'X-Four: *'"""})
        self.assertTrue(passed, job.log)
        self.assertEqual(self.own_headers[0], {
            "X-One": '$(touch taken) "q"', "X-Two": "it's; `touch taken`", "X-Three": "$HOME", "X-Four": "*"})
        self.assertFalse((self.work / "taken").exists())

    def test_a_list_is_a_name_whatever_is_in_it(self):
        names = [*HOSTILE, "two words.txt", "it's", "--config=taken", "*", "~"]
        for name in names:
            self.write(name, f"{self.service}/health\n")
        job = self.job()
        passed, outputs = job.use({"list": "\n".join(names), "reports": "github"})
        self.assertTrue(passed, job.log)
        self.assertEqual(outputs["total"], str(len(names)))
        self.assertEqual(support.commands_in(job.log), [])
        self.assertFalse((self.work / "taken").exists())

    def test_no_input_is_a_command(self):
        job = self.job()
        for name in set(ACTION["inputs"]) - {"list"}:
            for text in HOSTILE:
                job.log = ""
                _, outputs = job.use({"list": "good.txt", name: text})
                self.assertIn(outputs["total"], ("", "2"), (name, text))
                said = [said for command, said in support.commands_in(job.log) if command != "error"]
                self.assertEqual(said, [], (name, text))
                self.assertFalse((self.work / "taken").exists(), (name, text))

    def test_what_a_server_says_is_no_command(self):
        self.write("says.txt", f"{self.service}/says-commands\n")
        job = self.job()
        _, outputs = job.use({"list": "says.txt", "args": "--format csv --fields body --body full -v"})
        self.assertIn("::set-output name=total::7", job.log)
        self.assertIn("##[set-output name=total]7", job.log)
        self.assertEqual([name for name, _ in support.commands_in(job.log)], ["error"])
        self.assertEqual(outputs["total"], "1")

    def test_lists_see_the_environment_of_the_step(self):
        self.write("mine.txt", '{"url": "%s/health", "headers": {"X-Mine": "${TOKEN}"}}\n' % self.service)
        self.assertTrue(self.job().use({"list": "mine.txt"}, {"TOKEN": "a-token-of-mine"})[0])
        self.assertFalse(self.job().use({"list": "mine.txt"})[0])

    def test_without_a_list_it_can_only_install(self):
        job = self.job()
        passed, outputs = job.use({"args": "--version", "reports": ""})
        self.assertTrue(passed, job.log)
        self.assertEqual(outputs["total"], "")
        self.assertTrue(job.run("urlfan good.txt", {})[0], job.log)


class Install(ActionTest):
    def test_a_release_is_taken_once_a_job(self):
        support.write_release(self.release)
        job = self.job()
        self.assertTrue(job.use({"list": "good.txt"})[0], job.log)
        self.assertTrue(job.use({"list": "good.txt"})[0], job.log)
        self.assertEqual(self.asked, [f"/you/urlfan/releases/download/v0.1.0/{name}"
                                      for name in ("SHA256SUMS", support.TARBALL)])
        self.assertEqual(self.builds(), 0)

    def test_a_wrong_sum_is_an_error_and_no_build(self):
        support.write_release(self.release)
        with open(self.release / support.TARBALL, "ab") as tarball:
            tarball.write(b"more")
        job = self.job()
        passed, outputs = job.use({"list": "good.txt"})
        self.assertFalse(passed)
        self.assertEqual(outputs, {"exit-code": "5", "total": "", "failed": "", "new": ""})
        [(name, text)] = support.commands_in(job.log)
        self.assertEqual(name, "error")
        self.assertIn("is not what its SHA256SUMS says", text)
        self.assertEqual(self.builds(), 0)
        self.assertFalse((self.work / "urlfan.xml").exists())

    def test_without_a_release_it_is_built_once_for_all_jobs(self):
        cache = {}
        for _ in range(2):
            job = self.job(cache=cache)
            passed, outputs = job.use({"list": "bad.txt"})
            self.assertFalse(passed)
            self.assertEqual(outputs["exit-code"], "1", job.log)
            self.assertIn(("notice", "::notice title=urlfan::builds from source: v0.1.0 has no release "
                           "that can be had"), support.commands_in(job.log))
            self.assertEqual(self.builds(), 1)
        (self.action / "src/new.cc").write_text("")
        self.job(cache=cache).use({"list": "good.txt"})
        self.assertEqual(self.builds(), 2)

    def test_it_is_built_where_the_release_is_for_others(self):
        support.write_release(self.release)
        support.write_program(self.folder / "bin/uname",
                              'case $1 in -s) echo Linux ;; *) echo Linux aarch64 ;; esac')
        self.assertTrue(self.job().use({"list": "good.txt"})[0])
        self.assertEqual(self.asked, [])
        self.assertEqual(self.builds(), 1)

    def test_another_system_is_refused(self):
        support.write_program(self.folder / "bin/uname", "echo Darwin")
        job = self.job()
        passed, outputs = job.use({"list": "good.txt"})
        self.assertFalse(passed)
        self.assertEqual(outputs["exit-code"], "5")
        self.assertIn("urlfan runs on Linux", job.log)

    def test_it_is_built_where_the_release_does_not_run(self):
        support.write_release(self.release, "exit 127")
        job = self.job()
        self.assertTrue(job.use({"list": "good.txt"})[0], job.log)
        self.assertIn("does not run here", job.log)
        self.assertEqual(self.builds(), 1)

    def test_it_is_built_where_the_release_has_other_files_alone(self):
        support.write_release(self.release)
        (self.release / "SHA256SUMS").write_text("0" * 64 + "  urlfan_0.1.0_amd64.deb\n")
        self.assertTrue(self.job().use({"list": "good.txt"})[0])
        self.assertEqual(self.builds(), 1)

    def test_an_action_in_the_same_repository_is_built(self):
        support.write_release(self.release)
        self.assertTrue(self.job(ref="").use({"list": "good.txt"})[0])
        self.assertEqual(self.asked, [])
        self.assertEqual(self.builds(), 1)

    def test_what_cannot_be_built_is_urlfans_failure(self):
        support.write_program(self.folder / "bin/cmake", "echo no compiler; exit 1")
        job = self.job()
        passed, outputs = job.use({"list": "good.txt"})
        self.assertFalse(passed)
        self.assertEqual(outputs["exit-code"], "5")
        self.assertIn("no compiler", job.log)
        self.assertTrue(re.search("^::error title=urlfan::cannot build urlfan$", job.log, re.MULTILINE))


if __name__ == "__main__":
    unittest.main()
