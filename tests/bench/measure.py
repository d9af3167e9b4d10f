"""Runs a command and says what it cost."""

import dataclasses
import statistics
import subprocess


@dataclasses.dataclass
class Cost:
    """Of one run: seconds, seconds of user and system CPU, peak memory of the process."""
    wall: float
    cpu: float
    memory_kib: int
    code: int


def run(command, folder, programs, cores, stdin=None):
    """Runs `command` on `cores`; its output is left in folder/out."""
    report = folder / "cost"
    with open(folder / "out", "wb") as out, open(folder / "err", "wb") as err:
        subprocess.run([programs / "urlfan_bench_launch", report, "taskset", "-c", cores, *command],
                       stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err, check=False)
    wall, cpu, memory, code = report.read_text(encoding="ascii").split()
    return Cost(float(wall), float(cpu), int(memory), int(code))


def median(costs):
    """The median of each figure on its own."""
    return Cost(*(statistics.median(getattr(cost, field.name) for cost in costs)
                  for field in dataclasses.fields(Cost)))
