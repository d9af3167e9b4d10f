"""scripts/cluster/parallel with two machines: parallel_test.py URLFAN. They are two sshd on this
one, with keys, ports and configurations of their own, each with a home of its own."""
import os
import pathlib
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import support  # pylint: disable=wrong-import-position

CONFIGURATION = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
AuthenticationMethods publickey
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PidFile none
SetEnv PATH={path} HOME={home}
ForceCommand cd && eval "$SSH_ORIGINAL_COMMAND"
"""
# Where sshd of root wants an empty folder, which Debian makes when the service starts.
WITH_ITS_FOLDER = ("unshare", "--mount", "sh", "-c",
                   'mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec "$@"', "sh")


class Parallel(support.ClusterTest):
    def setUp(self):
        super().setUp()
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / key],
                           check=True)
        self.machines = [self.start_machine(name) for name in ("one", "two")]
        self.environment["HOME"] = str(self.run_folder.parent)

    def start_machine(self, name):
        home = self.folder / name
        home.mkdir()
        port = support.free_port()
        configuration = self.folder / f"{name}.conf"
        configuration.write_text(CONFIGURATION.format(
            folder=self.folder, home=home, port=port, path=os.environ["PATH"]), encoding="utf-8")
        sshd = [support.shutil.which("sshd"), "-D", "-e", "-f", configuration]
        self.start(*(WITH_ITS_FOLDER if os.getuid() == 0 else ()), *sshd, output=f"{name}.log")
        support.within_a_minute("sshd", lambda: "listening" in
                                (self.folder / f"{name}.log").read_text(encoding="utf-8"))
        with open(self.run_folder / "hosts.txt", "a", encoding="utf-8") as hosts:
            print(f"ssh -F none -i {self.folder}/user -o StrictHostKeyChecking=no"
                  f" -o UserKnownHostsFile={self.folder}/known -p {port} 127.0.0.1", file=hosts)
        return home / "urlfan-run"

    def run_script(self):
        script = self.folder / "parallel"
        script.write_text(support.filled("parallel", list="urls.txt", shards="3",
                                         folder="urlfan-run"), encoding="utf-8")
        return self.start("bash", script, output="script.log", env=self.environment)

    def logs(self):
        return [*self.folder.glob("*.log"), self.run_folder / "jobs.log"]

    def test_a_killed_shard_goes_on_elsewhere(self):
        script = self.run_script()
        k, done = self.kill_a_shard(self.machines)
        self.origin.release()
        self.ends_with(1, script, *self.logs())
        self.expect_nothing_twice(k, done)
        self.expect_one_verdict()
        self.assertEqual([(folder / f"shard-{k}.ndjson").exists() for folder in self.machines],
                         [True, True])

    def test_after_an_interruption_it_goes_on(self):
        script = self.run_script()
        support.within_a_minute("two shards that finished something", lambda: all(
            any(folder.glob("shard-*.ndjson")) and any(
                support.finished(file) for file in folder.glob("shard-*.ndjson"))
            for folder in self.machines))
        os.killpg(script.pid, signal.SIGINT)  # as Ctrl-C does
        self.ends_with(5, script, *self.logs())
        support.within_a_minute("an end of all shards", lambda: not support.shards_under_way())
        self.origin.release()
        self.ends_with(1, self.run_script(), *self.logs())
        self.expect_one_verdict()


if __name__ == "__main__":
    support.need("parallel", "rsync", "sshd", "ssh-keygen")
    if os.getuid() == 0 and subprocess.run([*WITH_ITS_FOLDER, "true"], check=False).returncode:
        support.skip("a mount namespace is refused here, and sshd of root needs /run/sshd")
    unittest.main(verbosity=2)
