"""Where the instructions of a line go, library by library, and how much is the kernel's."""

import collections
import dataclasses
import json
import pathlib
import re
import resource
import sys

from against import INSTRUCTIONS
from contenders import Curl, Floor, Urlfan

# By the name of a file of code, up to its version. What none of them is, is the rest.
GROUPS = {
    "own": r"urlfan|urlfan_bench_floor|curl",
    "libcurl": r"libcurl(-gnutls)?",
    "nghttp2": r"libnghttp2",
    "TLS": r"libssl|libcrypto",
    "C library": r"libc|libm|ld-linux.*|libstdc\+\+|libgcc_s",
}
REST = "rest"
COLUMNS = [*GROUPS, REST]
LISTS = [name for name in INSTRUCTIONS if name not in ("checked", "million")]


def group_of(code):
    stem = re.split(r"-\d|\.so", pathlib.PurePath(code).name)[0]
    return next((group for group, names in GROUPS.items() if re.fullmatch(names, stem)), REST)


def by_group(dump):
    """The instructions of a file of callgrind, each where it was executed."""
    totals = collections.Counter()
    names = {}
    code, of_call = "", False
    for line in dump.splitlines():
        if found := re.match(r"(c?)ob=\((\d+)\)(?: (.*))?$", line):
            if found[3]:
                names[found[2]] = found[3]
            if not found[1]:
                code = found[2]
        elif line.startswith("calls="):
            of_call = True  # the next line is what was called, which is counted where it is
        elif re.match(r"[+*\-\d]", line):
            if not of_call:
                totals[group_of(names[code])] += int(line.split()[1])
            of_call = False
    return totals


@dataclasses.dataclass
class Profile:
    """Of one line: instructions by group, and µs of CPU as a user and in the kernel."""
    who: str
    instructions: dict
    user: float
    system: float

    def row(self, name):
        cells = [f"{self.instructions[group] / 1000:.1f}" for group in COLUMNS]
        return (f"| {name} | {self.who} | {sum(self.instructions.values()) / 1000:.1f} | " +
                " | ".join(cells) + f" | {self.user:.3g} µs | {self.system:.3g} µs |")


class Profiler:
    def __init__(self, workload, cores, output):
        self.workload = workload
        self.cores = cores
        self.output = output

    def profile(self, contender, lines):
        # What starting costs is told apart by a run of a fifth of the lines.
        few = lines // 5
        most, least = (self._counted(contender, count) for count in (lines, few))
        counted = {group: (most[group] - least[group]) / (lines - few) for group in COLUMNS}
        return Profile(contender.name, counted, *self._times(contender))

    def _counted(self, contender, count):
        name = f"callgrind.{self.workload.name}.{contender.name.split()[0]}.{count}"
        path = self.output / name
        self.workload.run_under(
            ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={path}"],
            contender, count, self.cores)
        return by_group(path.read_text(encoding="utf-8"))

    def _times(self, contender):
        count = len(self.workload.job.urls)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.workload.run_under([], contender, count, self.cores)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ((after.ru_utime - before.ru_utime) / count * 1e6,
                (after.ru_stime - before.ru_stime) / count * 1e6)


def run(workloads, chosen, cores, output):
    print("Thousand instructions a line, under callgrind; CPU a line, without.\n\n"
          f"| list | who | all | {' | '.join(COLUMNS)} | user | kernel |\n"
          f"|---|---|{'--:|' * (len(COLUMNS) + 3)}")
    profiles = {}
    for name in chosen or LISTS:
        workload = workloads.of(name)[0]
        print(f"bench: {name}: {workload.about}", file=sys.stderr)
        profiler = Profiler(workload, cores, output)
        profiles[name] = []
        for contender in (Urlfan(), Floor(), Curl()):
            profile = profiler.profile(contender, INSTRUCTIONS[name])
            profiles[name].append(dataclasses.asdict(profile))
            print(profile.row(name), flush=True)
    (output / "profile.json").write_text(json.dumps(profiles, indent=1) + "\n", encoding="utf-8")
