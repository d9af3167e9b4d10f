"""What a line, a host and a connection cost, each by itself: what docs/scale.md plans with."""

import dataclasses
import json
import pathlib
import re

import measure
from contenders import Urlfan
from workload import Row
from workloads import SMALL, address


@dataclasses.dataclass
class Traffic:
    """What the loopback has carried so far: the network of the benchmark has no other."""
    wire: int
    datagrams: int

    @staticmethod
    def now():
        loopback = re.search(r"lo:\s*(\d+)", pathlib.Path("/proc/net/dev").read_text("ascii"))
        udp = re.findall(r"^Udp: (\d+)", pathlib.Path("/proc/net/snmp").read_text("ascii"),
                         re.MULTILINE)
        return Traffic(int(loopback[1]), int(udp[0]))


@dataclasses.dataclass
class Line:
    """Of one line of a list: the CPU in µs, bytes in both directions, bytes of ndjson, queries."""
    cpu: float
    wire: float
    output: float
    queries: float


class Costs:
    def __init__(self, workloads, rounds, cores):
        self.workloads = workloads
        self.origins = workloads.origins
        self.rounds = rounds
        self.cores = cores

    def lines(self):
        """By what makes a line cheap or dear."""
        hot, wide, https, h2, names = (self.workloads.of(name)[0].job
                                       for name in ("hot", "wide", "https", "h2", "names"))
        return {"http, a kept connection": self._line(hot),
                "http, a new connection": self._line(wide),
                "http, a new connection to a name": self._line(names),
                "https, a kept connection (HTTP/2)": self._line(h2),
                "https, a new connection": self._line(https)}

    def memory(self):
        """KiB each: of two runs the difference, by the number that they differ in."""
        return {
            "a line that waits, to a host that others wait for":
                self._each(9_900, self._job([SMALL] * 100, 1), self._job([SMALL] * 10_000, 1)),
            "a line that waits, alone with its host":
                self._each(9_900, self._job(self._many(100), 1), self._job(self._many(10_000), 1)),
            "a host that is done with":
                self._each(40_000, self._job(self._many(20_000), 100),
                           self._job(self._many(60_000), 100)),
            "a line in flight, http": self._in_flight(self._plain, 1000, 9000),
            "a line in flight, https": self._in_flight(self._secure, 500, 4500),
            "a result in urlfan report":
                (self._report(50_000).memory_kib - self._report(5_000).memory_kib) / 45_000,
        }

    def report(self, lines=50_000):
        """CPU of a result in µs, where runs are read back as one."""
        return self._report(lines).cpu / lines * 1e6

    def base(self):
        """MiB of a run of one line."""
        return self._peak(self._job([SMALL], 1)) / 1024

    def _job(self, urls, in_flight):
        return dataclasses.replace(self.workloads.hot(1).job, urls=urls, in_flight=in_flight,
                                   ca_file=self.origins.ca_file, format="ndjson")

    def _run(self, job):
        cost = measure.run(Urlfan().command(job), job.folder, job.programs, self.cores)
        answered = Urlfan().answered(job)
        if answered != len(job.urls):
            raise RuntimeError(f"costs: {answered} of {len(job.urls)} answers; " +
                               (job.folder / "err").read_text(encoding="utf-8")[:300])
        return cost

    def _line(self, job):
        job = dataclasses.replace(job, format="ndjson")
        row, before = Row("urlfan", len(job.urls)), Traffic.now()
        row.costs = [self._run(job) for _ in range(self.rounds)]
        lines, now = len(job.urls) * self.rounds, Traffic.now()
        return Line(row.figure("cpu") * 1e6, (now.wire - before.wire) / lines,
                    len(job.output()) / len(job.urls),
                    # A query is a datagram, and its answer one.
                    (now.datagrams - before.datagrams) / 2 / lines)

    def _peak(self, job):
        row = Row("urlfan", len(job.urls), [self._run(job) for _ in range(self.rounds)])
        return row.figure("memory_kib")

    def _each(self, number, less, more):
        return (self._peak(more) - self._peak(less)) / number

    def _in_flight(self, url, few, many):
        """All lines leave before the first answer comes."""
        jobs = [self._job([url(i % 20, 10_000) for i in range(n)], n) for n in (few, many)]
        return self._each(many - few, *jobs)

    def _report(self, lines):
        job = self._job([SMALL] * lines, 100)
        self._run(job)
        results = (job.folder / "out").rename(job.folder / "results")
        return measure.median([
            measure.run([job.programs / "../../urlfan", "report", results, "-o", "/dev/null"],
                        job.folder, job.programs, self.cores) for _ in range(self.rounds)])

    def _many(self, hosts):
        return [self._plain(i, 0) for i in range(hosts)]

    def _plain(self, host, delay):
        return f"http://{address(host)}:{self.origins.delay_port}/{delay}"

    def _secure(self, host, delay):
        return f"https://h{host}.bench.test:8445/{delay}"


def run(workloads, rounds, cores, output):
    """Measures all, prints two tables and leaves costs.json in `output`."""
    costs = Costs(workloads, rounds, cores)
    lines, memory, base, report = costs.lines(), costs.memory(), costs.base(), costs.report()
    print("| a line | CPU | on the wire | ndjson | DNS queries |\n|---|--:|--:|--:|--:|")
    for name, line in lines.items():
        print(f"| {name} | {line.cpu:.3g} µs | {line.wire:,.0f} B | {line.output:,.0f} B | "
              f"{line.queries:.2f} |")
    print(f"| in urlfan report | {report:.3g} µs | – | – | – |")
    print(f"\n| memory | each |\n|---|--:|\n| the program, with a line | {base:.1f} MiB |")
    for name, kib in memory.items():
        print(f"| {name} | {kib:.2f} KiB |")
    everything = {"lines": {name: dataclasses.asdict(line) for name, line in lines.items()},
                  "report_cpu": report, "memory_kib": memory, "base_mib": base}
    (output / "costs.json").write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
