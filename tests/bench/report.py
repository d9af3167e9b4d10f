"""What was measured, as a Markdown table and as JSON."""

import dataclasses
import math

HEAD = ("| list | who | lines | wall | CPU a line | peak memory | urlfan / it: wall | CPU | memory |\n"
        "|---|---|--:|--:|--:|--:|--:|--:|--:|")


def ratio(value):
    return "–" if math.isnan(value) else f"{value:.2f}"


def table_rows(workload, rows):
    ours = rows[0]
    for row in rows:
        cost = row.median()
        ratios = ["", "", ""]
        if row is not ours:
            ratios = [ratio(ours.figure(name) / row.figure(name))
                      for name in ("wall", "cpu", "memory_kib")]
        yield (f"| {workload.name} | {row.contender} | {row.lines:,} | {cost.wall:.3g} s | "
               f"{row.figure('cpu') * 1e6:.3g} µs | {cost.memory_kib / 1024:.1f} MiB | "
               + " | ".join(ratios) + " |")


def verdict_rows(workload, verdicts):
    for verdict in verdicts:
        yield (f"| {workload.name} | {verdict.what} | {verdict.value:.2f} | "
               f"at most {verdict.limit:.3g} | {'yes' if verdict.holds() else '**no**'} |")


def as_json(workload, rows, verdicts):
    return {"name": workload.name, "about": workload.about,
            "rows": [{"contender": row.contender, "lines": row.lines,
                      "runs": [dataclasses.asdict(cost) for cost in row.costs],
                      "median": dataclasses.asdict(row.median())} for row in rows],
            "bounds": [{**dataclasses.asdict(verdict), "holds": verdict.holds()}
                       for verdict in verdicts]}


class Report:
    def __init__(self, missing, curl):
        self.missing = missing
        self.curl = curl
        self.measured = []

    def add(self, workload, rows, verdicts):
        self.measured.append((workload, rows, verdicts))

    def markdown(self):
        lines = [f"Not measured: {why}.  " for why in self.missing]
        if self.curl is not None:
            lines.append(f"curl is {self.curl}.  ")
        lines += [f"{workload.name}: {workload.about}  " for workload, _, _ in self.measured]
        lines += ["", HEAD]
        for workload, rows, _ in self.measured:
            lines += table_rows(workload, rows)
        lines += ["", "| list | what must hold | measured | bound | holds |", "|---|---|--:|--:|---|"]
        for workload, _, verdicts in self.measured:
            lines += verdict_rows(workload, verdicts)
        return "\n".join(lines) + "\n"

    def json(self):
        return {"missing": self.missing, "curl": self.curl,
                "workloads": [as_json(*each) for each in self.measured]}
