"""What more in flight, over all and for a host, and more threads bring: docs/tuning.md."""

import json

from scale import Curve, as_json, threaded

QUICK, DISTANT, ONE_HOST = 20_000, 1_500, 1_000
# How long that one host takes for an answer, in ms.
DELAY = 20


def limited(workload, in_flight, per_host=0):
    workload.job.in_flight = in_flight
    workload.job.per_host = per_host
    return workload


def one_host(workloads, per_host):
    workload = workloads.hot(ONE_HOST)
    workload.job.urls = [f"http://127.0.0.1:{workloads.origins.delay_port}/{DELAY}"] * ONE_HOST
    return limited(workload, 100, per_host)


def curves(workloads):
    return [
        Curve(f"{QUICK:,} quick answers from one host, `--per-host 0`", "`-c`", True,
              [(n, limited(workloads.hot(QUICK), n)) for n in (1, 10, 100, 1_000)]),
        Curve(f"{DISTANT:,} hosts that answer after 0.1 to 1 s", "`-c`", True,
              [(n, limited(workloads.wide(DISTANT), n)) for n in (30, 100, 300, 1_000)]),
        Curve(f"{ONE_HOST:,} answers of one host after {DELAY} ms each, `-c 100`", "`--per-host`",
              True, [(n, one_host(workloads, n)) for n in (1, 2, 5, 10, 20, 50, 100)]),
        Curve(f"{QUICK:,} quick answers from one host, `-c 100 --per-host 0`", "`--threads`", True,
              [(n, threaded(workloads.hot(QUICK), n)) for n in (1, 2, 4, 8)]),
    ]


def table(curve):
    """Each point as a multiple of the first one."""
    wall, cpu, memory = (curve.values(figure) for figure in ("wall", "cpu", "memory_kib"))
    lines = [curve.title, "", f"| {curve.along} | wall | CPU | memory |", "|--:|--:|--:|--:|"]
    lines += [f"| {x:,} | {w / wall[0]:.2f} | {c / cpu[0]:.2f} | {m / memory[0]:.2f} |"
              for x, w, c, m in zip(curve.figures, wall, cpu, memory)]
    return "\n".join([*lines, "", ""])


def run(workloads, rounds, cores, output):
    """Measures all, prints the tables and leaves tuning.json in `output`."""
    measured = curves(workloads)
    for curve in measured:
        curve.measure(rounds, cores)
        print(table(curve), end="", flush=True)
    (output / "tuning.json").write_text(json.dumps(as_json(measured), indent=1) + "\n",
                                        encoding="utf-8")
