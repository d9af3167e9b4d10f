#!/usr/bin/python3
"""Prints, as a shell script, what the example pipelines of the README run.

usage: pipeline_steps.py README.md github|gitlab

Steps that get the code or the program are left out: the caller has both.
"""

import re
import sys

import yaml


def blocks(readme):
    for block in re.findall(r"^```yaml\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL):
        yield yaml.safe_load(block)


def github(document):
    for job in document["jobs"].values():
        for step in job["steps"]:
            if "run" in step and "install" not in step.get("name", "").lower():
                yield step["run"]


def gitlab(document):
    for job in document.values():
        if isinstance(job, dict):
            yield from job.get("script", [])


def main():
    path, kind = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        documents = list(blocks(file.read()))
    wanted = [each for each in documents if ("jobs" in each) == (kind == "github")]
    if len(wanted) != 1:
        sys.exit(f"{path}: expected one example for {kind}, found {len(wanted)}")
    print("set -e")
    for command in (github if kind == "github" else gitlab)(wanted[0]):
        print(command)


main()
