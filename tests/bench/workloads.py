"""The shapes of list that are measured, and what must hold for each."""

import collections
import datetime
import json
import math
import random
import subprocess

import measure
from contenders import (AIOHTTP, Calls, Curl, CurlProgram, Floor, Job, PEERS_OF_ALL, REQUESTS,
                        Urlfan, UrlfanUnchecked, Xargs)
from scale_out import ScaleOut
from workload import Bound, Row, Verdict, Workload

# In the order in which they are measured.
WORKLOADS = ["hot", "checked", "closing", "wide", "slow", "https", "h2", "names", "zipf", "million",
             "one", "big", "calls", "scale-out"]
# The bare loop reads by as much as urlfan does with so many in flight.
BUFFER, BUFFER_OF_THOUSANDS = 65_536, 1024
SMALL = "http://127.0.0.1:8080/small"


def address(number):
    """As the name server of the benchmark gives them out: 127.1.0.1 and on."""
    return f"127.{1 + number // 254 // 256}.{number // 254 % 256}.{number % 254 + 1}"


class Workloads:
    """Makes the lists for the origins that run now; the same lists each time."""

    def __init__(self, folder, programs, origins):
        self.folder = folder
        self.programs = programs
        self.origins = origins
        self.random = random.Random(1)

    def of(self, name):
        """The workloads of a name: some have two."""
        if name == "big":
            return [self.big(), self.big_hashed()]
        if name == "calls":
            return [self.calls(1), self.calls(4)]
        if name == "scale-out":
            return [self.scale_out_even(), self.scale_out_zipf()]
        return [getattr(self, name)()]

    def _job(self, urls, in_flight, **more):
        return Job(urls, in_flight, self.folder, self.programs, **more)

    def _delayed(self, host, low, high):
        return f"http://{host}:{self.origins.delay_port}/{self.random.randint(low, high)}"

    def hot(self, count=50_000):
        return Workload(
            "hot", f"{count:,} x 1 KiB from one nginx, keep-alive, 100 in flight",
            self._job([SMALL] * count, 100, buffer=BUFFER), [Urlfan(), Floor(), *PEERS_OF_ALL],
            [Bound("cpu", "floor", 1.5), Bound("cpu", "curl -Z", 0.5)])

    def checked(self, count=50_000):
        checks = ("--expect-status", "200", "--expect-contains", "xxxx", "--expect-matches", "x+$",
                  "--expect-header", "content-length=1024", "--expect-time", "60s")
        return Workload(
            "checked", "the same as hot, with five checks of each answer",
            self._job([SMALL] * count, 100, checks=checks), [Urlfan(), UrlfanUnchecked()],
            [Bound("cpu", "urlfan without checks", 1.25)])

    def closing(self, count=50_000):
        urls = [f"http://127.0.0.1:{self.origins.delay_port}/closing"] * count
        return Workload(
            "closing", f"{count:,} from one server that closes a kept connection without a word "
            "after each 50th answer, 100 in flight",
            self._job(urls, 100, buffer=BUFFER), [Urlfan(), Curl()],
            [Bound("cpu", "curl -Z", 0.6)])

    def wide(self, count=10_000):
        urls = [self._delayed(address(i), 100, 1000) for i in range(count)]
        return Workload(
            "wide", f"{count:,} hosts, one URL each, answers after 0.1 to 1 s, 300 in flight",
            self._job(urls, 300, each_host_once=True), [Urlfan(), Floor(), *PEERS_OF_ALL],
            [Bound("cpu", "floor", 1.2), Bound("cpu", "curl -Z", 0.2)])

    def slow(self, count=10_000):
        urls = [self._delayed(address(i % 20), 100, 3000) for i in range(count)]
        return Workload(
            "slow", f"{count:,} URLs on 20 hosts, answers after 0.1 to 3 s, all in flight",
            self._job(urls, count, buffer=BUFFER_OF_THOUSANDS), [Urlfan(), Floor(), *PEERS_OF_ALL],
            [Bound("wall", "floor", 1.0), Bound("memory_kib", "floor", 1.15)])

    def https(self):
        job = self._job(["https://127.0.0.1:8443/small"] * 2000, 50, buffer=BUFFER,
                        ca_file=self.origins.bundle, each_host_once=True)
        return Workload(
            "https", "2,000 new TLS connections, the system's CAs and one more, 50 in flight",
            job, [Urlfan(), Floor(), *PEERS_OF_ALL],
            [Bound("cpu", "floor", 1.2), Bound("cpu", "curl -Z", 0.05)])

    def h2(self):
        job = self._job(["https://127.0.0.1:8444/small"] * 20_000, 100, http2=True, buffer=BUFFER,
                        ca_file=self.origins.ca_file)
        return Workload("h2", "20,000 over HTTP/2, 100 streams", job,
                        [Urlfan(), Floor(), Curl()], [Bound("cpu", "floor", 1.4)])

    def names(self, count=10_000):
        urls = [self._delayed(f"h{i}.bench.test", 100, 300) for i in range(count)]
        return Workload(
            "names",
            f"{count:,} names, DNS after 50 ms, answers after 0.1 to 0.3 s, 300 in flight",
            self._job(urls, 300), [Urlfan(), Curl(), Xargs(), REQUESTS, AIOHTTP],
            [Bound("wall", "curl -Z", 0.85)])

    def big(self):
        return Workload(
            "big", "200 x 10 MiB, 8 in flight, counted", self._big_job(),
            [Urlfan(), Floor(), *PEERS_OF_ALL], [Bound("wall", "floor", 1 / 0.95)])

    def big_hashed(self):
        return Workload(
            "big, hashed", "the same with the SHA-256 of each body", self._big_job(hash=True),
            [Urlfan(), Floor()], [Bound("wall", "floor", 1 / 0.95)])

    def _big_job(self, **more):
        return self._job(["http://127.0.0.1:8080/big"] * 200, 8, buffer=BUFFER, **more)

    def zipf(self):
        weights = [1 / (rank + 1) for rank in range(2000)]
        hosts = self.random.choices(range(2000), weights, k=50_000)
        urls = [self._delayed(address(host), 10, Zipf.most_delay) for host in hosts]
        return Zipf(
            "zipf", "50,000 URLs over 2,000 hosts, popularity by Zipf, 10 a host, 200 in flight",
            self._job(urls, Zipf.in_flight, per_host=Zipf.per_host, format="ndjson"),
            [Urlfan()], [])

    def million(self):
        return Million("million", "1,000,000 URLs from a pipe, ndjson",
                       self._job([SMALL], 100, format="ndjson"), [Urlfan()], [])

    def one(self):
        return One("one", f"a single URL, {One.times} processes each", self._job([SMALL], 1),
                   [Urlfan(), Curl()], [])

    def calls(self, threads, count=1000, urls_of_call=20):
        job = self._job([SMALL] * (threads * count * urls_of_call), threads * urls_of_call,
                        threads=threads)
        return CallsOfThreads(
            f"calls, {threads} thread{'s' * (threads > 1)}",
            f"{count:,} calls of {urls_of_call} x 1 KiB from one nginx, keep-alive, made by each of "
            f"{threads} through one Client, by a multi of its own, or by one that they share",
            job, [Calls("urlfan", "client"), Calls("multi", "multi"),
                  Calls("shared multi", "shared")],
            [Bound("wall", "multi", 1.1), Bound("cpu", "multi", 1.1)])


    def scale_out_even(self, count=15_000, hosts=40):
        return self._scale_out("even", f"{count:,} URLs over {hosts} hosts in turns",
                               [i % hosts for i in range(count)])

    def scale_out_zipf(self, count=10_000, hosts=400):
        weights = [1 / (rank + 1) for rank in range(hosts)]
        return self._scale_out("zipf", f"{count:,} URLs over {hosts} hosts, popularity by Zipf",
                               self.random.choices(range(hosts), weights, k=count))

    def _scale_out(self, name, about, hosts):
        """Half of the answers after 60 ms, one in a hundred after more than 400."""
        spread = math.log(400 / 60) / 2.326
        urls = [f"http://{address(host)}:{self.origins.delay_port}/"
                f"{max(1, round(self.random.lognormvariate(math.log(60), spread)))}"
                for host in hosts]
        return ScaleOut(
            f"scale-out, {name}", f"{about}, answers after 60 ms (median) to 400 ms (p99), 10 a "
            "host, 100 in flight; one process, and two that share it, beside what "
            "urlfan_bench_fleet says of them from a tenth of the list",
            self._job(urls, 100, per_host=10, format="ndjson"), [Urlfan()], [])


class CallsOfThreads(Workload):
    """What calls share lives on from one to the next: connections above all."""
    opened = 0

    def run(self, contender, lines, cores):
        cost = super().run(contender, lines, cores)
        if contender.name == "urlfan":
            self.opened = max(self.opened, contender.connections(self.job))
        return cost

    def verdicts(self, rows):
        return [*super().verdicts(rows),
                Verdict("connections / most in flight", self.opened / self.job.in_flight, 1.0)]


class Zipf(Workload):
    """Few hosts are popular and many are not, as in real lists."""
    in_flight, per_host, most_delay = 200, 10, 40

    def delays(self):
        """The host and the seconds of each line."""
        return [(url.split("/")[2], int(url.rsplit("/", 1)[1]) / 1000) for url in self.job.urls]

    def ideal(self):
        """Seconds that no client can go below: all slots are full, or one host's are."""
        by_host = collections.Counter()
        for host, delay in self.delays():
            by_host[host] += delay
        return max(sum(by_host.values()) / self.in_flight,
                   max(by_host.values()) / self.per_host)

    def verdicts(self, rows):
        results = [json.loads(line) for line in self.job.output().splitlines()]
        results.pop()  # the summary
        return [Verdict("wall / ideal", rows[0].median().wall / self.ideal(), 1.15),
                Verdict("last answer / turn, worst host", self.worst_host(results), 1.15)]

    def worst_host(self, results):
        """When its turn comes, a host has waited for the lines before its last one: those of all,
        and those of its own. How much later its last answer came, for the worst host."""
        begin, ends = {}, {}
        for result in results:
            start = datetime.datetime.fromisoformat(result["started_at"].replace("Z", "+00:00"))
            begin[result["index"]] = start.timestamp()
            host = result["url"].split("/")[2]
            end = start.timestamp() + result["elapsed_ms"] / 1000
            ends[host] = max(ends.get(host, 0), end)
        first = min(begin.values())
        before, of_host, turn = 0.0, collections.Counter(), {}
        for host, delay in self.delays():
            before += delay
            of_host[host] += delay
            # Slots are whole: two answers of slack.
            turn[host] = (before / self.in_flight + of_host[host] / self.per_host +
                          2 * self.most_delay / 1000)
        return max((ends[host] - first) / turn[host] for host in ends)


class Million(Workload):
    """A list whose end is far."""

    def measure(self, rounds, cores):
        return [Row(f"urlfan, {count:,} lines", count, [self._run(count, cores)])
                for count in (100_000, 1_000_000)]

    def verdicts(self, rows):
        tenth, whole = (row.median().memory_kib / 1024 for row in rows)
        return [Verdict("MiB at the peak", whole, 48),
                Verdict("peak of 1,000,000 / peak of 100,000", whole / tenth, 1.1)]

    def run(self, contender, lines, cores):
        return self._run(lines, cores, contender)

    def _run(self, count, cores, contender=Urlfan()):
        command = contender.command(self.job)[:-1]  # from the pipe, not from the file
        with subprocess.Popen(["yes", self.job.urls[0]], stdout=subprocess.PIPE) as urls, \
             subprocess.Popen(["head", "-n", str(count)], stdin=urls.stdout,
                              stdout=subprocess.PIPE) as head:
            urls.stdout.close()
            cost = measure.run(command, self.job.folder, self.job.programs, cores, head.stdout)
        if contender.answered(self.job) != count:
            raise RuntimeError(f"million: not all of {count} were answered")
        return cost


class One(Workload):
    """How long the process lives."""
    times = 41

    def measure(self, rounds, cores):
        commands = {"urlfan": [Urlfan().command(self.job)[0], SMALL],
                    "curl": [CurlProgram.path, "-q", "-s", "-o", "/dev/null", "-w", "%{json}\n", SMALL]}
        rows = {name: Row(name, 1) for name in commands}
        for _ in range(self.times):
            for name, command in commands.items():
                rows[name].costs.append(
                    measure.run(command, self.job.folder, self.job.programs, cores))
        return list(rows.values())

    def verdicts(self, rows):
        return [Verdict("wall / curl", rows[0].median().wall / rows[1].median().wall, 1.5)]
