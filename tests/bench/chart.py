#!/usr/bin/python3
"""The chart of the README, from the table of docs/benchmarks.md:

    /usr/bin/python3 tests/bench/chart.py > docs/speed.svg

Bars are how many times as long as urlfan a peer takes for a line, in wall time; the scale is
logarithmic."""
import math
import pathlib
import re
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/benchmarks.md"
LISTS = {"hot": "kept connections, one host", "wide": "10,000 hosts",
         "slow": "10,000 slow answers", "https": "new TLS connections",
         "names": "10,000 names, slow DNS", "big": "files of 10 MiB"}
PEERS = {"`curl -Z`": "#d97706", "aiohttp": "#2563eb", "requests": "#7c3aed", "`xargs`": "#6b7280"}
LEFT, RIGHT, BAR, GAP, TOP = 190, 640, 11, 14, 34
TICKS = (1, 2, 5, 10, 20, 50, 100, 200)
MOST = 250
HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" width="720" \
height="{height}" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12">
<title id="t">Wall time of a line, in multiples of urlfan's</title>
<desc id="d">{text}</desc>
<style>text {{ fill: #1f2328 }} line {{ stroke: #8b949e; stroke-opacity: .4 }}
@media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }} }}</style>"""


def figures():
    """{list: {peer: multiple}}, of the first table"""
    peers = PAGE.read_text(encoding="utf-8").split("## Beside which curl")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]]
            for line in peers.splitlines() if line.startswith("|")]
    start = next(i for i, row in enumerate(rows) if row[0] == "list" and "`curl -Z`" in row)
    found = {}
    for row in rows[start + 2:]:
        if row[0] in LISTS and len(row) == len(rows[start]):
            cells = dict(zip(rows[start], row))
            found[row[0]] = {peer: 1 / float(re.match(r"[\d.]+", cells[peer])[0])
                             for peer in PEERS if cells[peer] != "–"}
    return found


def across(multiple):
    return LEFT + (RIGHT - LEFT) * math.log(multiple) / math.log(MOST)


def text(x, y, words, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{words}</text>'


def shown(multiple):
    return f"{multiple:.1f}" if multiple < 9.95 else f"{multiple:.0f}"


def chart():
    drawn, told, y = [], [], TOP
    for name, peers in figures().items():
        middle = y + len(peers) * BAR / 2 + 4
        drawn.append(text(LEFT - 8, middle, LISTS[name], ' text-anchor="end"'))
        for peer, multiple in peers.items():
            width = max(across(max(multiple, 1)) - LEFT, 1.5)
            drawn.append(f'<rect x="{LEFT}" y="{y:.1f}" width="{width:.1f}" height="{BAR - 2}" '
                         f'fill="{PEERS[peer]}"/>')
            drawn.append(text(LEFT + width + 4, y + BAR - 3, f"{shown(multiple)}×",
                              ' font-size="9"'))
            told.append(f"{name}: {peer.strip('`')} {shown(multiple)}")
            y += BAR
        y += GAP
    for tick in TICKS:
        drawn.append(f'<line x1="{across(tick):.1f}" x2="{across(tick):.1f}" y1="{TOP - 8}" '
                     f'y2="{y - 4}"/>')
        drawn.append(text(across(tick), y + 10, f"{tick}×", ' text-anchor="middle" font-size="10"'))
    x = LEFT
    for peer, color in PEERS.items():
        drawn.append(f'<rect x="{x}" y="10" width="10" height="10" fill="{color}"/>')
        drawn.append(text(x + 14, 19, peer.strip("`")))
        x += 80
    drawn.append(text(LEFT - 8, 19, "urlfan is 1×", ' text-anchor="end"'))
    return "\n".join([HEAD.format(height=y + 20, text="; ".join(told)), *drawn, "</svg>", ""])


if __name__ == "__main__":
    sys.stdout.write(chart())
