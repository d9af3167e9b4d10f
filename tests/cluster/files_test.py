"""The commands of scripts/cluster/kubernetes.yaml, github.yml and gitlab.yml, run as their engines
would run them: files_test.py URLFAN. Of the engines themselves there is nothing here."""
import pathlib
import re
import shutil
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import support  # pylint: disable=wrong-import-position

try:
    import yaml
except ModuleNotFoundError:
    support.skip("the module yaml of Python is not installed")

SHARDS = 3


def read(name):
    return yaml.safe_load((support.SCRIPTS / name).read_text(encoding="utf-8"))


class Places(unittest.TestCase):
    def test_each_file_has_three_to_edit(self):
        files = list(support.SCRIPTS.iterdir())
        self.assertEqual(len(files), 5)
        for file in files:
            text = file.read_text(encoding="utf-8")
            self.assertIn("\n# Yours to edit: 1, 2 and 3.", text, file)
            for number in (1, 2, 3):
                self.assertRegex(text, rf"\S +# {number}\. ", file)

    def test_shards_do_not_judge(self):
        for file in support.SCRIPTS.iterdir():
            self.assertEqual(len(re.findall(r"urlfan --shard [^|]*?--fail-on never",
                                            file.read_text(encoding="utf-8"))), 1, file)


class Kubernetes(support.ClusterTest):
    def setUp(self):
        super().setUp()
        shards, merge = (job["spec"] for job in read("kubernetes.yaml")["items"])
        self.shards, self.merge = (job["template"]["spec"]["containers"][0]
                                   for job in (shards, merge))
        self.assertEqual(str(shards["completions"]),
                         {item["name"]: item["value"] for item in self.shards["env"]}["SHARDS"])
        self.slept = self.folder / "slept"

    def start_container(self, container, name, **more):
        given = {item["name"]: item["value"] for item in container["env"]}
        given |= {"LIST": "urls.txt", "SHARDS": str(SHARDS)}
        command = [*container["command"], *container["args"]]
        return self.start(*command, output=f"{name}.log", cwd=self.run_folder,
                          env={**self.environment, **given, **more})

    def start_shard(self, index):
        return self.start_container(self.shards, f"shard-{index}", JOB_COMPLETION_INDEX=str(index))

    def test_a_stopped_shard_goes_on_and_the_merge_waits_for_it(self):
        waits = self.folder / "bin/sleep"
        waits.parent.mkdir()
        waits.write_text(f"#!/bin/sh\necho >>{self.slept}\nexec /bin/sleep 0.05\n")
        waits.chmod(0o755)
        self.environment["PATH"] = f"{waits.parent}:{self.environment['PATH']}"
        merge = self.start_container(self.merge, "merge")
        support.within_a_minute("a merge that waits", self.slept.exists)
        shards = [self.start_shard(index) for index in range(SHARDS)]
        k, done = self.kill_a_shard([self.run_folder], by=signal.SIGTERM)
        self.origin.release()
        for i, shard in enumerate(shards):
            self.ends_with(128 + signal.SIGTERM if i == k - 1 else 0, shard,
                           self.folder / f"shard-{i}.log")
        self.slept.unlink()
        support.within_a_minute("a merge that still waits",
                                lambda: self.slept.exists() and self.slept.stat().st_size > 2)
        self.ends_with(0, self.start_shard(k - 1), self.folder / f"shard-{k - 1}.log")
        self.ends_with(1, merge, self.folder / "merge.log")
        self.expect_nothing_twice(k, done)
        self.expect_one_verdict()


class GitHub(support.ClusterTest):
    def start_step(self, job, name, folder, expressions):
        [step] = [step for step in read("github.yml")["jobs"][job]["steps"]
                  if step.get("name") == name]
        given = {"LIST": "urls.txt", "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md")}
        for key, value in step.get("env", {}).items():
            given[key] = re.sub(r"\$\{\{ (.*?) \}\}", lambda match: expressions[match[1]], value)
        self.assertNotIn("${{", step["run"])
        return self.start("bash", "-e", "-c", step["run"], output=f"{job}.log", cwd=folder,
                          env={**self.environment, **given})

    def shard(self, attempt, k, code):
        """A job on a machine of its own; what it leaves is where the merge finds its artifacts."""
        checkout = self.folder / f"{attempt}-{k}"
        checkout.mkdir()
        shutil.copy(self.list, checkout)
        self.ends_with(code, self.start_step("shard", "Fetch", checkout, {
            "matrix.k": str(k), "matrix.n": str(SHARDS)}), self.folder / "shard.log")
        left = list(checkout.glob("shard-*.ndjson"))
        if left:
            artifact = self.run_folder / f"shard-{attempt}-{k}"
            artifact.mkdir()
            shutil.copy(left[0], artifact)

    def judge(self, code):
        self.ends_with(code, self.start_step("merge", "Judge", self.run_folder, {}),
                       self.folder / "merge.log")

    def test_failed_jobs_that_are_run_again_complete_the_verdict(self):
        self.origin.release()
        self.break_a_shard(2)
        for k in range(1, SHARDS + 1):
            self.shard(1, k, 5 if k == 2 else 0)
        self.judge(5)
        self.mend_shards()
        self.shard(2, 2, 0)
        self.judge(1)
        self.expect_one_verdict()

    def test_the_matrix_has_each_shard(self):
        matrix = read("github.yml")["jobs"]["shard"]["strategy"]["matrix"]
        self.assertEqual([matrix["k"]], [list(range(1, n + 1)) for n in matrix["n"]])


class GitLab(support.ClusterTest):
    def start_job(self, name, **given):
        script = "\n".join(["set -eo pipefail", *read("gitlab.yml")[name]["script"]])
        return self.start("bash", "-c", script, output=f"{name}.log", cwd=self.run_folder,
                          env={**self.environment, "LIST": "urls.txt", **given})

    def start_shard(self, k):
        return self.start_job("shard", CI_NODE_INDEX=str(k), CI_NODE_TOTAL=str(SHARDS))

    def test_a_killed_shard_goes_on_from_the_cache(self):
        shards = [self.start_shard(k) for k in range(1, SHARDS + 1)]
        k, done = self.kill_a_shard([self.run_folder])
        self.assertEqual(shards[k - 1].wait(), -signal.SIGKILL)
        self.assertIn(128 + signal.SIGKILL, read("gitlab.yml")["shard"]["retry"]["exit_codes"])
        self.origin.release()
        shards[k - 1] = self.start_shard(k)
        for shard in shards:
            self.ends_with(0, shard, self.folder / "shard.log")
        self.ends_with(1, self.start_job("merge"), self.folder / "merge.log")
        self.expect_nothing_twice(k, done)
        self.expect_one_verdict()


if __name__ == "__main__":
    support.need()
    unittest.main(verbosity=2)
