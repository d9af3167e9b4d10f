"""scripts/cluster/slurm on a cluster of one node: slurm_test.py URLFAN. munged, slurmctld and
slurmd are the test's own, with configuration, keys, sockets and ports of their own."""
import os
import pathlib
import pwd
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import support  # pylint: disable=wrong-import-position

# No accounting, no control groups. A requeued job may start once its old credential is out of date,
# by default after two minutes.
CONFIGURATION = """
ClusterName=urlfan
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
KillWait=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=low Nodes={host} Default=YES PriorityTier=1 GraceTime={grace_s}
PartitionName=high Nodes={host} PriorityTier=2 PreemptMode=OFF
"""


class Slurm(support.ClusterTest):
    def start_cluster(self, grace_s=0):
        for name in ("munge", "state", "spool"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o755)  # munged wants that clients can reach its socket
        key = self.folder / "munge/key"
        key.write_bytes(os.urandom(64))
        key.chmod(0o600)
        configuration = self.folder / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], folder=self.folder, grace_s=grace_s,
            user=pwd.getpwuid(os.getuid()).pw_name, controller_port=support.free_port(),
            node_port=support.free_port()), encoding="utf-8")
        self.environment["SLURM_CONF"] = str(configuration)
        munge = self.folder / "munge"
        self.start("munged", "--foreground", f"--key-file={key}", f"--socket={munge}/socket",
                   f"--pid-file={munge}/pid", f"--log-file={munge}/log",
                   f"--seed-file={munge}/seed", output="munged.log")
        support.within_a_minute("munged", (munge / "socket").exists)
        self.start("slurmctld", "-D", output="slurmctld.log", env=self.environment)
        self.start("slurmd", "-D", output="slurmd.log", env=self.environment)
        support.within_a_minute("a node that is idle",
                                lambda: "idle" in self.say("sinfo", "--noheader"))

    def say(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True,
                              check=False).stdout

    def run_script(self, *arguments):
        script = self.folder / "slurm"
        script.write_text(support.filled("slurm", list="urls.txt", shards="3",
                                         folder=str(self.run_folder)), encoding="utf-8")
        return self.start("bash", script, *arguments, output="script.log", env=self.environment)

    def logs(self):
        return [*self.run_folder.glob("*.log"), *self.folder.glob("*.log")]

    def test_a_killed_shard_goes_on(self):
        self.start_cluster()
        script = self.run_script()
        k, done = self.kill_a_shard([self.run_folder])
        self.origin.release()
        self.ends_with(1, script, *self.logs())
        self.assertIn("Killed", (self.run_folder / f"shard-{k}.log").read_text(encoding="utf-8"))
        self.expect_nothing_twice(k, done)
        self.expect_one_verdict()

    def preempted_shards_go_on(self, grace_s):
        self.start_cluster(grace_s)
        script = self.run_script()
        prompt = self.origin.prompt_urls()
        support.within_a_minute("all that is not held back", lambda: len(prompt) == sum(
            url in prompt for file in self.run_folder.glob("shard-*.ndjson")
            for url in support.finished(file)))
        self.say("sbatch", "--partition=high", "--exclusive", "--output=/dev/null", "--wrap=true")
        support.within_a_minute("an end of all shards", lambda: not support.shards_under_way())
        self.origin.release()
        self.ends_with(1, script, *self.logs())
        self.expect_asked_once(prompt)
        self.expect_one_verdict()

    def test_preempted_shards_go_on(self):
        self.preempted_shards_go_on(grace_s=0)

    def test_preempted_shards_go_on_where_they_have_a_grace_time(self):
        self.preempted_shards_go_on(grace_s=30)

    def test_a_shard_that_cannot_work_is_named_and_not_run_again(self):
        self.start_cluster()
        self.origin.release()
        self.break_a_shard(2)
        self.ends_with(5, self.run_script(), *self.logs())
        self.assertIn("2", (self.run_folder / "merge.log").read_text(encoding="utf-8"))
        self.mend_shards()
        self.ends_with(1, self.run_script("2"), *self.logs())
        self.expect_asked_once(self.origin.prompt_urls())
        self.expect_one_verdict()


if __name__ == "__main__":
    support.need("munged", "slurmctld", "slurmd", "sbatch", "srun")
    unittest.main(verbosity=2)
