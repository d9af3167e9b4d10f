"""What the simulator says of one shard and of two, held against urlfan with one and with two."""

import concurrent.futures
import dataclasses
import subprocess

import measure
from contenders import Urlfan
from workload import Row, Verdict, Workload

# Of these lines the sample is, whose latencies the simulator gets.
EACH = 10
MOST = 1.15


class ScaleOut(Workload):
    """Its first row is one process, its second are two at once, which share the list."""
    numbers = (1, 2)
    predicted = None

    def measure(self, rounds, cores):
        self.predicted = self._predict(self._sample(cores))
        rows = [Row(f"urlfan, {n} shard{'s' * (n > 1)}", len(self.job.urls)) for n in self.numbers]
        for _ in range(rounds):
            for n, row in zip(self.numbers, rows):
                row.costs.append(self._run(n, cores))
        return rows

    def verdicts(self, rows):
        """Both ways round, since a bound is only ever from above."""
        verdicts = []
        for n, row in zip(self.numbers, rows):
            ratio = self.predicted[n] / row.median().wall
            verdicts += [Verdict(f"N = {n}: wall as predicted / as measured", ratio, MOST),
                         Verdict(f"N = {n}: wall as measured / as predicted", 1 / ratio, MOST)]
        return verdicts

    def _sample(self, cores):
        """The results of some of the list, as somebody has them who plans a fleet."""
        job = self._job_in("sample", self.job.urls[::EACH])
        self._require_all(measure.run(Urlfan().command(job), job.folder, job.programs, cores), job)
        return job.folder / "out"

    def _predict(self, sample):
        """The makespan in seconds by number of shards."""
        command = [self.job.programs / "urlfan_bench_fleet", "--list", self.job.list_file(),
                   "--latencies", sample, "-c", str(self.job.in_flight), "--per-host",
                   str(self.job.per_host), "--shards", ",".join(map(str, self.numbers))]
        table = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rows = [line.split() for line in table.splitlines()[2:]]
        return {int(row[0]): float(row[1]) for row in rows}

    def _run(self, n, cores):
        """n processes at once; their CPU and memory together, and the wall time of the last."""
        jobs = [self._job_in(f"shard{k}", self.job.urls) for k in range(1, n + 1)]

        def fetch(k, job):
            command = [*Urlfan().command(job), "--shard", f"{k}/{n}"]
            return measure.run(command, job.folder, job.programs, cores)

        with concurrent.futures.ThreadPoolExecutor(n) as pool:
            costs = list(pool.map(fetch, range(1, n + 1), jobs))
        answered = sum(Urlfan().answered(job) for job in jobs)
        if answered != len(self.job.urls):
            raise RuntimeError(f"{self.name}: {answered} of {len(self.job.urls)} answers by {n}")
        return measure.Cost(wall=max(cost.wall for cost in costs),
                            cpu=sum(cost.cpu for cost in costs),
                            memory_kib=sum(cost.memory_kib for cost in costs),
                            code=max(cost.code for cost in costs))

    def _job_in(self, name, urls):
        folder = self.job.folder / name
        folder.mkdir(exist_ok=True)
        return dataclasses.replace(self.job, urls=urls, folder=folder)

    def _require_all(self, cost, job):
        answered = Urlfan().answered(job)
        if answered != len(job.urls):
            raise RuntimeError(f"{self.name}: {answered} of {len(job.urls)} answers (exit code "
                               f"{cost.code})")
