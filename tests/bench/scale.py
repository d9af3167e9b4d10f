"""How the cost of one line grows with the list, with its hosts and with the threads."""

import dataclasses
import json
import sys

from contenders import Urlfan
from measure import median
from workload import Row


@dataclasses.dataclass
class Curve:
    """One list, larger and larger, or with more and more threads."""
    title: str
    along: str
    log: bool
    points: list  # of (where along, Workload)
    figures: dict = dataclasses.field(default_factory=dict)

    def measure(self, rounds, cores):
        costs = {x: [] for x, _ in self.points}
        for _ in range(rounds):
            for x, workload in self.points:
                print(f"bench: {self.title}: {x:,} {self.along}", file=sys.stderr)
                costs[x].append(workload.run(Urlfan(), len(workload.job.urls), cores))
        lines = {x: len(workload.job.urls) for x, workload in self.points}
        for x, each in costs.items():
            self.figures[x] = Row("urlfan", lines[x], each)

    def values(self, figure):
        """The median of a figure of measure.Cost at each point: times for one line, in µs; memory
        in MiB."""
        scale = 1 / 1024 if figure == "memory_kib" else 1e6
        return [row.figure(figure) * scale for row in self.figures.values()]


def threaded(workload, threads):
    workload.job.threads = threads
    return workload


def curves(workloads, threads):
    """The curves of docs/benchmarks.md; `threads` are the numbers of threads to try."""
    return [
        Curve("hot, by lines", "lines", True,
              [(n, workloads.hot(n)) for n in (5_000, 20_000, 80_000, 320_000)]),
        Curve("wide, by hosts", "hosts", True,
              [(n, workloads.wide(n)) for n in (1_000, 2_000, 5_000, 10_000, 20_000)]),
        Curve("hot, by threads", "threads", False,
              [(n, threaded(workloads.hot(), n)) for n in threads]),
        Curve("slow, by threads", "threads", False,
              [(n, threaded(workloads.slow(), n)) for n in threads]),
    ]


def draw(measured, file):
    """A panel for each curve, with the CPU and the wall time of a line."""
    import matplotlib  # only here: the measurement does without
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "urlfan"  # the same file for the same figures
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(measured), figsize=(3.2 * len(measured), 3))
    for panel, curve in zip(panels, measured):
        for name, label, style in (("cpu", "CPU", "o-"), ("wall", "wall", "s--")):
            panel.plot(list(curve.figures), curve.values(name), style, label=label, markersize=4)
        if curve.log:
            panel.set_xscale("log")
        else:
            panel.set_xticks(list(curve.figures))
        panel.set_ylim(bottom=0)
        panel.set_title(curve.title, fontsize=10)
        panel.set_xlabel(curve.along)
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("µs a line")
    panels[0].legend(frameon=False)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


def table(measured):
    lines = ["| list | at | CPU a line | wall a line | peak memory |", "|---|--:|--:|--:|--:|"]
    for curve in measured:
        for x, cpu, wall, memory in zip(curve.figures, curve.values("cpu"), curve.values("wall"),
                                        curve.values("memory_kib")):
            lines.append(f"| {curve.title} | {x:,} {curve.along} | {cpu:.3g} µs | {wall:.3g} µs | "
                         f"{memory:.1f} MiB |")
    return "\n".join(lines) + "\n"


def as_json(measured):
    return {curve.title: {x: dataclasses.asdict(median(row.costs))
                          for x, row in curve.figures.items()} for curve in measured}


def run(workloads, rounds, cores, output):
    """Measures all, prints a table and leaves scale.json and scale.svg in `output`."""
    count = len(cores.split(","))
    measured = curves(workloads, sorted({1, 2, 4, count}))
    for curve in measured:
        curve.measure(rounds, cores)
    print(table(measured), end="")
    (output / "scale.json").write_text(json.dumps(as_json(measured), indent=1) + "\n",
                                       encoding="utf-8")
    try:
        draw(measured, output / "scale.svg")
    except ImportError:
        print("bench: no curves: python3-matplotlib is not installed", file=sys.stderr)
