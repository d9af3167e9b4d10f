"""A list, who fetches it, and what must hold: the measurement itself."""

import dataclasses
import subprocess
import sys

import contenders
import measure


@dataclasses.dataclass
class Bound:
    """urlfan's median of `figure` (a field of measure.Cost) over that of `peer`, a line each, is
    to be at most `limit`."""
    figure: str
    peer: str
    limit: float


@dataclasses.dataclass
class Verdict:
    """What a bound came to."""
    what: str
    value: float
    limit: float

    def holds(self):
        return self.value <= self.limit


@dataclasses.dataclass
class Row:
    """What one contender did with its part of the list, run after run."""
    contender: str
    lines: int
    costs: list = dataclasses.field(default_factory=list)

    def median(self):
        return measure.median(self.costs)

    def figure(self, name):
        """The median; times are for one line, so that rows of unequal length compare."""
        value = getattr(self.median(), name)
        return value if name == "memory_kib" else value / self.lines


@dataclasses.dataclass
class Workload:
    name: str
    about: str
    job: contenders.Job
    contenders: list
    bounds: list

    def measure(self, rounds, cores):
        """Runs all in turns; one that takes only a part of the list runs once. Returns the rows."""
        rows = {each.name: Row(each.name, min(len(self.job.urls), each.most_lines or 10**9))
                for each in self.contenders}
        for turn in range(rounds):
            for contender in self.contenders:
                if turn > 0 and contender.most_lines:
                    continue
                row = rows[contender.name]
                row.costs.append(self.run(contender, row.lines, cores))
        return list(rows.values())

    def run(self, contender, lines, cores):
        job = dataclasses.replace(self.job, urls=self.job.urls[:lines])
        cost = measure.run(contender.command(job), job.folder, job.programs, cores)
        answered = contender.answered(job)
        if answered != lines:
            error = (job.folder / "err").read_text(encoding="utf-8", errors="replace")[:300]
            print(f"{self.name}: {contender.name} got {answered} of {lines} answers (exit code "
                  f"{cost.code}): its figures count for nothing. {error}", file=sys.stderr)
            cost = dataclasses.replace(cost, wall=float("nan"), cpu=float("nan"))
        return cost

    def run_under(self, tool, contender, lines, cores):
        """Runs a part of the list under a tool that watches it, such as valgrind; its output is left
        in the folder of the job. Raises RuntimeError where not every line got its answer."""
        job = dataclasses.replace(self.job, urls=self.job.urls[:lines])
        with open(job.folder / "out", "wb") as out:
            subprocess.run(["taskset", "-c", cores, *tool, *contender.command(job)],
                           stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL,
                           check=False)
        answered = contender.answered(job)
        if answered != lines:
            raise RuntimeError(f"{self.name}: {contender.name} got {answered} of {lines} answers")

    def verdicts(self, rows):
        by_name = {row.contender: row for row in rows}
        return [Verdict(f"{bound.figure.removesuffix('_kib')} / {bound.peer}",
                        by_name["urlfan"].figure(bound.figure) /
                        by_name[bound.peer].figure(bound.figure), bound.limit)
                for bound in self.bounds if bound.peer in by_name]
