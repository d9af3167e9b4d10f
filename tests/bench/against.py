"""The urlfan of this tree beside that of an earlier revision: what a change costs."""

import re
import statistics
import sys

from contenders import Earlier, Urlfan
from report import Report
from workload import Verdict, Workload

# How many lines run under callgrind, which is fifty times slower; what starting costs is told apart
# by a run of a fifth of them.
INSTRUCTIONS = {"hot": 5000, "checked": 5000, "wide": 1000, "https": 250, "h2": 5000, "million": 5000}
COUNTED_RUNS = 3
MOST_INSTRUCTIONS, MOST_MEMORY = 1.03, 1.05


def compare(workloads, arguments, root, cores):
    earlier = Earlier(arguments.against, root / "build/against/build/release/urlfan")
    report = Report(missing=[], curl=None)
    for name in arguments.workload or INSTRUCTIONS:
        workload = workloads.of(name)[0]
        print(f"bench: {name}: {workload.about}", file=sys.stderr)
        now = Urlfan()
        workload.contenders = [now, earlier]
        if name == "million":
            workload.job.urls *= 1_000_000
        rows = Workload.measure(workload, arguments.rounds, cores)
        report.add(workload, rows, [
            Verdict("instructions a line / before",
                    instructions(workload, now, INSTRUCTIONS[name], cores) /
                    instructions(workload, earlier, INSTRUCTIONS[name], cores), MOST_INSTRUCTIONS),
            Verdict("memory / before", rows[0].figure("memory_kib") / rows[1].figure("memory_kib"),
                    MOST_MEMORY)])
    return report


def instructions(workload, contender, lines, cores):
    """Of one line, the median of some runs: how the answers come together differs a little."""
    few = lines // 5
    return statistics.median(
        (counted(workload, contender, lines, cores) - counted(workload, contender, few, cores)) /
        (lines - few) for _ in range(COUNTED_RUNS))


def counted(workload, contender, lines, cores):
    """Instructions of a whole run."""
    log = workload.job.folder / "callgrind"
    workload.run_under(["valgrind", "--tool=callgrind", f"--log-file={log}",
                        "--callgrind-out-file=/dev/null"], contender, lines, cores)
    return int(re.search(r"Collected : (\d+)", log.read_text(encoding="utf-8"))[1])
